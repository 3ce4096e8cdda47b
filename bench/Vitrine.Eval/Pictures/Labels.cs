using System.Security.Cryptography;
using System.Text;

namespace Vitrine.Eval.Pictures;

/// <summary>A picture and what a person says about it.</summary>
/// <param name="ForTest">Whether figures come from it; the other half is for choosing thresholds and says nothing.</param>
internal sealed record Labelled(string Picture, string[] Values, bool ForTest);

/// <summary>The committed label files: tab-separated picture and values, lines with # are remarks.</summary>
internal static class Labels
{
    public static IReadOnlyList<Labelled> Read(string name) => [.. Rows(name).Select(p => new Labelled(p[0], p[1].Split(','), ForTest(p[0])))];

    /// <summary>The columns of each line.</summary>
    /// <exception cref="FileNotFoundException">No such file was committed.</exception>
    public static IReadOnlyList<string[]> Rows(string name)
    {
        using var stream = typeof(Labels).Assembly.GetManifestResourceStream(name) ?? throw new FileNotFoundException(name);
        using var reader = new StreamReader(stream);
        return [.. reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(l => l[0] != '#').Select(l => l.Split('\t'))];
    }

    /// <summary>By the picture's name; pages of one document and views of one page of a program stay together.</summary>
    public static bool ForTest(string picture)
    {
        var group = picture.Split('#')[0];
        group = group.StartsWith("ui/shots/", StringComparison.Ordinal) ? group.Split('-')[0] : group;
        return SHA256.HashData(Encoding.UTF8.GetBytes(group))[0] % 2 == 0;
    }
}

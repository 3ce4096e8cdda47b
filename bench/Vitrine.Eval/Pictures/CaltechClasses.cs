using System.Globalization;

namespace Vitrine.Eval.Pictures;

/// <summary>Which ImageNet classes (0 = tench) say the same as a folder of Caltech-101; folders without such a class are left out.</summary>
internal static class CaltechClasses
{
    public static IReadOnlyDictionary<string, int[]> Read()
    {
        using var stream = typeof(CaltechClasses).Assembly.GetManifestResourceStream("caltech101-imagenet.tsv")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(l => l[0] != '#').Select(l => l.Split('\t'))
            .ToDictionary(p => p[0], p => p[1].Split(',').Select(n => int.Parse(n, CultureInfo.InvariantCulture)).ToArray());
    }
}

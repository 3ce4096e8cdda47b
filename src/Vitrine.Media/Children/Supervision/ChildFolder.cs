using System.Globalization;

namespace Vitrine.Media.Children;

/// <summary>A child's temporary files where it has no private <c>/tmp</c>: a folder of its own that goes with it.</summary>
internal sealed class ChildFolder : IDisposable
{
    private const string Prefix = "vitrine-child-";

    private ChildFolder(string path) => Path = path;

    public string Path { get; }

    public static ChildFolder Create()
    {
        RemoveAbandoned();
        var name = $"{Prefix}{Environment.ProcessId}-";
        return new ChildFolder(Directory.CreateTempSubdirectory(name).FullName);
    }

    public void Dispose() => Remove(Path);

    /// <summary>Removes what servers left behind that were killed: their process number is in the name.</summary>
    private static void RemoveAbandoned()
    {
        foreach (var folder in Directory.EnumerateDirectories(System.IO.Path.GetTempPath(), Prefix + "*"))
        {
            var number = System.IO.Path.GetFileName(folder)[Prefix.Length..].Split('-')[0];
            if (int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var pid) && !Directory.Exists($"/proc/{pid}"))
            {
                Remove(folder);
            }
        }
    }

    private static void Remove(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            // Someone else's, or still in use: the next start tries again.
        }
    }
}

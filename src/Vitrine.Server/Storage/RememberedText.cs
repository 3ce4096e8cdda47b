namespace Vitrine.Server.Storage;

/// <summary>
/// A line that a data folder remembers in a file of its own. It is written beside and renamed into place, and only where it changed, so that
/// a full disk never takes away what was known.
/// </summary>
internal static class RememberedText
{
    /// <summary>What the file says; null where it is not there, or empty.</summary>
    public static string? Read(string path) => File.Exists(path) && File.ReadAllText(path).Trim() is { Length: > 0 } text ? text : null;

    /// <exception cref="IOException">There is no room; what was remembered stays.</exception>
    public static void Write(string path, string text)
    {
        if (Read(path) == text)
        {
            return;
        }

        var part = path + ".part";
        try
        {
            using (var file = new FileStream(part, FileMode.Create, FileAccess.Write, FileShare.None))
            {
                file.Write(System.Text.Encoding.UTF8.GetBytes(text));
                file.Flush(flushToDisk: true);
            }

            File.Move(part, path, overwrite: true);
        }
        catch (IOException)
        {
            File.Delete(part);
            throw;
        }
    }
}

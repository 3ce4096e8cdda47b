namespace Vitrine.Server.Storage.Renditions;

/// <summary>
/// Derived files by (essence, recipe). They can always be made again, so writing them never waits for the disk; the row in the database says
/// that one was made, a missing file means it is made again.
/// </summary>
public sealed class RenditionStore
{
    private static readonly System.Buffers.SearchValues<char> Hex = System.Buffers.SearchValues.Create("0123456789abcdef");
    private static long parts;

    private readonly string root;

    public RenditionStore(string root)
    {
        this.root = root;
        Directory.CreateDirectory(root);
    }

    public async Task PutAsync(byte[] essence, string recipe, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default)
    {
        var path = PathOf(essence, recipe);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var part = $"{path}.{Environment.ProcessId}.{Interlocked.Increment(ref parts)}.part";
        try
        {
            await using (var file = new FileStream(part, FileMode.Create, FileAccess.Write, FileShare.None, 1, useAsync: false))
            {
                await file.WriteAsync(content, cancellationToken);
            }

            File.Move(part, path, overwrite: true);
        }
        catch
        {
            // On a full disk half a file would take the room that is missing.
            File.Delete(part);
            throw;
        }
    }

    /// <summary>Null where the file is not there.</summary>
    public Stream? Open(byte[] essence, string recipe)
    {
        try
        {
            return new FileStream(PathOf(essence, recipe), FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 1 << 14, useAsync: true);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    public async Task<byte[]?> ReadAsync(byte[] essence, string recipe, CancellationToken cancellationToken = default)
    {
        await using var stream = Open(essence, recipe);
        if (stream is null)
        {
            return null;
        }

        var bytes = new byte[stream.Length];
        await stream.ReadExactlyAsync(bytes, cancellationToken);
        return bytes;
    }

    /// <summary>The length of a file; null where it is not there.</summary>
    public long? BytesOf(byte[] essence, string recipe) => new FileInfo(PathOf(essence, recipe)) is { Exists: true } file ? file.Length : null;

    /// <summary>When a file was written, UTC; null where it is not there.</summary>
    public DateTime? WrittenAt(byte[] essence, string recipe) => new FileInfo(PathOf(essence, recipe)) is { Exists: true } file ? file.LastWriteTimeUtc : null;

    /// <summary>All files that are there, and when each was written.</summary>
    public IEnumerable<(byte[] Essence, string Recipe, DateTime Written)> List() => Directory.EnumerateDirectories(root).SelectMany(Directory.EnumerateDirectories)
        .SelectMany(folder => new DirectoryInfo(folder).EnumerateFiles())
        .Where(file => file.Name.Length > 65 && file.Name[64] == '.' && !file.Name.EndsWith(".part", StringComparison.Ordinal) && file.Name.AsSpan(0, 64).IndexOfAnyExcept(Hex) < 0)
        .Select(file => (Convert.FromHexString(file.Name.AsSpan(0, 64)), file.Name[65..], file.LastWriteTimeUtc));

    public bool Has(byte[] essence, string recipe) => File.Exists(PathOf(essence, recipe));

    public void Delete(byte[] essence, string recipe) => File.Delete(PathOf(essence, recipe));

    private string PathOf(byte[] essence, string recipe)
    {
        var name = Convert.ToHexStringLower(essence);
        return Path.Combine(root, name[..2], name[2..4], $"{name}.{recipe}");
    }
}

namespace Vitrine.Media.Children;

/// <summary>
/// The file at hand inside a decode child: bytes in memory, or bound into the sandbox where it is large. Readers that take memory or a stream use those;
/// a path is made only for tools that need one. What was written for this file goes when it is disposed.
/// </summary>
public sealed class FileInChild : IDisposable
{
    private readonly string? boundPath;
    private string? written;
    private string? scratch;

    private FileInChild(string name, long length, ReadOnlyMemory<byte>? content, string? boundPath)
    {
        Name = name;
        Length = length;
        Content = content;
        this.boundPath = boundPath;
    }

    /// <summary>The asset's name: a hint, never trusted, never a path.</summary>
    public string Name { get; }

    public long Length { get; }

    /// <summary>All its bytes, or null where it is too large for that. Valid until the answer is sent.</summary>
    public ReadOnlyMemory<byte>? Content { get; }

    /// <summary>A folder of this file's own for what tools write.</summary>
    public string Scratch => scratch ??= Directory.CreateTempSubdirectory("file-").FullName;

    public static FileInChild OfContent(string name, ReadOnlyMemory<byte> content) => new(name, content.Length, content, null);

    public static FileInChild OfPath(string name, string path, long length) => new(name, length, null, path);

    /// <summary>A path for tools: where it is bound, or a copy in <see cref="Scratch"/>. Its name says nothing but a harmless extension.</summary>
    public string GetPath()
    {
        if (boundPath is not null)
        {
            return boundPath;
        }

        if (written is null)
        {
            written = Path.Combine(Scratch, "file" + HarmlessExtension(Name));
            using var target = File.Create(written);
            target.Write(Content!.Value.Span);
        }

        return written;
    }

    /// <summary>The bytes as a stream that can seek.</summary>
    public Stream Open()
    {
        if (Content is not { } content)
        {
            return File.OpenRead(boundPath!);
        }

        return System.Runtime.InteropServices.MemoryMarshal.TryGetArray(content, out var array)
            ? new MemoryStream(array.Array!, array.Offset, array.Count, writable: false)
            : new MemoryStream(content.ToArray(), writable: false);
    }

    public void Dispose()
    {
        if (scratch is not null)
        {
            Directory.Delete(scratch, recursive: true);
            scratch = null;
        }
    }

    private static string HarmlessExtension(string name)
    {
        const int longest = 9;
        var extension = Path.GetExtension(name).ToLowerInvariant();
        return extension.Length is > 1 and <= longest && extension.AsSpan(1).IndexOfAnyExcept(Letters) < 0 ? extension : "";
    }

    private static readonly System.Buffers.SearchValues<char> Letters = System.Buffers.SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789");
}

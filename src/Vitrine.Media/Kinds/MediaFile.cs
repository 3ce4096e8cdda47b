using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Vitrine.Media.Kinds;

/// <summary>A file opened once: its head, its sniffed format, its bytes as a whole where they are needed and fit.</summary>
public sealed class MediaFile : IDisposable
{
    private readonly SafeFileHandle? handle;
    private readonly byte[] head;
    private readonly Func<string>? makePath;
    private byte[]? content;

    private MediaFile(Func<string>? makePath, string name, SafeFileHandle? handle, byte[]? content)
    {
        this.makePath = makePath;
        Name = name;
        this.handle = handle;
        this.content = content;
        Length = content?.Length ?? RandomAccess.GetLength(handle!);
        head = content is not null && content.Length <= ContentSniffer.HeadBytes ? content : ReadAt(0, (int)Math.Min(Length, ContentSniffer.HeadBytes));
        Sniffed = ContentSniffer.Sniff(head, Length, name);
    }

    /// <summary>Where tools find the file; null where only bytes were handed in.</summary>
    public string? Path => field ??= makePath?.Invoke();

    /// <summary>The asset's name; says nothing about where the bytes lie.</summary>
    public string Name { get; }
    public long Length { get; }
    public Sniffed Sniffed { get; }
    public FileFormat Format => FileFormats.Get(Sniffed.Format);

    /// <summary>The first bytes, at most <see cref="ContentSniffer.HeadBytes"/>.</summary>
    public ReadOnlySpan<byte> Head => head;

    /// <summary>Opens a file. <paramref name="content"/> spares reading it again where its bytes are at hand.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static MediaFile Open(string path, string name, byte[]? content = null) =>
        new(() => System.IO.Path.GetFullPath(path), name, content is null ? File.OpenHandle(path, options: FileOptions.SequentialScan) : null, content);

    /// <summary>A file in memory. <paramref name="makePath"/> writes it somewhere when a tool needs a path; without it films and sound cannot be read.</summary>
    public static MediaFile FromBytes(ReadOnlyMemory<byte> content, string name, Func<string>? makePath = null) =>
        new(makePath, name, null, MemoryMarshal.TryGetArray(content, out var part) && part.Count == part.Array!.Length ? part.Array : content.ToArray());

    /// <summary>All bytes, read at the first call; null where there are more than <paramref name="most"/>.</summary>
    public byte[]? Content(long most)
    {
        if (content is null && Length <= most)
        {
            content = Length == head.Length ? head : ReadAt(0, (int)Length);
        }

        return Length <= most ? content : null;
    }

    /// <summary>Up to <paramref name="count"/> bytes from <paramref name="offset"/>; fewer at the end of the file.</summary>
    public byte[] ReadAt(long offset, int count)
    {
        count = (int)Math.Clamp(Length - offset, 0, count);
        if (count == 0)
        {
            return [];
        }

        var bytes = GC.AllocateUninitializedArray<byte>(count);
        if (content is not null)
        {
            content.AsSpan((int)offset, count).CopyTo(bytes);
            return bytes;
        }

        var read = 0;
        while (read < count && RandomAccess.Read(handle!, bytes.AsSpan(read), offset + read) is > 0 and var got)
        {
            read += got;
        }

        return read == count ? bytes : bytes[..read];
    }

    public void Dispose() => handle?.Dispose();
}

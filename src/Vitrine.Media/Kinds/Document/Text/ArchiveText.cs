using System.Buffers.Binary;
using System.IO.Compression;
using Vitrine.Media.Tools;

namespace Vitrine.Media.Kinds.Document.Text;

/// <summary>The names of the files in a ZIP archive, as its text: nothing is unpacked.</summary>
internal static class ArchiveText
{
    private const int MostNames = 20_000;

    /// <summary>Length of the record at the end without its comment, which is at most 65,535 bytes: APPNOTE.TXT 4.3.16.</summary>
    private const int EndBytes = 22;

    /// <exception cref="BadFileException">It holds too many files: each of them would take memory before one can be looked at.</exception>
    /// <exception cref="InvalidDataException">It is no archive.</exception>
    public static DocumentText Read(byte[] content)
    {
        if (Files(content) is > MostNames and var files)
        {
            throw new BadFileException(Codes.TooLarge, $"The archive holds {files:N0} files; the names of more than {MostNames:N0} are not read.");
        }

        using var stream = new MemoryStream(content, writable: false);
        using var archive = new ZipArchive(stream, ZipArchiveMode.Read);
        var page = new PageText();
        foreach (var entry in archive.Entries)
        {
            page.Add(entry.FullName);
            page.EndLine();
        }

        return page.ToText();
    }

    /// <summary>How many files the archive lists, counted in its directory: the number that its end states may lie.</summary>
    private static int Files(ReadOnlySpan<byte> content)
    {
        var tail = content[^Math.Min(content.Length, EndBytes + ushort.MaxValue)..];
        var end = tail.LastIndexOf("PK\x05\x06"u8);
        if (end < 0 || tail.Length - end < EndBytes)
        {
            return 0;
        }

        // With ZIP64 the place is stated elsewhere; so large an archive is not held in memory.
        var at = (long)BinaryPrimitives.ReadUInt32LittleEndian(tail[(end + 16)..]);
        var count = 0;
        while (at + 46 <= content.Length && content[(int)at..].StartsWith("PK\x01\x02"u8))
        {
            var header = content[(int)at..];
            at += 46 + BinaryPrimitives.ReadUInt16LittleEndian(header[28..]) + BinaryPrimitives.ReadUInt16LittleEndian(header[30..]) + BinaryPrimitives.ReadUInt16LittleEndian(header[32..]);
            count++;
        }

        return count;
    }
}

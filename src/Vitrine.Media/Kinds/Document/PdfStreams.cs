using System.Buffers.Text;
using System.IO.Compression;

namespace Vitrine.Media.Kinds.Document;

/// <summary>
/// Looks for page descriptions and other data of a PDF that unpack to more than anyone draws (ISO 32000-1, sections 7.3.8 and 7.4).
/// Pictures are left alone: a white scan packs as well as a bomb. Nothing else of the file is understood.
/// </summary>
internal static class PdfStreams
{
    private const int MostStreams = 10_000;
    private const int DictionaryBytes = 2048;

    // Work is bounded in whole; data that unpack less than this ratio are not followed.
    private const long MostUnpackedInAll = 512L << 20;
    private const int Ratio = 100;

    /// <summary>Whether one stream unpacks to more than <paramref name="mostBytes"/>.</summary>
    public static bool HasBomb(ReadOnlySpan<byte> bytes, long mostBytes)
    {
        var budget = MostUnpackedInAll;
        var at = 0;
        for (var count = 0; count < MostStreams && budget > 0; count++)
        {
            var step = bytes[at..].IndexOf("stream"u8);
            if (step < 0)
            {
                return false;
            }

            var keyword = at + step;
            at = keyword + 6;
            var dictionary = bytes[Math.Max(0, keyword - DictionaryBytes)..keyword];
            dictionary = dictionary[Math.Max(0, dictionary.LastIndexOf(" obj"u8))..];
            if (IsEnd(bytes, keyword) || dictionary.IndexOf("/FlateDecode"u8) is < 0 || dictionary.IndexOf("/Image"u8) >= 0)
            {
                continue;
            }

            var data = bytes[at..];
            data = data[(data.StartsWith("\r\n"u8) ? 2 : data.Length > 0 && data[0] is (byte)'\n' or (byte)'\r' ? 1 : 0)..];
            var end = data.IndexOf("endstream"u8);
            data = end < 0 ? data : data[..end];
            if (Unpacks(data, Layers(dictionary), mostBytes, ref budget))
            {
                return true;
            }

            at += Math.Max(end, 0);
        }

        return false;
    }

    /// <summary>Whether the end of the file points at a cross-reference table or stream (ISO 32000-1, section 7.5.5).</summary>
    public static bool HasIndex(ReadOnlySpan<byte> bytes)
    {
        var at = bytes.LastIndexOf("startxref"u8);
        if (at < 0)
        {
            return false;
        }

        var number = bytes[(at + 9)..].TrimStart(" \r\n\t"u8);

        // Offsets count from the header, which need not be the first byte.
        var start = Math.Max(bytes[..Math.Min(bytes.Length, 1024)].IndexOf("%PDF-"u8), 0);
        if (!Utf8Parser.TryParse(number, out int offset, out _) || offset < 0 || offset + start >= bytes.Length)
        {
            return false;
        }

        var index = bytes[(offset + start)..].TrimStart(" \r\n\t"u8);
        return index.StartsWith("xref"u8) || (index.Length > 0 && char.IsAsciiDigit((char)index[0]));
    }

    private static bool IsEnd(ReadOnlySpan<byte> bytes, int keyword) => keyword >= 3 && bytes[(keyword - 3)..keyword].SequenceEqual("end"u8);

    private static int Layers(ReadOnlySpan<byte> dictionary)
    {
        var layers = 0;
        while (dictionary.IndexOf("/FlateDecode"u8) is >= 0 and var at)
        {
            layers++;
            dictionary = dictionary[(at + 12)..];
        }

        return layers;
    }

    private static bool Unpacks(ReadOnlySpan<byte> packed, int layers, long most, ref long budget)
    {
        // One layer packs at most 1,032 to 1.
        if (layers == 1 && packed.Length < most / 1032)
        {
            return false;
        }

        Stream stream = new MemoryStream(packed.ToArray());
        for (var layer = 0; layer < Math.Min(layers, 8); layer++)
        {
            stream = new ZLibStream(stream, CompressionMode.Decompress);
        }

        using (stream)
        {
            var buffer = new byte[64 << 10];
            long total = 0;
            try
            {
                while (total <= most && budget > 0 && stream.Read(buffer) is > 0 and var count && (total < (1 << 20) || total > packed.Length * (long)Ratio))
                {
                    total += count;
                    budget -= count;
                }
            }
            catch (InvalidDataException)
            {
                // Not what the dictionary says, or damaged: poppler will see.
            }

            return total > most;
        }
    }
}

using System.Text;

namespace Vitrine.Media.Metadata.Containers;

/// <summary>ID3v2.2 to 2.4 text frames and comments (id3.org, "ID3 tag version 2.4.0 – Main Structure" and "Native Frames").</summary>
internal static class Id3Tags
{
    private const int LargestTag = 16 << 20, MostFrames = 1_000;

    private static readonly Dictionary<string, string> Names = new(StringComparer.Ordinal)
    {
        ["TIT2"] = "Title", ["TT2"] = "Title", ["TPE1"] = "Artist", ["TP1"] = "Artist", ["TPE2"] = "Band", ["TP2"] = "Band", ["TALB"] = "Album", ["TAL"] = "Album", ["TCON"] = "Genre", ["TCO"] = "Genre",
        ["TCOM"] = "Composer", ["TCM"] = "Composer", ["TCOP"] = "Copyright", ["TCR"] = "Copyright", ["TDRC"] = "RecordingTime", ["TYER"] = "Year", ["TYE"] = "Year", ["TDRL"] = "ReleaseTime",
        ["TRCK"] = "Track", ["TRK"] = "Track", ["TPUB"] = "Publisher", ["TLAN"] = "Language", ["TSSE"] = "EncoderSettings", ["TSS"] = "EncoderSettings", ["TENC"] = "EncodedBy", ["TEN"] = "EncodedBy",
        ["TIT1"] = "Grouping", ["TIT3"] = "Subtitle", ["TBPM"] = "BeatsPerMinute", ["TLEN"] = "Length",
    };

    public static void Read(ByteSource file, TagList into)
    {
        if (file.Bytes(0, 10) is { } head)
        {
            long size = 10 + SyncSafe(head.AsSpan(6));
            if (size > file.Length)
            {
                into.Report("truncated", "The ID3 tag says it is longer than the file.");
            }

            Read(file.Some(0, Math.Min(size, LargestTag)), into);
        }
    }

    public static void Read(byte[] tag, TagList into)
    {
        if (tag.Length < 10 || !tag.AsSpan().StartsWith("ID3"u8) || tag[3] is < 2 or > 4)
        {
            return;
        }

        var (version, flags) = (tag[3], tag[5]);
        var body = tag[10..Math.Min(tag.Length, 10 + SyncSafe(tag.AsSpan(6)))];
        if ((flags & 0x80) != 0 && version < 4)
        {
            body = Synchronised(body);
        }

        var (idLength, headLength) = version == 2 ? (3, 6) : (4, 10);
        var at = (flags & 0x40) != 0 && version > 2 && body.Length > 4 ? (version == 4 ? SyncSafe(body) : (int)Math.Min(ByteSource.U32(body) + 4, int.MaxValue / 2)) : 0;
        for (var i = 0; i < MostFrames && at <= body.Length - headLength && body[at] is >= (byte)'A' and <= (byte)'Z'; i++)
        {
            var size = version switch
            {
                2 => (body[at + 3] << 16) | (body[at + 4] << 8) | body[at + 5],
                4 => SyncSafe(body.AsSpan(at + 4)),
                _ => (int)Math.Min(ByteSource.U32(body.AsSpan(at + 4)), int.MaxValue / 2),
            };
            at += headLength;
            if (size > body.Length - at)
            {
                return;
            }

            Frame(Encoding.Latin1.GetString(body, at - headLength, idLength), body.AsSpan(at, size), $"ID3v2_{version}", into);
            at += size;
        }
    }

    private static void Frame(string id, ReadOnlySpan<byte> data, string group, TagList into)
    {
        if (data.Length < 2)
        {
            return;
        }

        if (id is "COMM" or "COM" && data.Length > 5)
        {
            var parts = Text(data[0], data[4..]).Split('\0', 2);
            into.Add(group, "Comment", parts[^1].TrimStart('\uFEFF'));
        }
        else if (id is "TXXX" or "TXX")
        {
            var parts = Text(data[0], data[1..]).Split('\0', 2);
            into.Add(group, $"UserDefinedText/{parts[0]}", parts[^1].TrimStart('\uFEFF'));
        }
        else if (id[0] == 'T')
        {
            foreach (var value in Text(data[0], data[1..]).Split('\0', StringSplitOptions.RemoveEmptyEntries))
            {
                into.Add(group, Names.GetValueOrDefault(id, id), value);
            }
        }
    }

    private static string Text(byte encoding, ReadOnlySpan<byte> data) => encoding switch
    {
        1 when data is [0xFE, 0xFF, ..] => Encoding.BigEndianUnicode.GetString(data[2..]),
        1 when data is [0xFF, 0xFE, ..] => Encoding.Unicode.GetString(data[2..]),
        1 => Encoding.Unicode.GetString(data),
        2 => Encoding.BigEndianUnicode.GetString(data),
        _ => LegacyText.Decode(data),
    };

    private static int SyncSafe(ReadOnlySpan<byte> data) => ((data[0] & 0x7F) << 21) | ((data[1] & 0x7F) << 14) | ((data[2] & 0x7F) << 7) | (data[3] & 0x7F);

    private static byte[] Synchronised(byte[] data)
    {
        using var plain = new MemoryStream(data.Length);
        for (var i = 0; i < data.Length; i++)
        {
            plain.WriteByte(data[i]);
            i += data[i] == 0xFF && i + 1 < data.Length && data[i + 1] == 0 ? 1 : 0;
        }

        return plain.ToArray();
    }
}

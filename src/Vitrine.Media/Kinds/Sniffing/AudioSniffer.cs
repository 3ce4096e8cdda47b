namespace Vitrine.Media.Kinds.Sniffing;

/// <summary>Sound by its signature or by two frames in a row.</summary>
internal static class AudioSniffer
{
    private static readonly int[] Mpeg1Rates = [44100, 48000, 32000];
    private static readonly int[] Layer3Mpeg1 = [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320];
    private static readonly int[] Layer3Mpeg2 = [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160];
    private static readonly int[] Layer2Mpeg1 = [0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384];

    public static string Ogg(ReadOnlySpan<byte> head)
    {
        var pages = head[..Math.Min(head.Length, 4096)];
        return pages.IndexOf("\x01video\0\0\0"u8) >= 0 || IndexOfTheora(pages) >= 0 ? "ogv"
            : pages.IndexOf("OpusHead"u8) >= 0 ? "opus"
            : "ogg";
    }

    public static string? Frames(ReadOnlySpan<byte> head, long length, string? claimed)
    {
        if (head.StartsWith("fLaC"u8))
        {
            return "flac";
        }

        if (head.StartsWith("FORM"u8) && head.Length >= 12 && (head[8..12].SequenceEqual("AIFF"u8) || head[8..12].SequenceEqual("AIFC"u8)))
        {
            return "aiff";
        }

        return head switch
        {
            [(byte)'I', (byte)'D', (byte)'3', ..] => AfterId3(head, claimed),
            [(byte)'#', (byte)'!', (byte)'A', (byte)'M', (byte)'R', ..] => "amr",
            [(byte)'M', (byte)'A', (byte)'C', (byte)' ', ..] => "ape",
            [(byte)'w', (byte)'v', (byte)'p', (byte)'k', ..] => "wv",
            [(byte)'c', (byte)'a', (byte)'f', (byte)'f', ..] => "caf",
            [(byte)'.', (byte)'s', (byte)'n', (byte)'d', ..] => "au",
            [0xFF, >= 0xE0, ..] => Synchronised(head, length, claimed),
            _ => null,
        };
    }

    /// <summary>An ID3v2 tag may stand before FLAC and AAC too; its size has 7 bits a byte (id3.org, ID3v2.4 structure, section 3.1).</summary>
    private static string AfterId3(ReadOnlySpan<byte> head, string? claimed)
    {
        if (head.Length >= 10)
        {
            var size = ((head[6] & 0x7F) << 21) | ((head[7] & 0x7F) << 14) | ((head[8] & 0x7F) << 7) | (head[9] & 0x7F);
            if (size + 14 < head.Length)
            {
                var after = head[(size + 10)..];
                return after.StartsWith("fLaC"u8) ? "flac" : (after[0] == 0xFF && (after[1] & 0xF6) == 0xF0) ? "aac" : "mp3";
            }
        }

        return claimed is "flac" or "aac" ? claimed : "mp3";
    }

    /// <summary>MPEG audio frames or ADTS: the second frame must begin where the first says it ends, else the name must agree.</summary>
    private static string? Synchronised(ReadOnlySpan<byte> head, long length, string? claimed)
    {
        if (head.Length < 7)
        {
            return null;
        }

        var isAdts = (head[1] & 0xF6) == 0xF0;
        var name = isAdts ? "aac" : "mp3";
        var next = isAdts ? ((head[3] & 3) << 11) | (head[4] << 3) | (head[5] >> 5) : MpegFrameBytes(head);
        return next switch
        {
            <= 4 => null,
            _ when next + 1 < head.Length => head[next] == 0xFF && (head[next + 1] & 0xE0) == 0xE0 ? name : null,
            _ => next >= length && claimed == name ? name : null,
        };
    }

    /// <summary>Bytes of the frame by its header (ISO/IEC 11172-3, section 2.4.2.3); 0 where the header is not possible.</summary>
    private static int MpegFrameBytes(ReadOnlySpan<byte> head)
    {
        var version = (head[1] >> 3) & 3;
        var layer = 4 - ((head[1] >> 1) & 3);
        var rateIndex = (head[2] >> 2) & 3;
        var bitIndex = head[2] >> 4;
        if (version == 1 || layer is 4 or 1 || rateIndex == 3 || bitIndex is 0 or 15)
        {
            return 0;
        }

        var isMpeg1 = version == 3;
        var rate = Mpeg1Rates[rateIndex] / (isMpeg1 ? 1 : version == 2 ? 2 : 4);
        var kilobits = (isMpeg1, layer) switch
        {
            (true, 2) => Layer2Mpeg1[bitIndex],
            (true, _) => Layer3Mpeg1[bitIndex],
            _ => Layer3Mpeg2[bitIndex],
        };
        var samples = layer == 3 && !isMpeg1 ? 72 : 144;
        return (samples * kilobits * 1000 / rate) + ((head[2] >> 1) & 1);
    }

    // 0x80 in a u8 literal would become two bytes of UTF-8.
    private static int IndexOfTheora(ReadOnlySpan<byte> pages)
    {
        var at = pages.IndexOf("theora"u8);
        return at > 0 && pages[at - 1] == 0x80 ? at : -1;
    }
}

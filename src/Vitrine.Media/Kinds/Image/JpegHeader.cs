using System.Buffers.Binary;

namespace Vitrine.Media.Kinds.Image;

/// <summary>The frame header of a JPEG (ITU-T T.81, annex B) read by hand, so that its size is known before a decoder is.</summary>
/// <param name="CoefficientBytes">Bytes a decoder holds for each pixel of a progressive picture: two for each sample.</param>
/// <param name="IsComplete">Whether an end-of-image marker follows the scan.</param>
/// <param name="Scans">Scans of a progressive JPEG as far as counted; 1 for a sequential one.</param>
internal sealed record JpegHeader(int Width, int Height, int Components, int Bits, bool IsProgressive, double CoefficientBytes, int Scans, bool IsComplete)
{
    private const byte EndOfImage = 0xD9;

    /// <summary>Whether coded data follow the header at all.</summary>
    public bool HasScan => Scans > 0;

    private const byte StartOfScan = 0xDA;

    /// <summary>The header of the JPEG at the start of <paramref name="bytes"/>; null where there is no frame header.</summary>
    /// <param name="maxScans">Counting ends above this.</param>
    public static JpegHeader? Read(ReadOnlySpan<byte> bytes, int maxScans)
    {
        var header = FindFrame(bytes, strict: false, out var scanAt);
        if (header is null or { HasScan: false })
        {
            return header;
        }

        var rest = bytes[scanAt..];
        if (!header.IsProgressive)
        {
            // The usual file ends with the marker; only others are searched.
            return header with { IsComplete = rest.EndsWith((ReadOnlySpan<byte>)[0xFF, EndOfImage]) || Count(rest, int.MaxValue).IsComplete };
        }

        var (scans, isComplete) = Count(rest, maxScans);
        return header with { Scans = scans, IsComplete = isComplete };
    }

    /// <summary>Whether a frame header lies at the start of <paramref name="bytes"/> that a common decoder can open, and its size.</summary>
    /// <param name="strict">Markers must follow each other; decoders skip what lies between.</param>
    /// <param name="scanAt">Where the first scan begins.</param>
    public static JpegHeader? FindFrame(ReadOnlySpan<byte> bytes, bool strict, out int scanAt)
    {
        JpegHeader? header = null;
        scanAt = 0;
        var at = 2;
        while (at + 4 <= bytes.Length)
        {
            var marker = bytes[at + 1];
            if (bytes[at] != 0xFF || marker == 0)
            {
                var step = bytes[(at + 1)..].IndexOf((byte)0xFF);
                if (strict || step < 0)
                {
                    return strict ? null : header;
                }

                at += 1 + step;
                continue;
            }

            if (marker is 0xFF or (>= 0xD0 and <= 0xD8) or 0x01)
            {
                at += marker == 0xFF ? 1 : 2;
                continue;
            }

            var length = BinaryPrimitives.ReadUInt16BigEndian(bytes[(at + 2)..]);
            if (marker == StartOfScan)
            {
                scanAt = at;
                return header is null ? null : header with { Scans = 1 };
            }

            if (length < 2 || marker == EndOfImage)
            {
                return header;
            }

            if (marker is 0xC0 or 0xC1 or 0xC2 && at + 10 <= bytes.Length)
            {
                header = new JpegHeader(
                    BinaryPrimitives.ReadUInt16BigEndian(bytes[(at + 7)..]), BinaryPrimitives.ReadUInt16BigEndian(bytes[(at + 5)..]),
                    bytes[at + 9], bytes[at + 4], marker == 0xC2, CoefficientsOf(bytes[(at + 10)..], bytes[at + 9]), 0, false);
            }

            at += 2 + length;
        }

        return header;
    }

    /// <summary>Two bytes a sample; components may be sampled less often than the first (T.81, A.1.1).</summary>
    private static double CoefficientsOf(ReadOnlySpan<byte> components, int count)
    {
        double samples = 0, most = 1;
        for (var i = 0; i < Math.Min(count, components.Length / 3); i++)
        {
            double factor = (components[(i * 3) + 1] >> 4) * (components[(i * 3) + 1] & 15);
            samples += factor;
            most = Math.Max(most, factor);
        }

        return Math.Max(2 * samples / most, 1);
    }

    /// <summary>Scans and the end marker, by the markers between the coded data; 0xFF 0x00 is a coded 0xFF.</summary>
    private static (int Scans, bool IsComplete) Count(ReadOnlySpan<byte> bytes, int maxScans)
    {
        var scans = 0;
        var at = 0;
        while (bytes[at..].IndexOf((byte)0xFF) is >= 0 and var step && at + step + 1 < bytes.Length)
        {
            at += step;
            switch (bytes[at + 1])
            {
                case EndOfImage:
                    return (scans, true);
                case StartOfScan when ++scans > maxScans:
                    return (scans, false);
                case 0xFF:
                    at++;
                    break;
                case >= 0xC0 and not (>= 0xD0 and <= 0xD7) when at + 4 <= bytes.Length:
                    at = Math.Min(at + 2 + BinaryPrimitives.ReadUInt16BigEndian(bytes[(at + 2)..]), bytes.Length);
                    break;
                default:
                    at += 2;
                    break;
            }
        }

        return (scans, false);
    }
}

using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Vitrine.Media.Metadata.Essence;

/// <summary>
/// PNG (W3C PNG third edition). Left out: text, time, resolution, EXIF (but its orientation counts) and provenance chunks, check sums, and how
/// image data is cut into IDAT chunks. Everything else is part of the essence: critical, colour, transparency and animation chunks, chunks we do not know, and trailing bytes.
/// </summary>
internal sealed class PngEssence : EssenceParser
{
    private const int LargestExif = 1 << 20;
    private static readonly HashSet<string> Metadata = ["tEXt", "zTXt", "iTXt", "tIME", "pHYs", "eXIf", "zxIf", "caBX"];
    private readonly IncrementalHash kept = NewHash();
    private readonly IncrementalHash trailer = NewHash();
    private State state = State.Signature;
    private bool ended;
    private bool atEnd;
    private byte orientation = 1;

    public PngEssence() => Collect(8);

    private enum State
    {
        Signature,
        Header,
        Exif,
        CheckSum,
    }

    public override void Dispose()
    {
        kept.Dispose();
        trailer.Dispose();
    }

    protected override void OnCollected(ReadOnlySpan<byte> data)
    {
        switch (state)
        {
            case State.Signature when data is [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]:
                Next(State.Header, 8);
                break;
            case State.Header:
                OnHeader(data);
                break;
            case State.Exif:
                orientation = ExifOrientation.Read(data) ?? orientation;
                Next(State.CheckSum, 4);
                break;
            case State.CheckSum when atEnd:
                ended = true;
                Rest(trailer);
                break;
            case State.CheckSum:
                Next(State.Header, 8);
                break;
            default:
                Broken();
                break;
        }
    }

    protected override void OnPassed() => Next(State.CheckSum, 4);

    protected override byte[]? Conclude()
    {
        if (!ended)
        {
            return null;
        }

        using var all = NewHash();
        all.AppendData("vitrine essence png 1"u8);
        all.AppendData(kept.GetHashAndReset());
        all.AppendData(trailer.GetHashAndReset());
        all.AppendData([orientation]);
        return all.GetHashAndReset();
    }

    private void Next(State next, int count)
    {
        state = next;
        Collect(count);
    }

    private void OnHeader(ReadOnlySpan<byte> data)
    {
        var length = BinaryPrimitives.ReadUInt32BigEndian(data);
        var type = Encoding.ASCII.GetString(data[4..]);
        if (length > int.MaxValue || data[4..].ContainsAnyExceptInRange((byte)'A', (byte)'z'))
        {
            Broken();
            return;
        }

        atEnd = type == "IEND";
        if (type == "eXIf" && length <= LargestExif)
        {
            Next(State.Exif, (int)length);
        }
        else if (Metadata.Contains(type))
        {
            Pass(length, into: null);
        }
        else
        {
            if (type != "IDAT")
            {
                kept.AppendData(data);
            }

            Pass(length, kept);
        }
    }
}

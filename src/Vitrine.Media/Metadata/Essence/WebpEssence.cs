using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Vitrine.Media.Metadata.Essence;

/// <summary>
/// WebP (RFC 9649). Left out: EXIF (but its orientation counts), XMP, the RIFF sizes, and VP8X of a still picture, because it comes and goes with the metadata;
/// of an animation its canvas counts. Everything else, unknown chunks too, is part of the essence.
/// </summary>
internal sealed class WebpEssence : EssenceParser
{
    private const int LargestExif = 1 << 20;
    private const byte AnimationFlag = 0x02;
    private readonly IncrementalHash kept = NewHash();
    private readonly IncrementalHash trailer = NewHash();
    private State state = State.Riff;
    private long left;
    private bool ended;
    private byte orientation = 1;

    public WebpEssence() => Collect(12);

    private enum State
    {
        Riff,
        Header,
        Exif,
        Extended,
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
            case State.Riff when data.StartsWith("RIFF"u8) && data.EndsWith("WEBP"u8):
                left = BinaryPrimitives.ReadUInt32LittleEndian(data[4..]) - 4L;
                NextChunk();
                break;
            case State.Header:
                OnHeader(data);
                break;
            case State.Exif:
                var tiff = data.StartsWith("Exif\0\0"u8) ? data[6..] : data;
                orientation = ExifOrientation.Read(tiff) ?? orientation;
                NextChunk();
                break;
            case State.Extended:
                if (data is [var flags, ..] && (flags & AnimationFlag) != 0)
                {
                    kept.AppendData("VP8X"u8);
                    kept.AppendData(data[4..]);
                }

                NextChunk();
                break;
            default:
                Broken();
                break;
        }
    }

    protected override void OnPassed() => NextChunk();

    protected override byte[]? Conclude()
    {
        if (!ended)
        {
            return null;
        }

        using var all = NewHash();
        all.AppendData("vitrine essence webp 1"u8);
        all.AppendData(kept.GetHashAndReset());
        all.AppendData(trailer.GetHashAndReset());
        all.AppendData([orientation]);
        return all.GetHashAndReset();
    }

    private void NextChunk()
    {
        if (left < 8)
        {
            ended = true;
            Rest(trailer);
            return;
        }

        state = State.Header;
        Collect(8);
    }

    private void OnHeader(ReadOnlySpan<byte> data)
    {
        long length = BinaryPrimitives.ReadUInt32LittleEndian(data[4..]);
        var padded = length + (length & 1);
        left -= 8 + padded;
        if (left < -1)
        {
            Broken();
            return;
        }

        // A last chunk of odd length may lack its padding byte.
        padded = left < 0 ? length : padded;
        switch (Encoding.ASCII.GetString(data[..4]))
        {
            case "EXIF" when padded <= LargestExif:
                state = State.Exif;
                Collect((int)padded);
                break;
            case "EXIF" or "XMP ":
                Pass(padded, into: null);
                break;
            case "VP8X" when length == 10:
                state = State.Extended;
                Collect(10);
                break;
            default:
                kept.AppendData(data);
                Pass(padded, kept);
                break;
        }
    }
}

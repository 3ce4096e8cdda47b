using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Vitrine.Media.Metadata.Essence;

/// <summary>
/// MP4 and QuickTime (ISO/IEC 14496-12). Part of the essence: the payload of every <c>mdat</c>, and of <c>moov</c> what says how to decode and show it:
/// sample descriptions, times, sizes, edit lists, matrix and size of each track. Left out: chunk offsets, dates, user data, <c>uuid</c>, <c>meta</c>, free space,
/// so the order of the boxes does not matter. Fragments (<c>moof</c>) count whole.
/// </summary>
internal sealed class Mp4Essence : EssenceParser
{
    private const int LargestIndex = 32 << 20;
    private static readonly HashSet<string> Known =
        ["ftyp", "moov", "mdat", "moof", "mfra", "free", "skip", "wide", "uuid", "meta", "udta", "pnot", "PICT", "pdin", "sidx", "styp", "ssix", "prft", "emsg", "beam", "junk"];

    private readonly IncrementalHash media = NewHash();
    private readonly IncrementalHash index = NewHash();
    private State state = State.Header;
    private string type = "";
    private bool sawMedia;
    private bool sawIndex;
    private bool inside;

    public Mp4Essence() => Collect(8);

    private enum State
    {
        Header,
        LongSize,
        Movie,
    }

    public override void Dispose()
    {
        media.Dispose();
        index.Dispose();
    }

    protected override void OnCollected(ReadOnlySpan<byte> data)
    {
        switch (state)
        {
            case State.Header:
                inside = false;
                type = Encoding.Latin1.GetString(data[4..]);
                OnSize(BinaryPrimitives.ReadUInt32BigEndian(data));
                break;
            case State.LongSize:
                var size = BinaryPrimitives.ReadUInt64BigEndian(data);
                if (size is < 16 or > long.MaxValue)
                {
                    Broken();
                    break;
                }

                OnContent((long)size - 16);
                break;
            default:
                sawIndex = true;
                if (Mp4Index.Append(data, index))
                {
                    NextBox();
                }
                else
                {
                    Broken();
                }

                break;
        }
    }

    protected override void OnPassed() => NextBox();

    protected override byte[]? Conclude()
    {
        if (!sawMedia || !sawIndex || inside)
        {
            return null;
        }

        using var all = NewHash();
        all.AppendData("vitrine essence mp4 1"u8);
        all.AppendData(media.GetHashAndReset());
        all.AppendData(index.GetHashAndReset());
        return all.GetHashAndReset();
    }

    private void NextBox()
    {
        inside = false;
        state = State.Header;
        Collect(8);
    }

    private void OnSize(uint size)
    {
        if (!Known.Contains(type))
        {
            Broken();
        }
        else if (size == 1)
        {
            inside = true;
            state = State.LongSize;
            Collect(8);
        }
        else if (size == 0 && type == "mdat")
        {
            sawMedia = true;
            Rest(media);
        }
        else if (size < 8)
        {
            Broken();
        }
        else
        {
            OnContent(size - 8);
        }
    }

    private void OnContent(long length)
    {
        inside = true;
        switch (type)
        {
            case "moov" when length > LargestIndex:
                Broken();
                break;
            case "moov":
                state = State.Movie;
                Collect((int)length);
                break;
            case "mdat":
                sawMedia = true;
                Pass(length, media);
                break;
            case "moof":
                Pass(length, media);
                break;
            default:
                Pass(length, into: null);
                break;
        }
    }
}

using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Vitrine.Media.Metadata.Essence;

/// <summary>
/// PSD and PSB (Adobe Photoshop File Formats Specification). Left out: the image resources that hold IPTC, EXIF, XMP, thumbnails, addresses and marks of rights. Everything else
/// is part of the essence: header, palette, all other resources (profile, guides, paths), layers, image data.
/// </summary>
internal sealed class PsdEssence : EssenceParser
{
    private const int HeaderLength = 26, LargestName = 257;
    private static readonly HashSet<int> Metadata = [0x0404, 0x0409, 0x040A, 0x040B, 0x040C, 0x0422, 0x0423, 0x0424, 0x0425];

    private readonly IncrementalHash kept = NewHash();
    private State state = State.Header;
    private long left;
    private bool reached;
    private int id;

    public PsdEssence() => Collect(HeaderLength);

    private enum State
    {
        Header,
        PaletteLength,
        Palette,
        ResourcesLength,
        Resource,
        Name,
        Size,
        Data,
    }

    public override void Dispose() => kept.Dispose();

    protected override void OnCollected(ReadOnlySpan<byte> data)
    {
        switch (state)
        {
            case State.Header when data.StartsWith("8BPS"u8):
                kept.AppendData(data);
                Next(State.PaletteLength, 4);
                break;
            case State.PaletteLength:
                kept.AppendData(data);
                state = State.Palette;
                Pass(BinaryPrimitives.ReadUInt32BigEndian(data), kept);
                break;
            case State.ResourcesLength:
                left = BinaryPrimitives.ReadUInt32BigEndian(data);
                NextResource();
                break;
            case State.Resource:
                OnResource(data);
                break;
            case State.Name:
                OnName(data);
                break;
            case State.Size:
                OnSize(BinaryPrimitives.ReadUInt32BigEndian(data));
                break;
            default:
                Broken();
                break;
        }
    }

    protected override void OnPassed()
    {
        if (state == State.Palette)
        {
            Next(State.ResourcesLength, 4);
        }
        else
        {
            NextResource();
        }
    }

    protected override byte[]? Conclude()
    {
        if (!reached)
        {
            return null;
        }

        using var all = NewHash();
        all.AppendData("vitrine essence psd 1"u8);
        all.AppendData(kept.GetHashAndReset());
        return all.GetHashAndReset();
    }

    private void Next(State next, int count)
    {
        state = next;
        Collect(count);
    }

    private void NextResource()
    {
        if (left == 0)
        {
            reached = true;
            Rest(kept);
        }
        else if (left < 12)
        {
            Broken();
        }
        else
        {
            Next(State.Resource, 7);
        }
    }

    /// <summary>Signature, id, and the length of a name that is padded to an even size together with it.</summary>
    private void OnResource(ReadOnlySpan<byte> data)
    {
        if (!data.StartsWith("8BIM"u8) && !data.StartsWith("MeSa"u8) && !data.StartsWith("AgHg"u8) && !data.StartsWith("PHUT"u8) && !data.StartsWith("DCSR"u8))
        {
            Broken();
            return;
        }

        id = BinaryPrimitives.ReadUInt16BigEndian(data[4..]);
        left -= data.Length;
        Keep(data);
        var rest = data[6] | 1;
        if (rest > LargestName || rest > left)
        {
            Broken();
            return;
        }

        Next(State.Name, rest);
    }

    private void OnName(ReadOnlySpan<byte> data)
    {
        left -= data.Length;
        Keep(data);
        if (left < 4)
        {
            Broken();
            return;
        }

        Next(State.Size, 4);
    }

    private void OnSize(uint size)
    {
        left -= 4;
        var padded = (long)size + (size & 1);
        if (size > left)
        {
            Broken();
            return;
        }

        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(length, size);
        Keep(length);
        padded = Math.Min(padded, left);
        left -= padded;
        state = State.Data;
        Pass(padded, Metadata.Contains(id) ? null : kept);
    }

    private void Keep(ReadOnlySpan<byte> data)
    {
        if (!Metadata.Contains(id))
        {
            kept.AppendData(data);
        }
    }
}

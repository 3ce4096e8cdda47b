using System.Buffers.Binary;

namespace Vitrine.Media.Kinds.Image;

/// <summary>The blocks of a GIF counted without decoding (GIF89a specification, sections 18 to 27).</summary>
/// <param name="Frames">Image descriptors seen, at most the limit.</param>
/// <param name="IsComplete">The last frame's data are all there; the trailer may be missing, as many writers forget it.</param>
internal sealed record GifBlocks(int Width, int Height, int Frames, bool IsComplete)
{
    public static GifBlocks Read(ReadOnlySpan<byte> bytes, int mostFrames)
    {
        if (bytes.Length < 13)
        {
            return new GifBlocks(0, 0, 0, false);
        }

        var at = 13 + ColourTableBytes(bytes[10]);
        int width = BinaryPrimitives.ReadUInt16LittleEndian(bytes[6..]), height = BinaryPrimitives.ReadUInt16LittleEndian(bytes[8..]);
        var frames = 0;
        while (at < bytes.Length && frames < mostFrames)
        {
            switch (bytes[at])
            {
                case 0x21:
                    at = AfterSubBlocks(bytes, at + 2);
                    break;
                case 0x2C when at + 10 < bytes.Length:
                    frames++;
                    width = Math.Max(width, BinaryPrimitives.ReadUInt16LittleEndian(bytes[(at + 1)..]) + BinaryPrimitives.ReadUInt16LittleEndian(bytes[(at + 5)..]));
                    height = Math.Max(height, BinaryPrimitives.ReadUInt16LittleEndian(bytes[(at + 3)..]) + BinaryPrimitives.ReadUInt16LittleEndian(bytes[(at + 7)..]));
                    at = AfterSubBlocks(bytes, at + 11 + ColourTableBytes(bytes[at + 9]));
                    break;
                default:
                    return new GifBlocks(width, height, frames, true);
            }
        }

        return new GifBlocks(width, height, frames, at <= bytes.Length);
    }

    private static int ColourTableBytes(byte flags) => (flags & 0x80) != 0 ? 3 << ((flags & 7) + 1) : 0;

    /// <summary>Beyond the end where the sub-blocks are cut off.</summary>
    private static int AfterSubBlocks(ReadOnlySpan<byte> bytes, int at)
    {
        while (at < bytes.Length && bytes[at] != 0)
        {
            at += bytes[at] + 1;
        }

        return at + 1;
    }
}

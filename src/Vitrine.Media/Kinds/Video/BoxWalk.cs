using System.Buffers.Binary;

namespace Vitrine.Media.Kinds.Video;

/// <summary>The outermost boxes of an MP4 or QuickTime file (ISO/IEC 14496-12, section 4.2).</summary>
internal static class BoxWalk
{
    private const int MostBoxes = 100_000;

    /// <summary>Whether a box states more bytes than the file has left: the usual mark of an upload that was cut off.</summary>
    public static bool IsCutOff(MediaFile file)
    {
        long at = 0;
        for (var boxes = 0; at + 8 <= file.Length && boxes < MostBoxes; boxes++)
        {
            var header = file.ReadAt(at, 16);
            long size = BinaryPrimitives.ReadUInt32BigEndian(header);
            size = size == 1 && header.Length == 16 ? BinaryPrimitives.ReadInt64BigEndian(header.AsSpan(8)) : size == 0 ? file.Length - at : size;
            if (size < 8 || size > file.Length - at)
            {
                return true;
            }

            at += size;
        }

        return false;
    }
}

using System.Buffers.Binary;

namespace Vitrine.Media.Metadata.Essence;

/// <summary>Reads one number out of a TIFF header: the orientation decides how the picture is shown, so it is part of the essence.</summary>
internal static class ExifOrientation
{
    private const int Tag = 0x0112, Short = 3;

    /// <summary>1…8 from the first directory of <paramref name="tiff"/>, null where it is not there or makes no sense.</summary>
    public static byte? Read(ReadOnlySpan<byte> tiff)
    {
        if (tiff.Length < 14 || !(tiff.StartsWith("II*\0"u8) || tiff.StartsWith("MM\0*"u8)))
        {
            return null;
        }

        var little = tiff[0] == (byte)'I';
        var start = U32(tiff[4..], little);
        if (start > tiff.Length - 2)
        {
            return null;
        }

        var entries = tiff[(int)start..];
        var count = U16(entries, little);
        entries = entries[2..];
        for (var i = 0; i < count && entries.Length >= 12; i++, entries = entries[12..])
        {
            if (U16(entries, little) == Tag)
            {
                var value = U16(entries[2..], little) == Short ? U16(entries[8..], little) : (ushort)0;
                return value is >= 1 and <= 8 ? (byte)value : null;
            }
        }

        return null;
    }

    private static ushort U16(ReadOnlySpan<byte> data, bool little) =>
        little ? BinaryPrimitives.ReadUInt16LittleEndian(data) : BinaryPrimitives.ReadUInt16BigEndian(data);

    private static uint U32(ReadOnlySpan<byte> data, bool little) =>
        little ? BinaryPrimitives.ReadUInt32LittleEndian(data) : BinaryPrimitives.ReadUInt32BigEndian(data);
}

using System.Buffers.Binary;
using System.Text;
using Vitrine.Core.Assets;

namespace Vitrine.Core.Analysis;

/// <summary>Reads a pack and trusts nothing in it: every count is checked against the bytes that are left before memory is taken.</summary>
internal ref struct FindingPackReader
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly ReadOnlySpan<byte> bytes;
    private readonly string[] strings;

    public FindingPackReader(ReadOnlySpan<byte> packed)
    {
        bytes = packed;
        strings = [];
        if (packed.Length > FindingPack.MaxBytes)
        {
            throw new FindingPackFormatException($"a finding pack has at most {FindingPack.MaxBytes} bytes, this has {packed.Length}");
        }

        if (packed.Length < 3 || packed[0] != 'F' || packed[1] != 'P')
        {
            throw new FindingPackFormatException();
        }

        if (packed[2] != FindingPack.FormatVersion)
        {
            throw new FindingPackFormatException($"finding pack of format {packed[2]}; this release reads format {FindingPack.FormatVersion}");
        }

        Position = 3;
        strings = new string[Count(atLeastBytesEach: 1)];
        for (var i = 0; i < strings.Length; i++)
        {
            strings[i] = Utf8(Take(Count(atLeastBytesEach: 1)));
        }
    }

    public int Position { get; private set; }

    public byte Byte() => Take(1)[0];

    public float Float() => BinaryPrimitives.ReadSingleLittleEndian(Take(sizeof(float)));

    public ulong Varint()
    {
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var part = Byte();
            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80)
            {
                return shift < 63 || part <= 1 ? value : throw Damaged("a number of more than 64 bits");
            }
        }

        throw Damaged("a number of more than 64 bits");
    }

    public long Signed()
    {
        var value = Varint();
        return (long)(value >> 1) ^ -(long)(value & 1);
    }

    public int Int()
    {
        var value = Varint();
        return value <= int.MaxValue ? (int)value : throw Damaged("a number of more than 31 bits");
    }

    /// <summary>A number of things that take at least so many bytes each: more than the rest can hold is refused.</summary>
    public int Count(int atLeastBytesEach)
    {
        var value = Varint();
        return value <= (ulong)((bytes.Length - Position) / atLeastBytesEach)
            ? (int)value
            : throw Damaged($"a count of {value}, more than the bytes left can hold");
    }

    public string String()
    {
        var index = Varint();
        return index < (ulong)strings.Length ? strings[index] : throw Damaged($"string {index} of {strings.Length}");
    }

    public string? OptionalString()
    {
        var index = Varint();
        return index == 0 ? null : index <= (ulong)strings.Length ? strings[index - 1] : throw Damaged($"string {index - 1} of {strings.Length}");
    }

    public Extent? Extent()
    {
        var parts = (FindingPack.ExtentParts)Byte();
        if (parts == FindingPack.ExtentParts.None)
        {
            return null;
        }

        if (!parts.HasFlag(FindingPack.ExtentParts.Present) || (byte)parts > 15)
        {
            throw Damaged($"extent flags {(byte)parts}");
        }

        Box? box = parts.HasFlag(FindingPack.ExtentParts.Box) ? new Box(Fraction(), Fraction(), Fraction(), Fraction()) : null;
        TimeRange? span = parts.HasFlag(FindingPack.ExtentParts.Span) && Signed() is var start
            ? new TimeRange(start, unchecked(start + Signed()))
            : null;
        int? page = null;
        if (parts.HasFlag(FindingPack.ExtentParts.Page))
        {
            var number = Signed();
            page = number is >= int.MinValue and <= int.MaxValue ? (int)number : throw Damaged("a page number of more than 32 bits");
        }

        return new Extent(box, span, page);
    }

    public readonly void End()
    {
        if (Position != bytes.Length)
        {
            throw Damaged($"{bytes.Length - Position} bytes too many");
        }
    }

    private float Fraction() => BinaryPrimitives.ReadUInt16LittleEndian(Take(sizeof(ushort))) / (float)ushort.MaxValue;

    private readonly string Utf8(ReadOnlySpan<byte> text)
    {
        try
        {
            return Strict.GetString(text);
        }
        catch (DecoderFallbackException e)
        {
            throw new FindingPackFormatException($"damaged finding pack: text before byte {Position} is no UTF-8", e);
        }
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if (bytes.Length - Position < count)
        {
            throw Damaged("it ends too early");
        }

        var taken = bytes.Slice(Position, count);
        Position += count;
        return taken;
    }

    private readonly FindingPackFormatException Damaged(string what) => new($"damaged finding pack: {what} at byte {Position}");
}

using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Vitrine.Core.Assets;

namespace Vitrine.Core.Analysis;

/// <summary>Collects the findings' bytes and, beside them, the strings they name.</summary>
internal sealed class FindingPackWriter
{
    private readonly ArrayBufferWriter<byte> body = new(1024);
    private readonly Dictionary<string, int> indices = new(StringComparer.Ordinal);
    private readonly List<string> strings = [];

    public void Byte(byte value) => Write(body, [value]);

    public void Varint(ulong value) => Varint(body, value);

    public void Signed(long value) => Varint((ulong)(value << 1) ^ (ulong)(value >> 63));

    public void Float(float value)
    {
        BinaryPrimitives.WriteSingleLittleEndian(body.GetSpan(sizeof(float)), value);
        body.Advance(sizeof(float));
    }

    public void String(string text) => Varint((ulong)IndexOf(text));

    public void OptionalString(string? text) => Varint(text is null ? 0 : (ulong)IndexOf(text) + 1);

    public void Extent(Extent? extent)
    {
        if (extent is null)
        {
            Byte(0);
            return;
        }

        Byte((byte)(FindingPack.ExtentParts.Present
            | (extent.Box is null ? 0 : FindingPack.ExtentParts.Box)
            | (extent.Span is null ? 0 : FindingPack.ExtentParts.Span)
            | (extent.Page is null ? 0 : FindingPack.ExtentParts.Page)));
        if (extent.Box is { } box)
        {
            Fraction(box.X);
            Fraction(box.Y);
            Fraction(box.Width);
            Fraction(box.Height);
        }

        if (extent.Span is { } span)
        {
            Signed(span.StartMs);
            Signed(unchecked(span.EndMs - span.StartMs));
        }

        if (extent.Page is { } page)
        {
            Signed(page);
        }
    }

    public byte[] Finish()
    {
        var whole = new ArrayBufferWriter<byte>(body.WrittenCount + (16 * strings.Count) + 8);
        Write(whole, [(byte)'F', (byte)'P', FindingPack.FormatVersion]);
        Varint(whole, (ulong)strings.Count);
        foreach (var text in strings)
        {
            var bytes = Encoding.UTF8.GetBytes(text);
            Varint(whole, (ulong)bytes.Length);
            Write(whole, bytes);
        }

        Write(whole, body.WrittenSpan);
        return whole.WrittenSpan.ToArray();
    }

    private void Fraction(float value)
    {
        // NaN compares false with everything and ends as 0.
        var clamped = value >= 1 ? 1 : value > 0 ? value : 0;
        BinaryPrimitives.WriteUInt16LittleEndian(body.GetSpan(sizeof(ushort)), (ushort)MathF.Round(clamped * ushort.MaxValue));
        body.Advance(sizeof(ushort));
    }

    private int IndexOf(string text)
    {
        if (!indices.TryGetValue(text, out var index))
        {
            index = strings.Count;
            indices.Add(text, index);
            strings.Add(text);
        }

        return index;
    }

    private static void Varint(ArrayBufferWriter<byte> to, ulong value)
    {
        Span<byte> bytes = stackalloc byte[10];
        var length = 0;
        for (; value >= 0x80; value >>= 7)
        {
            bytes[length++] = (byte)(value | 0x80);
        }

        bytes[length++] = (byte)value;
        Write(to, bytes[..length]);
    }

    private static void Write(ArrayBufferWriter<byte> to, ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(to.GetSpan(bytes.Length));
        to.Advance(bytes.Length);
    }
}

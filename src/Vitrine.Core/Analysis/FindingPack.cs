using Vitrine.Core.Assets;

namespace Vitrine.Core.Analysis;

/// <summary>The bytes are no finding pack, are damaged, or were written by a newer release.</summary>
public sealed class FindingPackFormatException : FormatException
{
    public FindingPackFormatException()
        : this("not a finding pack")
    {
    }

    public FindingPackFormatException(string message)
        : base(message)
    {
    }

    public FindingPackFormatException(string message, Exception inner)
        : base(message, inner)
    {
    }
}

/// <summary>
/// One row of bytes for everything that one analyzer at one version found in one essence.
/// </summary>
/// <remarks>
/// Layout, version 1 (all numbers little endian; <c>v</c> = LEB128 varint of at most 64 bits, <c>z</c> = the same after zigzag):
/// <code>
/// 'F' 'P' 1
/// v count, count × (v length, UTF-8)     strings, each once, in order of first use
/// v analyzer, v version, v model         (strings by index)
/// v count, count × finding
/// finding = kind, then
///   1 label   v name, f32 score, extent
///   2 text    v content, f32 score, extent, v language + 1 (0 = unknown)
///   3 value   v key, v content, f32 score
///   4 vector  v space, v length, length × f32, extent
/// extent  = flags (1 there is an extent, 2 box, 4 span, 8 page),
///           box 4 × u16 (x, y, width, height; 65535 = 1), span z start, z length, page z
/// </code>
/// Scores and vectors are exact. A box loses at most 1/131070 (0.008 ‰ of the frame) per number; numbers outside 0…1 are clamped.
/// A lone surrogate in a text becomes U+FFFD.
/// </remarks>
public static class FindingPack
{
    internal const byte FormatVersion = 1;

    /// <summary>Packs of more bytes than this are refused by <see cref="Decode"/>.</summary>
    public const int MaxBytes = 64 << 20;

    internal enum FindingKind : byte
    {
        Label = 1,
        Text = 2,
        Value = 3,
        Vector = 4,
    }

    [Flags]
    internal enum ExtentParts : byte
    {
        None = 0,
        Present = 1,
        Box = 2,
        Span = 4,
        Page = 8,
    }

    public static byte[] Encode(FindingSet set)
    {
        ArgumentNullException.ThrowIfNull(set);
        ArgumentOutOfRangeException.ThrowIfNegative(set.Version);
        var body = new FindingPackWriter();
        body.String(set.Analyzer);
        body.Varint((ulong)set.Version);
        body.String(set.Model);
        body.Varint((ulong)set.Findings.Count);
        foreach (var finding in set.Findings)
        {
            Write(body, finding);
        }

        return body.Finish();
    }

    /// <exception cref="FindingPackFormatException">Whatever is wrong with the bytes; memory stays in proportion to their number.</exception>
    public static FindingSet Decode(ReadOnlySpan<byte> packed)
    {
        var reader = new FindingPackReader(packed);
        var analyzer = reader.String();
        var version = reader.Int();
        var model = reader.String();
        // The shortest finding is an empty vector: kind, space, length, extent.
        var findings = new Finding[reader.Count(atLeastBytesEach: 4)];
        for (var i = 0; i < findings.Length; i++)
        {
            findings[i] = Read(ref reader);
        }

        reader.End();
        return new FindingSet(analyzer, version, model, findings);
    }

    private static void Write(FindingPackWriter body, Finding finding)
    {
        switch (finding)
        {
            case Finding.Label label:
                body.Byte((byte)FindingKind.Label);
                body.String(label.Name);
                body.Float(label.Score);
                body.Extent(label.Extent);
                break;
            case Finding.Text text:
                body.Byte((byte)FindingKind.Text);
                body.String(text.Content);
                body.Float(text.Score);
                body.Extent(text.Extent);
                body.OptionalString(text.Language);
                break;
            case Finding.Value value:
                body.Byte((byte)FindingKind.Value);
                body.String(value.Key);
                body.String(value.Content);
                body.Float(value.Score);
                break;
            case Finding.Vector vector:
                body.Byte((byte)FindingKind.Vector);
                body.String(vector.Space);
                body.Varint((ulong)vector.Values.Length);
                foreach (var number in vector.Values.Span)
                {
                    body.Float(number);
                }

                body.Extent(vector.Extent);
                break;
            default:
                throw new ArgumentException($"a finding of kind {finding.GetType().Name} has no packed form", nameof(finding));
        }
    }

    private static Finding Read(ref FindingPackReader reader)
    {
        var kind = (FindingKind)reader.Byte();
        switch (kind)
        {
            case FindingKind.Label:
                return new Finding.Label(reader.String(), reader.Float(), reader.Extent());
            case FindingKind.Text:
                return new Finding.Text(reader.String(), reader.Float(), reader.Extent(), reader.OptionalString());
            case FindingKind.Value:
                return new Finding.Value(reader.String(), reader.String(), reader.Float());
            case FindingKind.Vector:
                var space = reader.String();
                var numbers = new float[reader.Count(atLeastBytesEach: sizeof(float))];
                for (var i = 0; i < numbers.Length; i++)
                {
                    numbers[i] = reader.Float();
                }

                return new Finding.Vector(space, numbers, reader.Extent());
            default:
                throw new FindingPackFormatException($"unknown kind of finding {(byte)kind} at byte {reader.Position - 1}");
        }
    }
}

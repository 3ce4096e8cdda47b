using System.Runtime.InteropServices;

namespace Vitrine.Core.Search.Index;

/// <summary>
/// A segment as bytes: keys, then for each field a column or none. Numbers are little-endian; an array is its count of elements (32 bits) and these. Whoever reads has checked
/// the bytes by their hash; what is no segment all the same is refused with <see cref="InvalidDataException"/>.
/// </summary>
internal static class SegmentBytes
{
    private const byte Nothing = 0, OfTerms = 1, OfNumbers = 2;

    public static void Write(Segment segment, Stream stream)
    {
        using var writer = new BinaryWriter(stream, System.Text.Encoding.UTF8, leaveOpen: true);
        Array<long>(writer, segment.Keys);
        writer.Write(segment.TermColumns.Count);
        for (var field = 0; field < segment.TermColumns.Count; field++)
        {
            if (segment.TermColumns[field] is { } terms)
            {
                writer.Write(OfTerms);
                Array<byte>(writer, terms.Terms.Text);
                Array<int>(writer, terms.Terms.Ends);
                Array<int>(writer, terms.Ends);
                Array<ushort>(writer, terms.Documents);
                Optional<byte>(writer, terms.Frequencies);
                Optional<ushort>(writer, terms.Confidences);
                Optional<byte>(writer, terms.Marks);
            }
            else if (segment.NumberColumns[field] is { } numbers)
            {
                writer.Write(OfNumbers);
                Array<double>(writer, numbers.Values);
                Array<ushort>(writer, numbers.Documents);
            }
            else
            {
                writer.Write(Nothing);
            }
        }
    }

    /// <param name="fields">The field that each of the writer's is now, by their ids.</param>
    /// <param name="count">Fields that there are now.</param>
    public static Segment Read(ReadOnlySpan<byte> bytes, IReadOnlyList<IndexField> fields, int count)
    {
        var reader = new Reader(bytes);
        var keys = reader.Array<long>();
        var (terms, numbers) = (new TermColumn?[count], new NumberColumn?[count]);
        var columns = reader.Number();
        for (var i = 0; i < columns; i++)
        {
            var id = i < fields.Count ? fields[i].Id : throw new InvalidDataException("A column of no field.");
            switch (reader.Byte())
            {
                case OfTerms:
                    terms[id] = new TermColumn(
                        new TermDictionary(reader.Array<byte>(), reader.Array<int>()), reader.Array<int>(), reader.Array<ushort>(), reader.Optional<byte>(), reader.Optional<ushort>(), reader.Optional<byte>());
                    break;
                case OfNumbers:
                    numbers[id] = new NumberColumn(reader.Array<double>(), reader.Array<ushort>());
                    break;
                case Nothing:
                    break;
                default:
                    throw new InvalidDataException("A column of no known kind.");
            }
        }

        return new Segment(keys, terms, numbers);
    }

    private static void Array<T>(BinaryWriter writer, T[] array)
        where T : unmanaged
    {
        writer.Write(array.Length);
        writer.Write(MemoryMarshal.AsBytes(array.AsSpan()));
    }

    private static void Optional<T>(BinaryWriter writer, T[]? array)
        where T : unmanaged
    {
        writer.Write(array is not null);
        if (array is not null)
        {
            Array(writer, array);
        }
    }

    private ref struct Reader(ReadOnlySpan<byte> bytes)
    {
        private ReadOnlySpan<byte> left = bytes;

        public byte Byte() => Take(1)[0];

        public int Number() => BitConverter.ToInt32(Take(sizeof(int)));

        public T[] Array<T>()
            where T : unmanaged
        {
            var length = Number();
            return length < 0 ? throw new InvalidDataException("An array of less than nothing.") : MemoryMarshal.Cast<byte, T>(Take((long)length * Marshal.SizeOf<T>())).ToArray();
        }

        public T[]? Optional<T>()
            where T : unmanaged => Byte() == 0 ? null : Array<T>();

        private ReadOnlySpan<byte> Take(long length)
        {
            if (length > left.Length)
            {
                throw new InvalidDataException("The bytes end too early.");
            }

            var taken = left[..(int)length];
            left = left[(int)length..];
            return taken;
        }
    }
}

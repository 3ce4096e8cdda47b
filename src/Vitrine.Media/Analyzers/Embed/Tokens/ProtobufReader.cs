using System.Buffers.Binary;
using System.Text;

namespace Vitrine.Media.Analyzers.Embed.Tokens;

/// <summary>Reads the wire format of protocol buffers, field by field, from bytes at hand; nothing in them can make it read outside or take memory.</summary>
internal ref struct ProtobufReader(ReadOnlySpan<byte> bytes)
{
    private const int Varint = 0;
    private const int Eight = 1;
    private const int Bytes = 2;
    private const int Four = 5;

    private readonly ReadOnlySpan<byte> all = bytes;
    private int at;
    private int wire;

    /// <summary>The number of the field that the reader is on.</summary>
    public int Field { get; private set; }

    /// <summary>Goes to the next field, whose content one of the other methods must read; false at the end.</summary>
    public bool Next()
    {
        if (at == all.Length)
        {
            return false;
        }

        var tag = ReadVarint();
        (Field, wire) = ((int)(tag >> 3), (int)(tag & 7));
        return true;
    }

    public ReadOnlySpan<byte> ReadBytes()
    {
        Expect(Bytes);
        var length = ReadVarint();
        return Take(length <= (ulong)(all.Length - at) ? (int)length : throw Damaged());
    }

    public string ReadText() => Encoding.UTF8.GetString(ReadBytes());

    public int ReadInt32()
    {
        Expect(Varint);
        return unchecked((int)ReadVarint());
    }

    public bool ReadBool() => ReadInt32() != 0;

    public float ReadSingle()
    {
        Expect(Four);
        return BinaryPrimitives.ReadSingleLittleEndian(Take(4));
    }

    public void Skip()
    {
        switch (wire)
        {
            case Varint:
                ReadVarint();
                break;
            case Eight:
                Take(8);
                break;
            case Bytes:
                ReadBytes();
                break;
            case Four:
                Take(4);
                break;
            default:
                throw Damaged();
        }
    }

    private ulong ReadVarint()
    {
        var value = 0UL;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var next = Take(1)[0];
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }

        throw Damaged();
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > all.Length - at)
        {
            throw Damaged();
        }

        at += count;
        return all.Slice(at - count, count);
    }

    private readonly void Expect(int type)
    {
        if (wire != type)
        {
            throw Damaged();
        }
    }

    private readonly InvalidDataException Damaged() => new($"it is no protocol buffer of the expected kind, at byte {at:N0}");
}

namespace Vitrine.Server.Search.Embedded;

/// <summary>Keys in order as the steps between them, seven bits a byte: keys that were given together take a byte or two each.</summary>
internal static class PackedKeys
{
    public static byte[] Pack(IEnumerable<long> keys)
    {
        using var packed = new MemoryStream();
        using var writer = new BinaryWriter(packed);
        long last = 0;
        foreach (var key in keys.Order())
        {
            writer.Write7BitEncodedInt64(key - last);
            last = key;
        }

        writer.Flush();
        return packed.ToArray();
    }

    public static IReadOnlyList<long> Unpack(byte[] packed)
    {
        using var reader = new BinaryReader(new MemoryStream(packed));
        var keys = new List<long>();
        long last = 0;
        while (reader.BaseStream.Position < packed.Length)
        {
            keys.Add(last += reader.Read7BitEncodedInt64());
        }

        return keys;
    }
}

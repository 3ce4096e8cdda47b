using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace Vitrine.Media.Analyzers.Embed.Tokens;

/// <summary>
/// The table by which SentencePiece rewrites letters (<c>precompiled_charsmap</c>): the length of a double array of Darts-clone in bytes, the array, and the texts that it leads to, each
/// ended by a zero. Wherever a key of the table stands, the longest that does gives way to its text.
/// </summary>
internal sealed class CharsMap
{
    /// <summary>What a text may become; sixteen times what is read of one.</summary>
    public const int MostWritten = 16 * ClipText.MostLetters;

    private const int MostBytes = 16 << 20;

    private readonly uint[] units;
    private readonly byte[] texts;

    /// <exception cref="InvalidDataException">It is no such table.</exception>
    public CharsMap(ReadOnlySpan<byte> blob)
    {
        if (blob.Length is < 8 or > MostBytes || BinaryPrimitives.ReadUInt32LittleEndian(blob) is var size && (size % 4 != 0 || size is 0 || size > blob.Length - 4))
        {
            throw new InvalidDataException("the table of letters is damaged");
        }

        var length = (int)BinaryPrimitives.ReadUInt32LittleEndian(blob);
        units = new uint[length / 4];
        for (var i = 0; i < units.Length; i++)
        {
            units[i] = BinaryPrimitives.ReadUInt32LittleEndian(blob.Slice(4 + (i * 4), 4));
        }

        texts = blob[(4 + length)..].ToArray();
    }

    public string Apply(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var written = new List<byte>(bytes.Length);
        for (var at = 0; at < bytes.Length;)
        {
            var (length, value) = Longest(bytes.AsSpan(at));
            if (length == 0)
            {
                Rune.DecodeFromUtf8(bytes.AsSpan(at), out _, out length);
                written.AddRange(bytes.AsSpan(at, length));
            }
            else if (value < texts.Length)
            {
                var rest = texts.AsSpan(value);
                written.AddRange(rest[..(rest.IndexOf((byte)0) is >= 0 and var end ? end : rest.Length)]);
            }

            at += length;
            if (written.Count > MostWritten)
            {
                throw Grown();
            }
        }

        return Encoding.UTF8.GetString(CollectionsMarshal.AsSpan(written));
    }

    public static InvalidDataException Grown() => new("the vocabulary's steps make a text grow without an end");

    /// <summary>
    /// A unit holds a leaf's value (31 bits), or a label (8 bits), whether a leaf follows (bit 8), and how far the children lie (bits 10 to 30, times 256 where bit 9 is set);
    /// positions are joined by exclusive or.
    /// </summary>
    private (int Length, int Value) Longest(ReadOnlySpan<byte> bytes)
    {
        var (length, value) = (0, 0);
        var at = Offset(units[0]);
        for (var i = 0; i < bytes.Length; i++)
        {
            at ^= bytes[i];
            if (at >= (uint)units.Length || (units[at] & 0x8000_00ff) != bytes[i])
            {
                break;
            }

            var unit = units[at];
            at ^= Offset(unit);
            if ((unit & 0x100) != 0 && at < (uint)units.Length)
            {
                (length, value) = (i + 1, (int)(units[at] & 0x7fff_ffff));
            }
        }

        return (length, value);
    }

    private static uint Offset(uint unit) => unit >> 10 << (int)((unit & 0x200) >> 6);
}

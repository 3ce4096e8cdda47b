using System.Text;

namespace Vitrine.Media.Analyzers.Embed.Tokens;

/// <summary>The tokens <c>&lt;0x00&gt;</c> to <c>&lt;0xFF&gt;</c> of a vocabulary, for letters that it lacks. Gemma's has none for a tab, which is a token of its own.</summary>
/// <param name="find">The number of a token by its text; −1 where there is none.</param>
internal sealed class ByteTokens(Func<string, int> find)
{
    private readonly int[] byByte = [.. Enumerable.Range(0, 256).Select(one => find($"<0x{one:X2}>"))];

    /// <summary>The tokens of a letter's bytes in UTF-8; null where one of them has none.</summary>
    public int[]? Of(ReadOnlySpan<char> letter)
    {
        Span<byte> bytes = stackalloc byte[4];
        var ids = new int[Encoding.UTF8.GetBytes(letter, bytes)];
        for (var i = 0; i < ids.Length; i++)
        {
            ids[i] = byByte[bytes[i]];
        }

        return ids.Contains(-1) ? null : ids;
    }
}

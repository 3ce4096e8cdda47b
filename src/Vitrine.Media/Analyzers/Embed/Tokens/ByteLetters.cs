namespace Vitrine.Media.Analyzers.Embed.Tokens;

/// <summary>
/// The letter that stands for each byte in byte-level vocabularies (<c>bytes_to_unicode</c> of GPT-2 and CLIP): printable bytes of Latin-1 for themselves, the others from U+0100 on.
/// </summary>
internal static class ByteLetters
{
    /// <summary>In the order of the vocabulary: the bytes that stand for themselves come first.</summary>
    public static IReadOnlyList<(byte Byte, char Letter)> InOrder { get; } = Make();

    /// <summary>By byte.</summary>
    public static char[] Letters { get; } = [.. InOrder.OrderBy(pair => pair.Byte).Select(pair => pair.Letter)];

    private static List<(byte Byte, char Letter)> Make()
    {
        var all = Enumerable.Range(0, 256).Select(i => (byte)i).ToArray();
        var own = all.Where(IsPrintable).Select(one => (one, (char)one));
        return [.. own, .. all.Where(one => !IsPrintable(one)).Select((one, i) => (one, (char)(256 + i)))];
    }

    private static bool IsPrintable(byte one) => one is (>= (byte)'!' and <= (byte)'~') or (>= 0xa1 and <= 0xac) or >= 0xae;
}

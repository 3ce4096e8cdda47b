using Vitrine.Core.Colours;

namespace Vitrine.Media.Analyzers.Looks;

/// <summary>
/// Words for colours as people use them. Black, white, grey, beige and brown are decided by lightness and chroma first; what is left has a hue.
/// The nearest of many named colours would be worse: it calls dark browns "midnight blue".
/// </summary>
internal static class ColourNames
{
    /// <summary>All names, in the order of <see cref="IndexOf"/>; they are keys and never translated here.</summary>
    public static IReadOnlyList<string> All { get; } =
        ["black", "white", "grey", "red", "orange", "yellow", "green", "teal", "blue", "purple", "pink", "brown", "beige"];

    private const int Black = 0, White = 1, Grey = 2, Red = 3, Orange = 4, Yellow = 5, Green = 6, Teal = 7, Blue = 8, Purple = 9, Pink = 10, Brown = 11, Beige = 12;

    public static int IndexOf(Oklab colour)
    {
        var (l, c, h) = (colour.L, colour.Chroma, colour.Hue);
        if (l < 0.2f || (l < 0.37f && c < 0.03f) || (l < 0.3f && c < 0.045f))
        {
            return Black;
        }

        // Indoor light tints greys towards yellow more than towards any other hue.
        var warm = h is > 45 and < 112;
        if (c < (warm ? l < 0.5f ? 0.025f : 0.03f : 0.02f))
        {
            return l > 0.82f ? White : Grey;
        }

        return warm || h is > 20 and <= 45 ? Warm(l, c, h) : Cold(l, c, h);
    }

    /// <summary>From red over orange to yellow: the hues in which dark means brown and pale means beige.</summary>
    private static int Warm(float l, float c, float h)
    {
        if (l > 0.7f && c < 0.075f)
        {
            return h < 45 ? Pink : l > 0.93f && c < 0.045f ? White : Beige;
        }

        if (h > 95 && (l < 0.7f || c > 0.09f))
        {
            return l < 0.66f ? Green : Yellow;
        }

        if (c < 0.06f)
        {
            return l > 0.62f ? Beige : Brown;
        }

        if (h <= 38)
        {
            return l < 0.45f && c < 0.1f ? Brown : l > 0.68f && c < 0.16f ? Pink : c > 0.11f ? Red : Brown;
        }

        if (h <= 50 && c > 0.16f)
        {
            return l < 0.62f ? Red : Orange;
        }

        if (l < 0.6f || c < 0.095f)
        {
            return l > 0.72f ? Beige : Brown;
        }

        return h < 76 ? Orange : Yellow;
    }

    private static int Cold(float l, float c, float h) => h switch
    {
        <= 20 => l > (h < 10 ? 0.5f : 0.6f) ? Pink : l < 0.35f && c < 0.07f ? Brown : c < 0.09f && l > 0.5f ? Pink : Red,
        < 170 => h < 118 && l > 0.68f && c > 0.1f ? Yellow : Green,
        < 222 => Teal,
        < 287 => Blue,
        < 328 => Purple,
        < 345 => l > 0.6f ? Pink : Purple,
        _ => l > 0.5f || c > 0.17f ? Pink : Purple,
    };
}

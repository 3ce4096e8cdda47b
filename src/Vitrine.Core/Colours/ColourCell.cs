namespace Vitrine.Core.Colours;

/// <summary>
/// Colours in small cubes of OKLab, so that "about this colour" is a set of numbers that any index can look up: 25 steps of lightness and 20 each of a and b, each 0.04 wide, about twice what
/// people just tell apart.
/// </summary>
public static class ColourCell
{
    private const float Width = 0.04f;
    private const float Lowest = -0.4f;
    private const int Steps = 32;

    /// <summary>Colours are about the same up to this distance between them in OKLab: from one shade to the next, not from red to orange.</summary>
    private const float Alike = 0.1f;

    /// <summary>The cell of a colour, 0…32767.</summary>
    public static int Of(Oklab colour) => Number(Step(colour.L, 0), Step(colour.A, Lowest), Step(colour.B, Lowest));

    /// <summary>The cells whose middle is about this colour, and its own.</summary>
    public static IReadOnlyList<int> About(Oklab colour)
    {
        var (cells, own) = (new List<int>(), Of(colour));
        for (var l = 0; l < Steps; l++)
        {
            for (var a = 0; a < Steps; a++)
            {
                for (var b = 0; b < Steps; b++)
                {
                    var cell = Number(l, a, b);
                    if (cell == own || Middle(l, a, b).Away(colour) <= Alike * Alike)
                    {
                        cells.Add(cell);
                    }
                }
            }
        }

        return cells;
    }

    /// <summary>What <c>#rgb</c> or <c>#rrggbb</c> says; null where that is no colour.</summary>
    public static Oklab? Read(string hex) => Written(hex) is { } full
        ? Oklab.FromRgb(Convert.ToByte(full[1..3], 16), Convert.ToByte(full[3..5], 16), Convert.ToByte(full[5..7], 16)) : null;

    /// <summary>A colour as <c>#rrggbb</c> in small letters; null where it is none.</summary>
    public static string? Written(string hex)
    {
        var digits = hex.Trim().TrimStart('#').ToLowerInvariant();
        return !digits.All(char.IsAsciiHexDigit) ? null : digits.Length switch
        {
            3 => $"#{digits[0]}{digits[0]}{digits[1]}{digits[1]}{digits[2]}{digits[2]}",
            6 => "#" + digits,
            _ => null,
        };
    }

    private static Oklab Middle(int l, int a, int b) => new((l + 0.5f) * Width, Lowest + ((a + 0.5f) * Width), Lowest + ((b + 0.5f) * Width));

    private static int Step(float value, float lowest) => Math.Clamp((int)MathF.Floor((value - lowest) / Width), 0, Steps - 1);

    private static int Number(int l, int a, int b) => (((l * Steps) + a) * Steps) + b;
}

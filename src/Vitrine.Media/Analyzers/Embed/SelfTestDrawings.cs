namespace Vitrine.Media.Analyzers.Embed;

/// <summary>A drawing and what it shows, in English.</summary>
internal sealed record SelfTestDrawing(string Caption, Picture Picture);

/// <summary>Twelve drawings that any model of pictures and texts tells apart: made by rules, so that they are the same everywhere and nobody's.</summary>
internal static class SelfTestDrawings
{
    private const int Side = 256;

    private static readonly (int, int, int) White = (255, 255, 255);
    private static readonly (int, int, int) Black = (0, 0, 0);

    /// <summary>Five by seven dots of each letter, row by row from the top, the left dot highest.</summary>
    private static readonly byte[][] Hello =
    [
        [17, 17, 17, 31, 17, 17, 17], [31, 16, 16, 30, 16, 16, 31], [16, 16, 16, 16, 16, 16, 31], [16, 16, 16, 16, 16, 16, 31], [14, 17, 17, 17, 17, 17, 14],
    ];

    public static IReadOnlyList<SelfTestDrawing> All { get; } =
    [
        Draw("a red circle on a white background", (x, y) => Far(x, y) < 0.35 ? (220, 30, 30) : White),
        Draw("a blue square on a white background", (x, y) => Math.Max(Math.Abs(x - 0.5), Math.Abs(y - 0.5)) < 0.3 ? (30, 60, 210) : White),
        Draw("a green triangle on a white background", (x, y) => y is > 0.2 and < 0.8 && Math.Abs(x - 0.5) < (y - 0.2) * 0.58 ? (20, 160, 60) : White),
        Draw("vertical black and white stripes", (x, _) => (int)(x * 10) % 2 == 0 ? Black : White),
        Draw("a chessboard", (x, y) => ((int)(x * 8) + (int)(y * 8)) % 2 == 0 ? (240, 217, 181) : (181, 136, 99)),
        Draw("the word HELLO in black letters", (x, y) => IsInk(x, y) ? Black : White),
        Draw("blue sky above green grass", (x, y) => y < 0.6 ? (Mix(70, 190, y / 0.6), Mix(130, 220, y / 0.6), 250) : (40, Mix(170, 110, (y - 0.6) / 0.4), 40)),
        Draw("a yellow smiley face", Smiley),
        Draw("a rainbow", Rainbow),
        Draw("a sunset over the sea", Sunset),
        Draw("a yellow star on a black background", (x, y) => IsStar(x - 0.5, 0.5 - y) ? (250, 220, 40) : Black),
        Draw("a red heart on a pink background", (x, y) => IsHeart((x - 0.5) * 3, (0.53 - y) * 3) ? (210, 20, 50) : (255, 205, 215)),
    ];

    private static SelfTestDrawing Draw(string caption, Func<double, double, (int Red, int Green, int Blue)> colour)
    {
        var rgb = new byte[Side * Side * 3];
        for (var i = 0; i < Side * Side; i++)
        {
            var (red, green, blue) = colour((i % Side + 0.5) / Side, (i / Side + 0.5) / Side);
            (rgb[i * 3], rgb[(i * 3) + 1], rgb[(i * 3) + 2]) = ((byte)red, (byte)green, (byte)blue);
        }

        return new SelfTestDrawing(caption, new Picture(Side, Side, rgb));
    }

    private static double Far(double x, double y, double centreX = 0.5, double centreY = 0.5) => Math.Sqrt(((x - centreX) * (x - centreX)) + ((y - centreY) * (y - centreY)));

    private static int Mix(int from, int to, double share) => (int)(from + ((to - from) * Math.Clamp(share, 0, 1)));

    private static bool IsInk(double x, double y)
    {
        var (column, row) = ((int)Math.Floor((x - 0.08) / 0.84 * 29), (int)Math.Floor((y - 0.4) / 0.2 * 7));
        return column is >= 0 and < 29 && row is >= 0 and < 7 && column % 6 < 5 && (Hello[column / 6][row] >> (4 - (column % 6)) & 1) == 1;
    }

    private static (int, int, int) Smiley(double x, double y)
    {
        var mouth = Far(x, y, 0.5, 0.52) is > 0.2 and < 0.24 && y > 0.58;
        var eyes = Far(x, y, 0.38, 0.42) < 0.04 || Far(x, y, 0.62, 0.42) < 0.04;
        return Far(x, y) >= 0.4 ? White : mouth || eyes ? Black : (255, 215, 40);
    }

    private static (int, int, int) Rainbow(double x, double y)
    {
        (int, int, int)[] colours = [(230, 30, 30), (250, 140, 20), (250, 230, 40), (40, 170, 60), (40, 90, 220), (80, 40, 150), (150, 60, 180)];
        var band = (int)Math.Floor((0.75 - Far(x, y, 0.5, 0.9)) / 0.05);
        return band >= 0 && band < colours.Length && y < 0.9 ? colours[band] : (190, 225, 250);
    }

    private static (int, int, int) Sunset(double x, double y) =>
        Far(x, y, 0.5, 0.55) < 0.12 && y < 0.6 ? (255, 240, 150)
        : y < 0.6 ? (Mix(120, 255, y / 0.6), Mix(60, 140, y / 0.6), Mix(120, 50, y / 0.6))
        : Math.Abs(x - 0.5) < 0.06 && (int)(y * 50) % 2 == 0 ? (255, 200, 120)
        : (50, Mix(60, 30, (y - 0.6) / 0.4), 90);

    /// <summary>Five points; the radius of its edge in a direction.</summary>
    private static bool IsStar(double x, double y)
    {
        var turn = (Math.Atan2(y, x) - (Math.PI / 2)) / (Math.PI * 2 / 5);
        var fromPoint = Math.Abs(turn - Math.Round(turn)) * 2;
        return Math.Sqrt((x * x) + (y * y)) < 0.42 * 0.38 / (0.38 + ((1 - 0.38) * fromPoint));
    }

    /// <summary>(x² + y² − 1)³ = x² y³.</summary>
    private static bool IsHeart(double x, double y) => Math.Pow((x * x) + (y * y) - 1, 3) < x * x * y * y * y;
}

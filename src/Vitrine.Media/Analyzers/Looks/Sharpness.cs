namespace Vitrine.Media.Analyzers.Looks;

/// <summary>
/// Sharpness of a picture at the size it is judged at, 0 (all blurred) … 1. A sharp picture loses much of its variation between neighbours when it is
/// blurred once more, a blurred one hardly any (Crété-Roffet, Dolmière, Ladret, Nicolas, "The blur effect", 2007). Measured on tiles; the
/// sharpest quarter counts, so that a soft background behind a sharp subject is no fault.
/// </summary>
internal static class Sharpness
{
    private const int Tile = 96;
    private const int TilesAcross = 5;
    private const int Radius = 4;

    /// <summary>Mean difference of neighbours (of 255) that a tile needs before it says anything: flat walls and noise do not.</summary>
    private const float NeededContrast = 0.6f;

    public static float Of(Picture picture)
    {
        var measured = new List<float>();
        foreach (var (left, top, width, height) in Tiles(picture.Width, picture.Height))
        {
            var luma = Luma(picture, left, top, width, height);
            if (Measure(luma, width, height) is { } sharpness)
            {
                measured.Add(sharpness);
            }
        }

        if (measured.Count == 0)
        {
            return 0;
        }

        measured.Sort();
        return measured[Math.Min(measured.Count - 1, (int)(measured.Count * 0.85))];
    }

    /// <summary>Tiles spread evenly; a small picture is one tile.</summary>
    private static IEnumerable<(int Left, int Top, int Width, int Height)> Tiles(int width, int height)
    {
        var (w, h) = (Math.Min(Tile, width), Math.Min(Tile, height));
        var (across, down) = (Math.Clamp(width / Tile, 1, TilesAcross), Math.Clamp(height / Tile, 1, TilesAcross));
        for (var row = 0; row < down; row++)
        {
            for (var column = 0; column < across; column++)
            {
                yield return (Place(column, across, width - w), Place(row, down, height - h), w, h);
            }
        }
    }

    private static int Place(int index, int count, int free) => count == 1 ? free / 2 : free * index / (count - 1);

    private static float[] Luma(Picture picture, int left, int top, int width, int height)
    {
        var luma = new float[width * height];
        for (var y = 0; y < height; y++)
        {
            var from = (((top + y) * picture.Width) + left) * 3;
            for (var x = 0; x < width; x++)
            {
                luma[(y * width) + x] = (0.299f * picture.Rgb[from]) + (0.587f * picture.Rgb[from + 1]) + (0.114f * picture.Rgb[from + 2]);
                from += 3;
            }
        }

        return luma;
    }

    /// <summary>The worse of both directions; null where the tile is too flat.</summary>
    private static float? Measure(float[] luma, int width, int height)
    {
        var along = Direction(luma, width, height, 1, width);
        var down = Direction(luma, height, width, width, 1);
        return (along, down) switch
        {
            ({ } a, { } d) => (a + d) / 2,
            _ => along ?? down,
        };
    }

    /// <summary>Share of the variation along lines that a running mean of 9 takes away.</summary>
    private static float? Direction(float[] luma, int length, int lines, int step, int lineStep)
    {
        if (length <= (2 * Radius) + 2)
        {
            return null;
        }

        var (variation, lost) = (0f, 0f);
        for (var line = 0; line < lines; line++)
        {
            var start = line * lineStep;
            var sum = 0f;
            for (var i = 0; i <= 2 * Radius; i++)
            {
                sum += luma[start + (i * step)];
            }

            for (var i = Radius + 1; i < length - Radius; i++)
            {
                var next = sum + luma[start + ((i + Radius) * step)] - luma[start + ((i - Radius - 1) * step)];
                var difference = MathF.Abs(luma[start + (i * step)] - luma[start + ((i - 1) * step)]);
                variation += difference;
                lost += MathF.Max(0, difference - (MathF.Abs(next - sum) / ((2 * Radius) + 1)));
                sum = next;
            }
        }

        return variation / (lines * (length - (2 * Radius) - 1)) < NeededContrast ? null : lost / variation;
    }
}

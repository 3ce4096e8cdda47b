namespace Vitrine.Media.Analyzers.Looks;

/// <summary>How pixels differ from their right neighbours, and how the colours spread: what tells drawn from photographed.</summary>
/// <param name="Flat">Share of neighbours that are equal but for 2 of 255.</param>
/// <param name="Soft">Share of neighbours that differ a little (3…24): shading, grain, out-of-focus edges.</param>
/// <param name="Hard">Of the neighbours that differ by more than 24, the share that differs by more than 80: text and drawn edges.</param>
/// <param name="Few">Share of the pixels in the eight commonest of 4,096 colours.</param>
/// <param name="Paper">Share of pixels that are nearly white.</param>
/// <param name="Colour">Mean chroma in OKLab.</param>
/// <param name="Lines">Straight edges along rows or columns that run for an eighth of the picture, per hundred rows and columns.</param>
internal readonly record struct Texture(float Flat, float Soft, float Hard, float Few, float Paper, float Colour, float Lines)
{
    private const int WantedRows = 160;

    /// <summary>Every so many pixels along a line are looked at for straight edges.</summary>
    private const int Stride = 4;

    public static Texture Of(Picture picture, Swatches swatches)
    {
        var (flat, soft, edges, hard, pairs) = (0, 0, 0, 0, 0);
        var counts = new int[4096];
        var pixels = 0;
        var every = Math.Max(1, picture.Height / WantedRows);
        for (var y = every / 2; y < picture.Height; y += every)
        {
            var row = picture.Rgb.AsSpan(y * picture.Width * 3, picture.Width * 3);
            for (var i = 0; i < row.Length; i += 3)
            {
                counts[((row[i] >> 4) << 8) | ((row[i + 1] >> 4) << 4) | (row[i + 2] >> 4)]++;
                pixels++;
                if (i + 3 >= row.Length)
                {
                    break;
                }

                var difference = Math.Max(Math.Abs(row[i] - row[i + 3]), Math.Max(Math.Abs(row[i + 1] - row[i + 4]), Math.Abs(row[i + 2] - row[i + 5])));
                pairs++;
                flat += difference <= 2 ? 1 : 0;
                soft += difference is > 2 and <= 24 ? 1 : 0;
                edges += difference > 24 ? 1 : 0;
                hard += difference > 80 ? 1 : 0;
            }
        }

        var paper = swatches.Colours.Count(c => c.L > 0.92f && c.Chroma < 0.03f);
        return new Texture(
            Share(flat, pairs), Share(soft, pairs), Share(hard, edges), Share(counts.OrderDescending().Take(8).Sum(), pixels),
            Share(paper, swatches.Colours.Length), swatches.Colours.Average(c => c.Chroma), StraightEdges(picture));
    }

    private static float Share(int part, int whole) => whole == 0 ? 0 : part / (float)whole;

    private static float StraightEdges(Picture picture)
    {
        var (w, h) = (picture.Width, picture.Height);
        if (w < 16 || h < 16)
        {
            return 0;
        }

        var rows = 0;
        for (var y = 1; y < h; y++)
        {
            rows += LongestRun(picture.Rgb, y * w * 3, 3, w, -w * 3) >= w / 8 ? 1 : 0;
        }

        return 100f * rows / h;
    }

    /// <summary>Longest run of pixels along a line that all differ from the line before by the same step (sign and size but for 6 of 255).</summary>
    private static int LongestRun(byte[] rgb, int start, int step, int count, int before)
    {
        var (longest, run, last) = (0, 0, 0);
        for (var i = 0; i < count; i += Stride)
        {
            var at = start + (i * step) + 1;
            var difference = rgb[at] - rgb[at + before];
            run = Math.Abs(difference) > 8 && Math.Abs(difference - last) <= 6 ? run + Stride : 0;
            last = difference;
            longest = Math.Max(longest, run);
        }

        return longest;
    }
}

using Vitrine.Core.Colours;

namespace Vitrine.Media.Analyzers.Looks;

/// <summary>
/// The colours that stand for a picture: k-means in OKLab over 64 × 64 pixels. The first centre is the pixel nearest to the mean, each next one the
/// pixel farthest from all centres, then Lloyd's steps until nothing changes: no chance, so the same picture always gives the same palette.
/// </summary>
internal static class Palette
{
    private const int Side = 64;
    private const int MaxSteps = 100;

    /// <returns>Colours with their shares (of 1), largest first; fewer than <paramref name="count"/> where the picture has fewer.</returns>
    public static IReadOnlyList<(Oklab Colour, float Share)> Of(Picture picture, int count)
    {
        var pixels = Swatches.Of(picture, Side, Side).Colours;
        var centres = Farthest(pixels, count);
        var labels = new int[pixels.Length];
        for (var step = 0; step < MaxSteps; step++)
        {
            Assign(pixels, centres, labels);
            if (!Move(pixels, centres, labels))
            {
                break;
            }
        }

        var sizes = new int[centres.Length];
        foreach (var label in labels)
        {
            sizes[label]++;
        }

        return [.. Enumerable.Range(0, centres.Length).Where(i => sizes[i] > 0).OrderByDescending(i => sizes[i])
            .Select(i => (centres[i], sizes[i] / (float)pixels.Length))];
    }

    private static Oklab[] Farthest(Oklab[] pixels, int count)
    {
        var mean = Mean(pixels);
        var centres = new List<Oklab> { pixels.MinBy(p => p.Away(mean)) };
        var distances = pixels.Select(p => p.Away(centres[0])).ToArray();
        while (centres.Count < count && distances.Max() is var largest && largest > 0)
        {
            var next = pixels[Array.IndexOf(distances, largest)];
            centres.Add(next);
            for (var i = 0; i < pixels.Length; i++)
            {
                distances[i] = Math.Min(distances[i], pixels[i].Away(next));
            }
        }

        return [.. centres];
    }

    private static Oklab Mean(Oklab[] pixels)
    {
        var (l, a, b) = (0.0, 0.0, 0.0);
        foreach (var pixel in pixels)
        {
            (l, a, b) = (l + pixel.L, a + pixel.A, b + pixel.B);
        }

        return new Oklab((float)(l / pixels.Length), (float)(a / pixels.Length), (float)(b / pixels.Length));
    }

    private static void Assign(Oklab[] pixels, Oklab[] centres, int[] labels)
    {
        for (var i = 0; i < pixels.Length; i++)
        {
            var nearest = float.MaxValue;
            for (var c = 0; c < centres.Length; c++)
            {
                if (pixels[i].Away(centres[c]) is var away && away < nearest)
                {
                    (nearest, labels[i]) = (away, c);
                }
            }
        }
    }

    private static bool Move(Oklab[] pixels, Oklab[] centres, int[] labels)
    {
        var sums = new (double L, double A, double B, int Count)[centres.Length];
        for (var i = 0; i < pixels.Length; i++)
        {
            ref var sum = ref sums[labels[i]];
            sum = (sum.L + pixels[i].L, sum.A + pixels[i].A, sum.B + pixels[i].B, sum.Count + 1);
        }

        var moved = false;
        for (var c = 0; c < centres.Length; c++)
        {
            var (l, a, b, n) = sums[c];
            var centre = n == 0 ? centres[c] : new Oklab((float)(l / n), (float)(a / n), (float)(b / n));
            moved |= centre != centres[c];
            centres[c] = centre;
        }

        return moved;
    }
}

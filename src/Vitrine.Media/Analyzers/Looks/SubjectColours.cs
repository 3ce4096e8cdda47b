using Vitrine.Core.Colours;

namespace Vitrine.Media.Analyzers.Looks;

/// <summary>
/// Names of the colours of what a picture shows. On an even background only what stands out from it counts; elsewhere a colour counts
/// more the nearer it is to the middle and the rarer it is along the border.
/// </summary>
internal static class SubjectColours
{
    private const float NeededShare = 0.12f;
    private const int MaxNames = 4;
    private const float MaxDaylight = 1.2f;

    /// <summary>Below this share of the picture what is left beside the background is taken for noise.</summary>
    private const float NeededSubject = 0.02f;

    /// <summary>Colours are counted in cells of this size to compare the middle with the border.</summary>
    private const float Cell = 0.06f;
    private const int CellsPerAxis = 18;

    /// <returns>Names with their shares of the subject (of 1), largest first.</returns>
    public static IReadOnlyList<(string Name, float Share)> Of(Swatches swatches, Background background)
    {
        var weights = background.IsBackground is { } mask && mask.Count(b => !b) > NeededSubject * mask.Length
            ? [.. mask.Select(b => b ? 0f : 1f)]
            : StandingOut(swatches);
        var light = Daylight(swatches.Colours);
        var shares = new float[ColourNames.All.Count];
        for (var i = 0; i < weights.Length; i++)
        {
            if (weights[i] > 0)
            {
                shares[ColourNames.IndexOf(swatches.Colours[i] with { L = swatches.Colours[i].L * light })] += weights[i];
            }
        }

        var sum = shares.Sum();
        return [.. Enumerable.Range(0, shares.Length).Select(i => (Name: ColourNames.All[i], Share: shares[i] / sum)).Where(c => c.Share >= NeededShare)
            .OrderByDescending(c => c.Share).Take(MaxNames)];
    }

    /// <summary>In a dim photo white is grey to a meter but not to a person: the lightest parts are taken for white, within limits.</summary>
    private static float Daylight(Oklab[] colours)
    {
        var counts = new LightnessCounts();
        foreach (var colour in colours)
        {
            counts.Add(colour.L);
        }

        return Math.Clamp(0.95f / Math.Max(counts.At(0.98), 0.01f), 1, MaxDaylight);
    }

    private static float[] StandingOut(Swatches swatches)
    {
        var (middle, border) = (new float[CellsPerAxis * CellsPerAxis * CellsPerAxis], new float[CellsPerAxis * CellsPerAxis * CellsPerAxis]);
        var cells = new int[swatches.Colours.Length];
        var (nearness, middleSum, borderSum) = (new float[swatches.Colours.Length], 0f, 0f);
        for (var i = 0; i < nearness.Length; i++)
        {
            var x = (((i % swatches.Width) + 0.5f) / swatches.Width * 2) - 1;
            var y = (((i / swatches.Width) + 0.5f) / swatches.Height * 2) - 1;
            nearness[i] = MathF.Exp(-((x * x) + (y * y)) * 2.5f);
            var cell = cells[i] = CellOf(swatches.Colours[i]);
            middle[cell] += nearness[i];
            middleSum += nearness[i];
            if (MathF.Max(MathF.Abs(x), MathF.Abs(y)) > 0.85f)
            {
                border[cell]++;
                borderSum++;
            }
        }

        for (var i = 0; i < nearness.Length; i++)
        {
            var inside = middle[cells[i]] / middleSum;
            var outside = borderSum == 0 ? 0 : border[cells[i]] / borderSum;
            var share = inside / (inside + outside);
            nearness[i] *= share * share;
        }

        return nearness;
    }

    /// <summary>Lightness 0…1 and −0.4…0.4 for a and b both fit into the cells of an axis.</summary>
    private static int CellOf(Oklab colour) =>
        (((Along(colour.L) * CellsPerAxis) + Along(colour.A + 0.48f)) * CellsPerAxis) + Along(colour.B + 0.48f);

    private static int Along(float value) => Math.Clamp((int)(value / Cell), 0, CellsPerAxis - 1);
}

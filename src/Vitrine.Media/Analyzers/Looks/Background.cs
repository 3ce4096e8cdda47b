using Vitrine.Core.Colours;

namespace Vitrine.Media.Analyzers.Looks;

/// <summary>What a picture's subject stands on.</summary>
/// <param name="Kind"><c>white</c>, <c>plain</c> (one other colour) or <c>busy</c>.</param>
/// <param name="Even">Share of the border that has the border's usual colour, 0…1.</param>
/// <param name="IsBackground">Per swatch; null where there is no even background.</param>
internal sealed record Background(string Kind, float Even, bool[]? IsBackground)
{
    private const float WhiteLightness = 0.93f;
    private const float WhiteChroma = 0.025f;

    /// <summary>Neighbours on one background differ by less than this (squared distance): shading passes, an edge does not.</summary>
    private const float Step = 0.02f * 0.02f;

    /// <summary>No part of one background is farther than this from the border's usual colour (squared distance).</summary>
    private const float Reach = 0.12f * 0.12f;
    private const float NeededOfBorder = 0.7f;

    /// <summary>Mean distance of neighbours along the border from which a surface is a pattern: wood, tiles, a carpet.</summary>
    private const float Grainy = 0.01f;
    private const int GrainDepth = 6;
    private const float NeededOfPicture = 0.1f;

    public static Background Of(Swatches swatches)
    {
        var ring = swatches.Ring(Math.Max(1, Math.Min(swatches.Width, swatches.Height) / 32)).ToArray();
        var usual = Median(ring, swatches.Colours);
        var filled = Fill(swatches, ring, usual);
        var even = ring.Count(i => filled[i]) / (float)ring.Length;
        if (even < NeededOfBorder || filled.Count(f => f) < NeededOfPicture * filled.Length)
        {
            return new Background("busy", even, null);
        }

        if (usual.L > WhiteLightness && usual.Chroma < WhiteChroma)
        {
            return new Background("white", even, filled);
        }

        return Grain(swatches) < Grainy ? new Background("plain", even, filled) : new Background("busy", even, null);
    }

    private static float Grain(Swatches swatches)
    {
        var (sum, count) = (0.0, 0);
        foreach (var at in swatches.Ring(GrainDepth).Where(i => i % swatches.Width < swatches.Width - 1))
        {
            sum += MathF.Sqrt(swatches.Colours[at].Away(swatches.Colours[at + 1]));
            count++;
        }

        return count == 0 ? 0 : (float)(sum / count);
    }

    /// <summary>Light falls off over a wall: lightness counts half.</summary>
    private static float Apart(Oklab one, Oklab other) => (one with { L = one.L / 2 }).Away(other with { L = other.L / 2 });

    private static Oklab Median(int[] ring, Oklab[] colours) => new(
        Middle(ring.Select(i => colours[i].L)), Middle(ring.Select(i => colours[i].A)), Middle(ring.Select(i => colours[i].B)));

    private static float Middle(IEnumerable<float> values)
    {
        float[] sorted = [.. values];
        Array.Sort(sorted);
        return sorted[sorted.Length / 2];
    }

    /// <summary>Everything that is reached from the border without crossing an edge.</summary>
    private static bool[] Fill(Swatches swatches, int[] ring, Oklab usual)
    {
        var (filled, queue) = (new bool[swatches.Colours.Length], new Queue<int>());
        foreach (var start in ring.Where(i => Apart(swatches.Colours[i], usual) < Reach))
        {
            filled[start] = true;
            queue.Enqueue(start);
        }

        while (queue.TryDequeue(out var at))
        {
            var (x, y) = (at % swatches.Width, at / swatches.Width);
            Visit(x > 0, at - 1);
            Visit(x < swatches.Width - 1, at + 1);
            Visit(y > 0, at - swatches.Width);
            Visit(y < swatches.Height - 1, at + swatches.Width);

            void Visit(bool inside, int next)
            {
                if (inside && !filled[next] && Apart(swatches.Colours[next], swatches.Colours[at]) < Step && Apart(swatches.Colours[next], usual) < Reach)
                {
                    filled[next] = true;
                    queue.Enqueue(next);
                }
            }
        }

        return filled;
    }
}

namespace Vitrine.Media.Analyzers.Looks;

/// <summary>How many swatches are how light, in steps of 1/512.</summary>
internal sealed class LightnessCounts
{
    private const int Steps = 512;

    private readonly int[] counts = new int[Steps + 1];

    public int Count { get; private set; }

    public void Add(float lightness)
    {
        counts[StepOf(lightness)]++;
        Count++;
    }

    /// <summary>The lightness that <paramref name="share"/> of the swatches do not exceed, 0…1.</summary>
    public float At(double share)
    {
        var left = share * (Count - 1);
        for (var step = 0; step <= Steps; step++)
        {
            left -= counts[step];
            if (left < 0)
            {
                return step / (float)Steps;
            }
        }

        return 1;
    }

    /// <summary>Share of the swatches that are lighter, 0…1.</summary>
    public float ShareAbove(float lightness) => Count == 0 ? 0 : counts.AsSpan(StepOf(lightness) + 1).ToArray().Sum() / (float)Count;

    private static int StepOf(float lightness) => Math.Clamp((int)(lightness * Steps), 0, Steps);
}

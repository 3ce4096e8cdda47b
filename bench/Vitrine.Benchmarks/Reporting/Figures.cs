namespace Vitrine.Benchmarks.Reporting;

/// <summary>Statistics over repeated measurements.</summary>
internal static class Figures
{
    public static double Median(IEnumerable<double> values) => Percentile(values, 50);

    /// <summary>The p-th percentile, linear between the two nearest ranks (Hyndman and Fan 1996, definition 7).</summary>
    public static double Percentile(IEnumerable<double> values, double p)
    {
        var sorted = values.Order().ToArray();
        if (sorted.Length == 0)
        {
            return double.NaN;
        }

        var at = (sorted.Length - 1) * p / 100;
        var below = (int)at;
        return below + 1 < sorted.Length ? sorted[below] + ((at - below) * (sorted[below + 1] - sorted[below])) : sorted[below];
    }
}

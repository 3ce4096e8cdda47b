namespace Vitrine.Eval.Statistics;

/// <summary>A share with Wilson's 95 % interval (Wilson 1927, without continuity correction).</summary>
internal readonly record struct Share(int Hits, int Count)
{
    private const double Z = 1.959963984540054;

    public double Value => Count == 0 ? 0 : (double)Hits / Count;

    public (double Low, double High) Interval
    {
        get
        {
            if (Count == 0)
            {
                return (0, 1);
            }

            var (n, p) = ((double)Count, Value);
            var middle = (p + (Z * Z / (2 * n))) / (1 + (Z * Z / n));
            var half = Z / (1 + (Z * Z / n)) * Math.Sqrt((p * (1 - p) / n) + (Z * Z / (4 * n * n)));
            return (Math.Max(0, middle - half), Math.Min(1, middle + half));
        }
    }

    public override string ToString() => FormattableString.Invariant($"{Value:F3} ({Interval.Low:F3}–{Interval.High:F3}, n {Count})");
}

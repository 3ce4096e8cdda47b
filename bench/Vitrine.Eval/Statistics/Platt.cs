namespace Vitrine.Eval.Statistics;

/// <summary>
/// Platt scaling on the logit of a raw score: p = 1 / (1 + exp(−(slope · logit(raw) + offset))), smoothed targets (Platt 1999; Lin, Lin, Weng 2007),
/// fitted by Newton's method with halved steps.
/// </summary>
internal static class Platt
{
    private const int MaxSteps = 100;

    /// <returns>Slope (at least 0) and offset; slope 0 where the score says nothing.</returns>
    public static (double Slope, double Offset) Fit(IReadOnlyList<(double Raw, bool Right)> cases)
    {
        var positives = cases.Count(c => c.Right);
        var (high, low) = ((positives + 1.0) / (positives + 2), 1.0 / (cases.Count - positives + 2));
        var samples = cases.Select(c => (X: Logit(c.Raw), T: c.Right ? high : low)).ToList();
        var (slope, offset) = (0.0, Math.Log((positives + 1.0) / (cases.Count - positives + 1)));
        var loss = Loss(samples, slope, offset);
        for (var step = 0; step < MaxSteps; step++)
        {
            var (g0, g1, h00, h01, h11) = (0.0, 0.0, 1e-9, 0.0, 1e-9);
            foreach (var (x, t) in samples)
            {
                var p = Sigmoid((slope * x) + offset);
                var w = p * (1 - p);
                (g0, g1) = (g0 + ((p - t) * x), g1 + (p - t));
                (h00, h01, h11) = (h00 + (w * x * x), h01 + (w * x), h11 + w);
            }

            var determinant = (h00 * h11) - (h01 * h01);
            var (d0, d1) = (((h11 * g0) - (h01 * g1)) / determinant, ((h00 * g1) - (h01 * g0)) / determinant);
            var size = 1.0;
            while (size > 1e-6 && Loss(samples, slope - (size * d0), offset - (size * d1)) > loss)
            {
                size /= 2;
            }

            (slope, offset) = (slope - (size * d0), offset - (size * d1));
            var now = Loss(samples, slope, offset);
            if (loss - now < 1e-10)
            {
                break;
            }

            loss = now;
        }

        return (Math.Max(0, slope), offset);
    }

    /// <summary>ln(p / (1 − p)), p kept between 1e-6 and 1 − 1e-6.</summary>
    public static double Logit(double p)
    {
        var kept = Math.Clamp(p, 1e-6, 1 - 1e-6);
        return Math.Log(kept / (1 - kept));
    }

    private static double Sigmoid(double z) => 1 / (1 + Math.Exp(-z));

    private static double Loss(List<(double X, double T)> samples, double slope, double offset) => samples.Sum(s =>
    {
        var z = (slope * s.X) + offset;
        return Math.Max(z, 0) - (z * s.T) + Math.Log(1 + Math.Exp(-Math.Abs(z)));
    });
}

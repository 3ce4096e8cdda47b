namespace Vitrine.Benchmarks.Index;

/// <summary>Ranks from 0, of which the k-th comes with a chance in proportion to 1 ÷ (k + 1): as words of texts and tags of libraries do (Zipf 1949).</summary>
internal sealed class Zipf
{
    private readonly double[] sums;

    public Zipf(int ranks)
    {
        sums = new double[ranks];
        var sum = 0.0;
        for (var rank = 0; rank < ranks; rank++)
        {
            sums[rank] = sum += 1.0 / (rank + 1);
        }
    }

    public int Next(Random chance)
    {
        var found = Array.BinarySearch(sums, chance.NextDouble() * sums[^1]);
        return Math.Min(found < 0 ? ~found : found, sums.Length - 1);
    }
}

namespace Vitrine.Core.Search.Ranking;

/// <summary>
/// BM25 as Lucene computes it (Robertson and Zaragoza 2009, "The Probabilistic Relevance Framework", with Lucene's idf, which is never negative, and without the
/// constant factor K1 + 1): score = Σ over the query's words of idf · tf part. Works on numbers that an index has; keeps none itself.
/// </summary>
/// <remarks>
/// A word that stands in the query twice counts twice. A document that is searched in several fields gets Σ over fields of
/// idf · field weight · tf part, each field with its own lengths and its own n. Lengths are exact here; Lucene rounds them to a byte.
/// Two sums of the same words in another order differ in the last digits: break ties by key after rounding.
/// </remarks>
/// <param name="K1">How soon more occurrences stop counting, 0 or more: 0 = one is as good as many.</param>
/// <param name="B">How much long documents are held back, 0…1.</param>
public readonly record struct Bm25(double K1, double B)
{
    /// <summary>k1 = 1.5, b = 0.75.</summary>
    public static Bm25 Default { get; } = new(1.5, 0.75);

    /// <summary>ln(1 + (N − n + 0.5) / (n + 0.5)): how much a word says, above 0.</summary>
    /// <param name="documentsWithWord">n, 0…N.</param>
    /// <param name="documents">N, those that the search may see or all: the same for every word of a query.</param>
    /// <exception cref="ArgumentOutOfRangeException">n is below 0 or above N.</exception>
    public static double Idf(long documentsWithWord, long documents)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(documentsWithWord);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(documentsWithWord, documents);
        return Math.Log(1 + ((documents - documentsWithWord + 0.5) / (documentsWithWord + 0.5)));
    }

    /// <summary>The tf part: tf / (tf + k1 · (1 − b + b · length / average length)), 0…1; 0 for a word that is not there.</summary>
    /// <param name="occurrences">tf: how often the word stands in the document or field.</param>
    /// <param name="length">Words of the document or field.</param>
    /// <param name="averageLength">Mean of that over all documents; 0 where there are none counts every length as average.</param>
    /// <param name="weight">Of the field, 0 or more: a multiplier.</param>
    public double Score(double occurrences, double length, double averageLength, double weight = 1)
    {
        if (occurrences <= 0)
        {
            return 0;
        }

        var relative = averageLength > 0 ? length / averageLength : 1;
        return weight * occurrences / (occurrences + (K1 * (1 - B + (B * relative))));
    }
}

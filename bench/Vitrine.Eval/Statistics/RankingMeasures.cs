namespace Vitrine.Eval.Statistics;

/// <summary>
/// How good one ranking is, by judgements, as trec_eval computes it: gain is the judgement itself, discount log2(rank + 1), the ideal ranking is that of all judged documents.
/// A query that nothing is relevant to has 0 everywhere and counts as 0 in a mean.
/// </summary>
/// <param name="ranking">Ids, best first, each once.</param>
/// <param name="judged">Judgement by id: above 0 relevant, 0 not; what is not in it was never judged and counts as not relevant (in <see cref="Bpref"/> as not there).</param>
internal sealed class RankingMeasures(IReadOnlyList<string> ranking, IReadOnlyDictionary<string, int> judged)
{
    private readonly int relevant = judged.Values.Count(v => v > 0);

    /// <summary>Σ over relevant ranks of precision there, over the number of relevant documents (its mean over queries is MAP).</summary>
    public double AveragePrecision
    {
        get
        {
            var (hits, sum) = (0, 0.0);
            for (var i = 0; i < ranking.Count; i++)
            {
                if (IsRelevant(i))
                {
                    sum += ++hits / (i + 1.0);
                }
            }

            return OfRelevant(sum);
        }
    }

    /// <summary>1 / rank of the first relevant document (its mean over queries is MRR).</summary>
    public double ReciprocalRank
    {
        get
        {
            var first = Enumerable.Range(0, ranking.Count).FirstOrDefault(IsRelevant, -1);
            return first < 0 ? 0 : 1 / (first + 1.0);
        }
    }

    /// <summary>1/R Σ over relevant documents of 1 − min(judged irrelevant ones above, R) / min(R, N) (Buckley and Voorhees 2004, as in trec_eval).</summary>
    public double Bpref
    {
        get
        {
            var irrelevant = judged.Count - relevant;
            var (above, sum) = (0, 0.0);
            for (var i = 0; i < ranking.Count; i++)
            {
                if (IsRelevant(i))
                {
                    sum += above == 0 ? 1 : 1 - ((double)Math.Min(above, relevant) / Math.Min(relevant, irrelevant));
                }
                else if (judged.ContainsKey(ranking[i]))
                {
                    above++;
                }
            }

            return OfRelevant(sum);
        }
    }

    /// <summary>Precision after as many documents as are relevant.</summary>
    public double RPrecision => OfRelevant(Hits(relevant));

    /// <summary>Discounted gain over that of the ideal ranking, the first <paramref name="k"/> of both; null = all.</summary>
    public double Ndcg(int? k = null)
    {
        var ideal = Gain(judged.Values.Where(v => v > 0).OrderDescending(), k);
        return ideal == 0 ? 0 : Gain(ranking.Select(id => judged.GetValueOrDefault(id)), k) / ideal;
    }

    /// <summary>Share of the first <paramref name="k"/> that are relevant; ranks that are not there count as not.</summary>
    public double Precision(int k) => (double)Hits(k) / k;

    /// <summary>Share of the relevant documents that are among the first <paramref name="k"/>.</summary>
    public double Recall(int k) => OfRelevant(Hits(k));

    /// <summary>1 if one of the first <paramref name="k"/> is relevant, else 0.</summary>
    public double Success(int k) => Hits(k) > 0 ? 1 : 0;

    /// <summary>trec_eval's order of a run: score down, equal ones by id down.</summary>
    public static IReadOnlyList<string> Order(IEnumerable<KeyValuePair<string, double>> run) =>
        [.. run.OrderByDescending(pair => pair.Value).ThenByDescending(pair => pair.Key, StringComparer.Ordinal).Select(pair => pair.Key)];

    private static double Gain(IEnumerable<int> gains, int? k) =>
        gains.Take(k ?? int.MaxValue).Select((gain, i) => Math.Max(gain, 0) / Math.Log2(i + 2)).Sum();

    private bool IsRelevant(int index) => judged.GetValueOrDefault(ranking[index]) > 0;

    private int Hits(int k) => Enumerable.Range(0, Math.Min(k, ranking.Count)).Count(IsRelevant);

    private double OfRelevant(double sum) => relevant == 0 ? 0 : sum / relevant;
}

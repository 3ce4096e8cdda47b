namespace Vitrine.Core.Search.Phrases;

/// <summary>Which chunks, one after the other, explain a whole phrase at the least cost; words that none explains are dear.</summary>
internal static class BestPath
{
    private const double UnknownCost = 3;
    private const double SignCost = 0.1;

    /// <param name="chunks">By the token with which they begin.</param>
    public static (double Cost, List<Chunk> Chunks) Of(IReadOnlyCollection<Chunk>[] chunks, IReadOnlyList<PhraseToken> tokens)
    {
        var cost = new double[tokens.Count + 1];
        var last = new Chunk?[tokens.Count + 1];
        Array.Fill(cost, double.PositiveInfinity, 1, tokens.Count);
        for (var at = 0; at < tokens.Count; at++)
        {
            var isSign = tokens[at] is { Form: TokenForm.Sign, Word: not PhraseTokens.Minus };
            Try(new Chunk(WordClass.Filler) { From = at, Until = at + 1, Cost = isSign ? SignCost : UnknownCost, IsUnknown = !isSign });
            foreach (var chunk in chunks[at])
            {
                Try(chunk);
            }
        }

        var path = new List<Chunk>();
        for (var at = tokens.Count; at > 0; at = last[at]!.From)
        {
            path.Add(last[at]!);
        }

        path.Reverse();
        return (cost[^1], path);

        void Try(Chunk chunk)
        {
            var total = cost[chunk.From] + chunk.Cost;
            if (total < cost[chunk.Until])
            {
                (cost[chunk.Until], last[chunk.Until]) = (total, chunk);
            }
        }
    }
}

namespace Vitrine.Core.Search.Index;

/// <summary>
/// Scores of documents by BM25 (Robertson and Zaragoza, "The Probabilistic Relevance Framework", 2009; with the idf that Lucene has, which is never below 0), over all
/// assets that count, so that the same assets have the same scores however they lie in segments.
/// </summary>
internal static class TextScores
{
    private const double Saturation = 1.5, LengthShare = 0.75;

    /// <summary>The scores of the documents of each segment; null where no word stands in any of them.</summary>
    public static double[]?[] Of(SegmentView[] views, IReadOnlyList<RankedTerm> terms)
    {
        var scores = new double[]?[views.Length];
        long assets = views.Sum(view => (long)view.LiveCount);
        foreach (var term in terms)
        {
            Add(views, term, assets, scores);
        }

        return scores;
    }

    private static void Add(SegmentView[] views, RankedTerm term, long assets, double[]?[] scores)
    {
        var bytes = TermDictionary.Bytes(term.Term);
        var places = Array.ConvertAll(views, view => Occurrences.Of(view, term.Field, bytes, term.IsBeginning));
        var having = places.Sum(place => (long)(place?.Count ?? 0));
        if (having == 0)
        {
            return;
        }

        var rarity = term.Weight * Math.Log(1 + ((assets - having + 0.5) / (having + 0.5)));
        var average = (double)views.Sum(view => view.LengthOf(term.Field)) / assets;
        for (var v = 0; v < views.Length; v++)
        {
            places[v]?.AddTo(scores[v] ??= new double[views[v].Segment.Count], rarity, average);
        }
    }

    /// <summary>Where a word, or any that begins so, stands in the documents of a segment that count.</summary>
    private sealed class Occurrences
    {
        private readonly int[] documents;
        private readonly int[] frequencies;
        private readonly int[] lengths;

        private Occurrences(int[] documents, int[] frequencies, int[] lengths)
        {
            this.documents = documents;
            this.frequencies = frequencies;
            this.lengths = lengths;
        }

        public int Count => documents.Length;

        public static Occurrences? Of(SegmentView view, IndexField field, byte[] bytes, bool isBeginning)
        {
            if (view.Segment.Terms(field) is not { } column)
            {
                return null;
            }

            var (from, until) = isBeginning ? column.Terms.Beginning(bytes) : column.Terms.Find(bytes) is >= 0 and var found ? (found, found + 1) : (0, 0);
            if (from == until)
            {
                return null;
            }

            var frequencies = new int[view.Segment.Count];
            for (var i = column.StartOf(from); i < column.Ends[until - 1]; i++)
            {
                frequencies[column.Documents[i]] += column.Frequencies?[i] ?? 1;
            }

            var documents = new List<int>();
            foreach (var document in Bits.In(view.Live))
            {
                if (frequencies[document] > 0)
                {
                    documents.Add(document);
                }
            }

            return new Occurrences([.. documents], frequencies, column.Lengths(view.Segment.Count));
        }

        public void AddTo(double[] scores, double rarity, double average)
        {
            foreach (var document in documents)
            {
                double frequency = frequencies[document];
                scores[document] += rarity * frequency / (frequency + (Saturation * (1 - LengthShare + (LengthShare * lengths[document] / average))));
            }
        }
    }
}

using Vitrine.Core.Search.Ranking;

namespace Vitrine.Core.Search.Index;

/// <summary>
/// Scores of documents by <see cref="Bm25"/>, over all assets that count, so that the same assets have the same scores however they lie in segments.
/// </summary>
internal sealed class TextScores
{
    /// <summary>Frequencies that are all 0, as <see cref="SegmentHits"/> has scores.</summary>
    [ThreadStatic]
    private static int[]? clean;

    private readonly SegmentView[] views;
    private readonly List<Word> words = [];

    private TextScores(SegmentView[] views) => this.views = views;

    public static TextScores Of(SegmentView[] views, IReadOnlyList<RankedTerm> terms)
    {
        var scores = new TextScores(views);
        var assets = views.Sum(view => (long)view.LiveCount);
        foreach (var term in terms)
        {
            var bytes = TermDictionary.Bytes(term.Term);
            var places = Array.ConvertAll(views, view => Place(view.Segment.Terms(term.Field), bytes, term.IsBeginning));
            var having = 0L;
            for (var v = 0; v < views.Length; v++)
            {
                having += Having(views[v], places[v]);
            }

            if (having > 0)
            {
                var average = (double)views.Sum(view => view.LengthOf(term.Field)) / assets;
                scores.words.Add(new Word(places, term.Weight * Bm25.Idf(having, assets), average));
            }
        }

        return scores;
    }

    /// <summary>Adds the scores of the found documents of a segment; those of others may be added too, or not.</summary>
    /// <param name="count">How many were found.</param>
    public void Add(int view, ReadOnlySpan<ulong> found, int count, double[] scores)
    {
        foreach (var word in words)
        {
            if (word.Places[view] is not (TermColumn column, var from, var until))
            {
                continue;
            }

            var lengths = column.Lengths(views[view].Segment.Count);
            if (until == from + 1)
            {
                AddOne(column, from, word, lengths, found, count, scores);
            }
            else
            {
                AddSeveral(column, from, until, word, lengths, found, scores);
            }
        }
    }

    private static void AddOne(TermColumn column, int term, Word word, int[] lengths, ReadOnlySpan<ulong> found, int count, double[] scores)
    {
        var start = column.StartOf(term);
        var documents = column.DocumentsOf(term);
        if (count < documents.Length / 32)
        {
            // Of a frequent word only what stands at the few that were found.
            var at = 0;
            foreach (var document in Bits.In(found))
            {
                at += documents[at..].BinarySearch((ushort)document) is var place && place < 0 ? ~place : place;
                if (at == documents.Length)
                {
                    return;
                }

                if (documents[at] == document)
                {
                    scores[document] += word.Score(column.FrequencyAt(start + at), lengths[document]);
                }
            }

            return;
        }

        for (var i = 0; i < documents.Length; i++)
        {
            if (Bits.Has(found, documents[i]))
            {
                scores[documents[i]] += word.Score(column.FrequencyAt(start + i), lengths[documents[i]]);
            }
        }
    }

    private static void AddSeveral(TermColumn column, int from, int until, Word word, int[] lengths, ReadOnlySpan<ulong> found, double[] scores)
    {
        var frequencies = clean is { } left && left.Length >= lengths.Length ? left : new int[lengths.Length];
        clean = null;
        for (var i = column.StartOf(from); i < column.Ends[until - 1]; i++)
        {
            if (Bits.Has(found, column.Documents[i]))
            {
                frequencies[column.Documents[i]] += column.FrequencyAt(i);
            }
        }

        foreach (var document in Bits.In(found))
        {
            if (frequencies[document] is > 0 and var frequency)
            {
                scores[document] += word.Score(frequency, lengths[document]);
                frequencies[document] = 0;
            }
        }

        clean = frequencies;
    }

    private static (TermColumn Column, int From, int Until)? Place(TermColumn? column, byte[] bytes, bool isBeginning)
    {
        if (column is null)
        {
            return null;
        }

        var (from, until) = isBeginning ? column.Terms.Beginning(bytes) : column.Terms.Find(bytes) is >= 0 and var found ? (found, found + 1) : (0, 0);
        return from == until ? null : (column, from, until);
    }

    /// <summary>How many documents that count have a word.</summary>
    private static int Having(SegmentView view, (TermColumn Column, int From, int Until)? place)
    {
        if (place is not (TermColumn column, var from, var until))
        {
            return 0;
        }

        if (until == from + 1)
        {
            return column.CountIn(from, view.Live, view.LiveCount, view.Segment.Count);
        }

        using var any = new BorrowedBits(view.Segment.Count);
        column.Add(from, until, any.Set);
        Bits.And(any.Set, view.Live);
        return Bits.Count(any.Set);
    }

    /// <summary>A word of the query, or all that begin so: where it stands in each segment, and what that is worth.</summary>
    private sealed record Word((TermColumn Column, int From, int Until)?[] Places, double Rarity, double Average)
    {
        public double Score(double frequency, int length) => Bm25.Default.Score(frequency, length, Average, Rarity);
    }
}

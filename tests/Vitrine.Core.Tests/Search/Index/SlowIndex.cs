using System.Text;
using Vitrine.Core.Places;
using Vitrine.Core.Search.Index;

namespace Vitrine.Core.Tests.Search.Index;

/// <summary>The same answers as the index gives, by going through plain documents one after the other.</summary>
internal sealed class SlowIndex
{
    private readonly SortedDictionary<long, IndexDocument> documents = [];

    public IEnumerable<long> Keys => documents.Keys;

    public void Apply(IEnumerable<IndexDocument> changed, IEnumerable<long> removed)
    {
        foreach (var key in removed)
        {
            documents.Remove(key);
        }

        foreach (var document in changed)
        {
            documents[document.Key] = document;
        }
    }

    public List<IndexDocument> Find(IndexFilter filter, IndexFilter? visible) =>
        [.. documents.Values.Where(document => (visible is null || Holds(visible, document)) && Holds(filter, document))];

    public List<IndexDocument> Together(List<IndexDocument> found, IndexField cover, IndexFilter? visible) =>
    [
        .. found.Select(document => Numbers(document, cover) is [var key, ..] ? documents.GetValueOrDefault((long)key) : document)
            .OfType<IndexDocument>().Where(document => visible is null || Holds(visible, document)).DistinctBy(document => document.Key),
    ];

    public Dictionary<string, int> Count(List<IndexDocument> found, IndexField field, IndexField? cover) =>
        found.SelectMany(document => Terms(document, field).Distinct().Select(term => (Term: term, Group: cover is not null && Numbers(document, cover) is [var key, ..] ? (long)key : document.Key)))
            .Distinct().GroupBy(pair => pair.Term).ToDictionary(group => group.Key, group => group.Count());

    public int[] Histogram(List<IndexDocument> found, IndexField field, double[] bounds) =>
        [.. bounds.Zip(bounds.Skip(1)).Select(span => found.Count(document => Numbers(document, field) is { Count: > 0 } numbers && numbers.Min() >= span.First && numbers.Min() < span.Second))];

    public List<long> Ordered(List<IndexDocument> found, IReadOnlyList<IndexSort> sorts, Func<IndexDocument, double> score, Func<GivenOrder, IndexDocument, double?> given)
    {
        var descends = sorts.Count > 0 && sorts[0].Descending;
        var ordered = found.ToList();
        ordered.Sort((a, b) =>
        {
            foreach (var sort in sorts)
            {
                var (x, y) = (Value(a, sort, score, given), Value(b, sort, score, given));
                var order = x is null || y is null ? (x is null).CompareTo(y is null) : (x is double number ? number.CompareTo(y) : Compare((string)x, (string)y)) * (sort.Descending ? -1 : 1);
                if (order != 0)
                {
                    return order;
                }
            }

            return a.Key.CompareTo(b.Key) * (descends ? -1 : 1);
        });
        return ordered.ConvertAll(document => document.Key);
    }

    /// <summary>BM25 as its formula is written, over all documents.</summary>
    public double Score(IndexDocument document, IReadOnlyList<RankedTerm> ranked) => ranked.Sum(term =>
    {
        int Frequency(IndexDocument one) => Terms(one, term.Field).Count(word => term.IsBeginning ? Starts(word, term.Term) : word == term.Term);
        var having = documents.Values.Count(one => Frequency(one) > 0);
        var average = documents.Values.Average(one => (double)Terms(one, term.Field).Count);
        var (frequency, length) = (Frequency(document), Terms(document, term.Field).Count);
        return frequency == 0 ? 0 : term.Weight * Math.Log(1 + ((documents.Count - having + 0.5) / (having + 0.5))) * frequency / (frequency + (1.5 * (1 - 0.75 + (0.75 * length / average))));
    });

    public static bool Holds(IndexFilter filter, IndexDocument document) => filter switch
    {
        IndexFilter.All => true,
        IndexFilter.None => false,
        IndexFilter.AnyTerm any => Terms(document, any.Field).Any(any.Terms.Contains),
        IndexFilter.Prefix prefix => Terms(document, prefix.Field).Any(term => Starts(term, prefix.Beginning)),
        IndexFilter.Near near => Terms(document, near.Field).Any(term => Errors(term, near.Word) <= near.Errors),
        IndexFilter.TermRange range => Terms(document, range.Field).Any(term => (range.From is null || Compare(term, range.From) >= 0) && (range.Until is null || Compare(term, range.Until) < 0)),
        IndexFilter.Has { Field.Type: IndexFieldType.Number } has => Numbers(document, has.Field).Count > 0,
        IndexFilter.Has has => Terms(document, has.Field).Count > 0,
        IndexFilter.Range range => Numbers(document, range.Field).Any(number => In(number, range)),
        IndexFilter.SamePart part => document.Terms.Where(one => one.Field == part.Field).DistinctBy(one => one.Term).Any(one => (part.Terms is null || part.Terms.Any(term => part.AreBeginnings ? Starts(one.Term, term) : term == one.Term)) && part.Condition.Holds(one.Part)),
        IndexFilter.Circle circle => Numbers(document, circle.Latitude) is [var north, ..] && Numbers(document, circle.Longitude) is [var east, ..]
            && circle.Centre.DistanceTo(new GeoPosition(north, east)) <= circle.Kilometres,
        IndexFilter.Keys keys => keys.Assets.Contains(document.Key),
        IndexFilter.Not not => !Holds(not.Operand, document),
        IndexFilter.And and => and.Operands.All(operand => Holds(operand, document)),
        IndexFilter.Or or => or.Operands.Any(operand => Holds(operand, document)),
        _ => throw new ArgumentOutOfRangeException(nameof(filter)),
    };

    private static bool In(double number, IndexFilter.Range range) =>
        (range.From is not { } from || number > from || (range.FromIncluded && number == from))
        && (range.Until is not { } until || number < until || (range.UntilIncluded && number == until));

    private static object? Value(IndexDocument document, IndexSort sort, Func<IndexDocument, double> score, Func<GivenOrder, IndexDocument, double?> given)
    {
        if (sort.Given is { } order)
        {
            return given(order, document);
        }

        if (sort.Field is not { } field)
        {
            return score(document);
        }

        if (field.Type == IndexFieldType.Number)
        {
            return Numbers(document, field) is { Count: > 0 } numbers ? numbers.Min() : null;
        }

        return Terms(document, field).Order(Comparer<string>.Create(Compare)).FirstOrDefault();
    }

    private static List<string> Terms(IndexDocument document, IndexField field) => [.. document.Terms.Where(one => one.Field == field).Select(one => one.Term)];

    private static List<double> Numbers(IndexDocument document, IndexField field) => [.. document.Numbers.Where(one => one.Field == field).Select(one => one.Value)];

    private static bool Starts(string term, string beginning) => Encoding.UTF8.GetBytes(term).AsSpan().StartsWith(Encoding.UTF8.GetBytes(beginning));

    private static int Compare(string a, string b) => Encoding.UTF8.GetBytes(a).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(b));

    /// <summary>Optimal string alignment distance over code points, by the whole table.</summary>
    private static int Errors(string term, string word)
    {
        var (a, b) = (term.EnumerateRunes().ToArray(), word.EnumerateRunes().ToArray());
        var table = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
        {
            for (var j = 0; j <= b.Length; j++)
            {
                table[i, j] = i == 0 || j == 0 ? i + j : Math.Min(Math.Min(table[i - 1, j], table[i, j - 1]) + 1, table[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    table[i, j] = Math.Min(table[i, j], table[i - 2, j - 2] + 1);
                }
            }
        }

        return table[a.Length, b.Length];
    }
}

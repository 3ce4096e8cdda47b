using System.Text;

namespace Vitrine.Core.Search.Index;

/// <summary>Lays documents in columns.</summary>
internal static class SegmentBuilder
{
    /// <param name="documents">1 … <see cref="Segment.Most"/>, no asset twice.</param>
    public static Segment Build(IReadOnlyList<IndexDocument> documents, int fields)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(documents.Count, Segment.Most);
        var keys = new long[documents.Count];
        var terms = new Dictionary<string, TermPostings>?[fields];
        var numbers = new List<(double Value, ushort Document)>?[fields];
        for (var i = 0; i < keys.Length; i++)
        {
            var document = documents[i];
            keys[i] = document.Key;
            foreach (var (field, term, part) in document.Terms)
            {
                var column = terms[field.Id] ??= new Dictionary<string, TermPostings>(StringComparer.Ordinal);
                var whole = Whole(term);
                if (!column.TryGetValue(whole, out var postings))
                {
                    column[whole] = postings = new TermPostings(field.Type);
                }

                postings.Add((ushort)i, part);
            }

            foreach (var (field, value) in document.Numbers)
            {
                (numbers[field.Id] ??= []).Add((value, (ushort)i));
            }
        }

        return new Segment(keys, Array.ConvertAll(terms, Column), Array.ConvertAll(numbers, Column));
    }

    private static TermColumn? Column(Dictionary<string, TermPostings>? terms)
    {
        if (terms is null)
        {
            return null;
        }

        var writer = new TermColumnWriter(terms.First().Value.Type);
        var ordered = terms.Select(pair => (Bytes: TermDictionary.Bytes(pair.Key), Postings: pair.Value)).ToArray();
        Array.Sort(ordered, (a, b) => a.Bytes.AsSpan().SequenceCompareTo(b.Bytes));
        foreach (var (bytes, postings) in ordered)
        {
            writer.Term(bytes);
            postings.WriteTo(writer);
        }

        return writer.Column();
    }

    /// <summary>Lone surrogates have no bytes: texts that differ in them alone are the same term.</summary>
    private static string Whole(string term) =>
        term.AsSpan().ContainsAnyInRange('\ud800', '\udfff') ? Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(term)) : term;

    private static NumberColumn? Column(List<(double Value, ushort Document)>? numbers)
    {
        if (numbers is null)
        {
            return null;
        }

        var values = numbers.ConvertAll(pair => pair.Value).ToArray();
        var documents = numbers.ConvertAll(pair => pair.Document).ToArray();
        Array.Sort(values, documents);
        return new NumberColumn(values, documents);
    }

    /// <summary>Where one term stands, document after document.</summary>
    private sealed class TermPostings(IndexFieldType type)
    {
        private readonly List<(ushort Document, byte Frequency, IndexPart Part)> postings = [];

        public IndexFieldType Type => type;

        public void Add(ushort document, IndexPart part)
        {
            if (postings.Count == 0 || postings[^1].Document != document)
            {
                postings.Add((document, 1, part));
            }
            else if (postings[^1] is { Frequency: < byte.MaxValue } last)
            {
                postings[^1] = last with { Frequency = (byte)(last.Frequency + 1) };
            }
        }

        public void WriteTo(TermColumnWriter writer)
        {
            foreach (var (document, frequency, part) in postings)
            {
                writer.Posting(document, frequency, part.Confidence, part.Mark);
            }
        }
    }
}

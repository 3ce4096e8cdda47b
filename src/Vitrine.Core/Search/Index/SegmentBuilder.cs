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
        var terms = new TermsOfField?[fields];
        var numbers = new List<(double Value, ushort Document)>?[fields];
        for (var i = 0; i < keys.Length; i++)
        {
            var document = documents[i];
            keys[i] = document.Key;
            foreach (var (field, term, part) in document.Terms)
            {
                (terms[field.Id] ??= new TermsOfField(field.Type)).Add(term, (ushort)i, part);
            }

            foreach (var (field, value) in document.Numbers)
            {
                (numbers[field.Id] ??= []).Add((value, (ushort)i));
            }
        }

        return new Segment(keys, Array.ConvertAll(terms, one => one?.Column()), Array.ConvertAll(numbers, Column));
    }

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

    /// <summary>What stands in one field, document after document, until all of it is known and can be laid term after term in one go.</summary>
    private sealed class TermsOfField(IndexFieldType type)
    {
        private readonly Dictionary<string, int> numbers = new(StringComparer.Ordinal);
        private readonly List<byte[]> terms = [];
        private readonly List<int> lengths = [];
        private readonly List<ushort> last = [];
        private readonly List<Posting> postings = [];

        public void Add(string term, ushort document, IndexPart part)
        {
            if (!numbers.TryGetValue(term, out var number))
            {
                number = NumberOf(term);
            }

            if (lengths[number] == 0 || last[number] != document)
            {
                lengths[number]++;
                last[number] = document;
                postings.Add(new Posting(number, document, part.Confidence, part.Mark));
            }
            else if (type == IndexFieldType.Words)
            {
                postings.Add(new Posting(~number, document, 0, 0));
            }
        }

        public TermColumn Column()
        {
            var order = new int[terms.Count];
            for (var i = 0; i < order.Length; i++)
            {
                order[i] = i;
            }

            Array.Sort(order, (a, b) => terms[a].AsSpan().SequenceCompareTo(terms[b]));
            var (ends, next) = (new int[order.Length], new int[order.Length]);
            var count = 0;
            for (var ordinal = 0; ordinal < order.Length; ordinal++)
            {
                next[order[ordinal]] = count;
                ends[ordinal] = count += lengths[order[ordinal]];
            }

            var documents = new ushort[count];
            var frequencies = type == IndexFieldType.Words ? new byte[count] : null;
            var (confidences, marks) = type == IndexFieldType.Parts ? (new ushort[count], new byte[count]) : (null, null);
            foreach (var posting in postings)
            {
                // Said once more of the document that was laid last.
                if (posting.Number < 0)
                {
                    ref var frequency = ref frequencies![next[~posting.Number] - 1];
                    frequency += (byte)(frequency < byte.MaxValue ? 1 : 0);
                    continue;
                }

                var place = next[posting.Number]++;
                documents[place] = posting.Document;
                if (frequencies is not null)
                {
                    frequencies[place] = 1;
                }

                if (confidences is not null)
                {
                    (confidences[place], marks![place]) = (posting.Confidence, posting.Mark);
                }
            }

            return new TermColumn(TermDictionary.Of(Array.ConvertAll(order, number => terms[number])), ends, documents, frequencies, confidences, marks);
        }

        /// <summary>The number of a term that did not come so yet. Lone surrogates have no bytes: texts that differ in them alone are the same term.</summary>
        private int NumberOf(string term)
        {
            var bytes = TermDictionary.Bytes(term);
            if (term.AsSpan().ContainsAnyInRange('\ud800', '\udfff') && Encoding.UTF8.GetString(bytes) is var whole && whole != term)
            {
                return numbers[term] = numbers.TryGetValue(whole, out var known) ? known : NumberOf(whole);
            }

            terms.Add(bytes);
            lengths.Add(0);
            last.Add(0);
            return numbers[term] = terms.Count - 1;
        }

        /// <param name="Number">Of the term; the complement where it comes again in the same document.</param>
        private readonly record struct Posting(int Number, ushort Document, ushort Confidence, byte Mark);
    }
}

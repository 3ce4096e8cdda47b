namespace Vitrine.Core.Search.Index;

/// <summary>Numbers for the values of facets, the same in all segments of an index, so that counting adds in one array. Only fields that are counted have any.</summary>
internal sealed class InternedTerms
{
    private readonly Lock adding = new();
    private readonly Dictionary<int, Field> fields = [];

    /// <summary>The numbers of a column's terms by their ordinals, and the values by their numbers; the latter may be more.</summary>
    public (int[] Numbers, string[] Values) Of(IndexField field, TermColumn column)
    {
        lock (adding)
        {
            if (!fields.TryGetValue(field.Id, out var known))
            {
                fields[field.Id] = known = new Field();
            }

            if (column.Interned is not { } numbers)
            {
                numbers = new int[column.Terms.Count];
                for (var ordinal = 0; ordinal < numbers.Length; ordinal++)
                {
                    numbers[ordinal] = known.NumberOf(column.Terms.TextOf(ordinal));
                }

                column.Interned = numbers;
            }

            return (numbers, known.Values);
        }
    }

    private sealed class Field
    {
        private readonly Dictionary<string, int> numbers = new(StringComparer.Ordinal);

        /// <summary>Replaced, not moved, where it grows: who counts at the time goes on with the one that they have.</summary>
        public string[] Values { get; private set; } = new string[64];

        public int NumberOf(string value)
        {
            if (!numbers.TryGetValue(value, out var number))
            {
                numbers[value] = number = numbers.Count;
                if (number == Values.Length)
                {
                    var more = new string[number * 2];
                    Values.CopyTo(more, 0);
                    Values = more;
                }

                Values[number] = value;
            }

            return number;
        }
    }
}

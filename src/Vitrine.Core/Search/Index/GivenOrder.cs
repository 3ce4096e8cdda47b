using System.Runtime.CompilerServices;

namespace Vitrine.Core.Search.Index;

/// <summary>
/// An order that the index does not hold, because one change elsewhere would change it for many assets: that of folders in their tree, that which was made by hand. Whoever asks brings it along, as numbers.
/// What they are in a segment is worked out once and kept for as long as both are there.
/// </summary>
public sealed class GivenOrder
{
    private readonly ConditionalWeakTable<Segment, GivenNumbers> known = [];
    private readonly Func<Segment, GivenNumbers> numbers;

    private GivenOrder(Func<Segment, GivenNumbers> numbers) => this.numbers = numbers;

    /// <summary>By a number for each value of a field; where an asset has several, the least counts.</summary>
    /// <param name="field">Of values.</param>
    /// <param name="number">Null = none: such an asset comes last.</param>
    public static GivenOrder OfValues(IndexField field, Func<string, double?> number)
    {
        ArgumentNullException.ThrowIfNull(field);
        ArgumentNullException.ThrowIfNull(number);
        return new GivenOrder(segment =>
        {
            var column = segment.Terms(field);
            var each = new double[column?.Terms.Count ?? 0];
            for (var ordinal = 0; ordinal < each.Length; ordinal++)
            {
                each[ordinal] = number(column!.Terms.TextOf(ordinal)) ?? double.NaN;
            }

            return new GivenNumbers.OfTerms(column?.Forward(segment.Count), each);
        });
    }

    /// <summary>By a number for some assets, by their keys; of an asset that comes twice the least counts.</summary>
    public static GivenOrder OfKeys(IReadOnlyCollection<(long Key, double Number)> assets)
    {
        ArgumentNullException.ThrowIfNull(assets);
        return new GivenOrder(segment =>
        {
            var found = new List<(int Document, double Number)>();
            foreach (var (key, number) in assets)
            {
                if (segment.Find(key) is >= 0 and var document)
                {
                    found.Add((document, number));
                }
            }

            found.Sort();
            return new GivenNumbers.OfDocuments([.. found.Select(one => one.Document)], [.. found.Select(one => one.Number)]);
        });
    }

    internal GivenNumbers Of(Segment segment) => known.GetValue(segment, numbers.Invoke);
}

/// <summary>The numbers of a segment's documents in an order that somebody brought along.</summary>
internal abstract class GivenNumbers
{
    /// <summary>NaN where it has none.</summary>
    public abstract double Of(int document);

    /// <summary>By the terms that a document has.</summary>
    public sealed class OfTerms(ForwardTerms? terms, double[] numbers) : GivenNumbers
    {
        public override double Of(int document)
        {
            var least = double.NaN;
            for (var i = terms?.StartOf(document) ?? 0; i < (terms?.EndOf(document) ?? 0); i++)
            {
                var one = numbers[terms![i]];
                least = least < one || double.IsNaN(one) ? least : one;
            }

            return least;
        }
    }

    /// <summary>Of few documents, in ascending order; of one that is there twice the first counts.</summary>
    public sealed class OfDocuments(int[] documents, double[] numbers) : GivenNumbers
    {
        public override double Of(int document)
        {
            var (low, high) = (0, documents.Length);
            while (low < high)
            {
                var middle = (low + high) >>> 1;
                (low, high) = documents[middle] < document ? (middle + 1, high) : (low, middle);
            }

            return low < documents.Length && documents[low] == document ? numbers[low] : double.NaN;
        }
    }
}

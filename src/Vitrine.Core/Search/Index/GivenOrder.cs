using System.Runtime.CompilerServices;

namespace Vitrine.Core.Search.Index;

/// <summary>
/// An order that the index does not hold, because one change elsewhere would change it for many assets: that of folders in their tree, that which was made by hand. Whoever asks brings it along, as numbers.
/// What they are for the documents of a segment is worked out once and kept for as long as both are there, 8 bytes a document.
/// </summary>
public sealed class GivenOrder
{
    private readonly ConditionalWeakTable<Segment, double[]> known = [];
    private readonly Func<Segment, double[]> numbers;

    private GivenOrder(Func<Segment, double[]> numbers) => this.numbers = numbers;

    /// <summary>By a number for each value of a field; where an asset has several, the least counts.</summary>
    /// <param name="field">Of values.</param>
    /// <param name="number">Null = none: such an asset comes last.</param>
    public static GivenOrder OfValues(IndexField field, Func<string, double?> number)
    {
        ArgumentNullException.ThrowIfNull(field);
        ArgumentNullException.ThrowIfNull(number);
        return new GivenOrder(segment =>
        {
            var least = None(segment);
            if (segment.Terms(field) is { } column)
            {
                for (var ordinal = 0; ordinal < column.Terms.Count; ordinal++)
                {
                    if (number(column.Terms.TextOf(ordinal)) is { } one)
                    {
                        foreach (var document in column.DocumentsOf(ordinal))
                        {
                            least[document] = least[document] < one ? least[document] : one;
                        }
                    }
                }
            }

            return least;
        });
    }

    /// <summary>By a number for some assets, by their keys; of an asset that comes twice the least counts.</summary>
    public static GivenOrder OfKeys(IReadOnlyCollection<(long Key, double Number)> assets)
    {
        ArgumentNullException.ThrowIfNull(assets);
        return new GivenOrder(segment =>
        {
            var least = None(segment);
            foreach (var (key, number) in assets)
            {
                if (segment.Find(key) is >= 0 and var document)
                {
                    least[document] = least[document] < number ? least[document] : number;
                }
            }

            return least;
        });
    }

    /// <summary>The number of each document; NaN where it has none.</summary>
    internal double[] Of(Segment segment) => known.GetValue(segment, numbers.Invoke);

    private static double[] None(Segment segment)
    {
        var none = new double[segment.Count];
        Array.Fill(none, double.NaN);
        return none;
    }
}

using Vitrine.Core.Analysis;

namespace Vitrine.Core.Search.Vectors;

/// <summary>
/// What a picture shows as a direction among sentences: the mean of the directions of its labels, by how sure the models are of them. With no model that knows pictures and sentences
/// alike, labels are the bridge from one to the other: unit(unit(Σ p · v of the <see cref="Classes"/> best classes) + unit(Σ score · v of each object)).
/// </summary>
public static class PictureMeaning
{
    /// <summary>Classes of the whole picture that count, the best ones: what comes behind is mostly noise.</summary>
    public const int Classes = 10;

    /// <param name="findings">Of one picture.</param>
    /// <param name="directions">Label → the direction of its words, of unit length; labels that it does not have do not count.</param>
    /// <returns>Of unit length; null where no label has a direction.</returns>
    public static float[]? Of(IEnumerable<FindingSet> findings, IReadOnlyDictionary<string, float[]> directions)
    {
        ArgumentNullException.ThrowIfNull(findings);
        ArgumentNullException.ThrowIfNull(directions);
        var labels = findings.SelectMany(set => set.Findings).OfType<Finding.Label>().Where(label => label.Score > 0 && directions.ContainsKey(label.Name)).ToArray();
        var classes = Sum(labels.Where(label => label.Extent is null).OrderByDescending(label => label.Score).Take(Classes), directions);
        var objects = Sum(labels.Where(label => label.Extent is not null), directions);
        return (classes, objects) switch
        {
            (null, var one) => one,
            (var one, null) => one,
            var (one, other) => Unit([.. one.Zip(other, (a, b) => a + b)]),
        };
    }

    private static float[]? Sum(IEnumerable<Finding.Label> labels, IReadOnlyDictionary<string, float[]> directions)
    {
        float[]? sum = null;
        foreach (var label in labels)
        {
            var direction = directions[label.Name];
            sum ??= new float[direction.Length];
            for (var i = 0; i < sum.Length; i++)
            {
                sum[i] += label.Score * direction[i];
            }
        }

        return sum is null ? null : Unit(sum);
    }

    private static float[]? Unit(float[] numbers)
    {
        var length = Math.Sqrt(numbers.Sum(x => (double)x * x));
        return length > 0 ? [.. numbers.Select(x => (float)(x / length))] : null;
    }
}

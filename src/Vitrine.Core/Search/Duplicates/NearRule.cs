namespace Vitrine.Core.Search.Duplicates;

/// <summary>
/// When two pictures are taken for near duplicates: where their hashes are as near as copies are, or further apart while one laid over the other is the same.
/// All numbers were chosen on one half of edited pictures and judged on the other (<c>bench/results/eval-duplicates.md</c>).
/// </summary>
public static class NearRule
{
    /// <summary>Hashes further apart are of different pictures. Up to here few of a large library need be looked at.</summary>
    public const int MostBits = 15;

    private const double LeastLight = 0.98;
    private const double LeastColour = 0.91;
    private const double LeastOverlap = 0.7;

    /// <summary>Clear skies and blank pages are all the same: nothing is said of them. Levels of lightness a cell.</summary>
    private const double LeastSteepness = 3;

    /// <summary>The hash of a picture that is plainer than this is what compression and rounding left in it. A white page with a line of text on it has more.</summary>
    private const double Plain = 0.5;

    /// <summary>Whether the hashes alone say that it is a copy.</summary>
    public static bool IsCopy(int bits) => bits <= PerceptualHash.CopyDistance;

    /// <summary>Whether two pictures are one: copies by their hashes, unless there is nothing in them that could be recognised, or cut or written on.</summary>
    /// <param name="bits">How far their hashes are apart, turned as they are nearest.</param>
    /// <param name="one">Null where it has none yet: then its hash alone counts.</param>
    public static bool IsNear(int bits, PictureSketch? one, PictureSketch? other) => IsCopy(bits)
        ? !IsPlain(one) && !IsPlain(other)
        : bits <= MostBits && one is not null && other is not null && IsSame(SketchAgreement.Of(one, other));

    /// <summary>Whether two pictures whose hashes are at most <see cref="MostBits"/> apart are one, cut or written on.</summary>
    public static bool IsSame(SketchAgreement agreement) =>
        agreement is { Light: >= LeastLight, Colour: >= LeastColour, Overlap: >= LeastOverlap, Steepness: >= LeastSteepness };

    private static bool IsPlain(PictureSketch? sketch) => sketch?.Steepness < Plain;
}

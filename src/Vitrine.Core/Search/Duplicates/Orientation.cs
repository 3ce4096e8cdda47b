namespace Vitrine.Core.Search.Duplicates;

/// <summary>How pixels are turned upright for an EXIF orientation: transposed first (rows become columns) where asked for, then mirrored.</summary>
/// <param name="MirrorX">Left and right change places, after transposing.</param>
/// <param name="MirrorY">Top and bottom change places, after transposing.</param>
internal readonly record struct Orientation(bool Transpose, bool MirrorX, bool MirrorY)
{
    /// <param name="exif">1…8.</param>
    public static Orientation Of(int exif) => exif switch
    {
        1 => new(false, false, false),
        2 => new(false, true, false),
        3 => new(false, true, true),
        4 => new(false, false, true),
        5 => new(true, false, false),
        6 => new(true, true, false),
        7 => new(true, true, true),
        8 => new(true, false, true),
        _ => throw new ArgumentOutOfRangeException(nameof(exif), exif, "EXIF knows the orientations 1 to 8"),
    };
}

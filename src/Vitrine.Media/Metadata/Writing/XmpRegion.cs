namespace Vitrine.Media.Metadata.Writing;

/// <summary>A part of the picture that shows somebody or something.</summary>
/// <param name="Name">Who or what.</param>
/// <param name="Type"><c>Face</c> or <c>Pet</c>; null for other objects, for which MWG has no word.</param>
/// <param name="X">Of the box's left side, in fractions of the upright frame; the others likewise.</param>
public sealed record XmpRegion(string Name, string? Type, double X, double Y, double Width, double Height)
{
    /// <summary>What is to be drawn so that a file shows some regions: those that no other program has drawn in it, in whatever notation; null where it shows them already.</summary>
    /// <param name="said">What the file shows, upright.</param>
    public static IReadOnlyList<XmpRegion>? Missing(IReadOnlyList<XmpRegion> wanted, IReadOnlyList<SaidRegion> said)
    {
        ArgumentNullException.ThrowIfNull(wanted);
        ArgumentNullException.ThrowIfNull(said);
        List<SaidRegion> ours = [.. said.Where(region => region.Ours)];
        List<XmpRegion> drawn = [.. wanted.Where(region => !said.Any(other => !other.Ours && region.IsShownBy(other)))];
        return drawn.Count == ours.Count && drawn.TrueForAll(region => ours.Exists(region.Is)) ? null : drawn;
    }

    /// <summary>Of boxes that show the same in the same place the first: a reader takes them for one.</summary>
    public static IReadOnlyList<XmpRegion> Distinct(IEnumerable<XmpRegion> regions)
    {
        ArgumentNullException.ThrowIfNull(regions);
        var distinct = new List<XmpRegion>();
        foreach (var region in regions)
        {
            if (!distinct.Exists(other => other.Name == region.Name && TagRegions.IsSame((other.X, other.Y, other.Width, other.Height), (region.X, region.Y, region.Width, region.Height))))
            {
                distinct.Add(region);
            }
        }

        return distinct;
    }

    /// <summary>Whether another program's region says the same.</summary>
    private bool IsShownBy(SaidRegion other) => other.Name == Name
        && Math.Abs(other.X + (other.Width / 2) - X - (Width / 2)) < XmpRegions.Near && Math.Abs(other.Y + (other.Height / 2) - Y - (Height / 2)) < XmpRegions.Near;

    private bool Is(SaidRegion other) => other.Name == Name && other.Type == Type
        && Math.Abs(other.X - X) < XmpRegions.Same && Math.Abs(other.Y - Y) < XmpRegions.Same && Math.Abs(other.Width - Width) < XmpRegions.Same && Math.Abs(other.Height - Height) < XmpRegions.Same;
}

/// <summary>The frame of a picture.</summary>
/// <param name="Width">As it is shown, in pixels; 0 where it is not known.</param>
/// <param name="Orientation">How what is stored is turned to be shown (EXIF, 1…8); 1 = not.</param>
public sealed record PictureFrame(int Width, int Height, int Orientation)
{
    public static PictureFrame Unknown { get; } = new(0, 0, 1);
}

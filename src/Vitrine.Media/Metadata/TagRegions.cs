namespace Vitrine.Media.Metadata;

/// <summary>
/// Named boxes in three notations: MWG (guidelines 2.0, 5.9; X and Y are the centre), Microsoft (<c>MPReg:Rectangle</c>, top left) and IPTC (Photo Metadata Standard, Image Region; top left, circles and polygons).
/// All are stated in the stored frame; the orientation turns them upright.
/// </summary>
internal static class TagRegions
{
    private const int MostRegions = 500;

    /// <summary>Two notations of one box may differ by what rounding does.</summary>
    private const double Same = 0.01;

    /// <returns>The boxes, and the names of those that MWG's notation says no type of.</returns>
    public static (IReadOnlyList<SaidRegion> Regions, IReadOnlySet<string> Untyped) Read(TagIndex tags)
    {
        var structures = Structures(tags);
        var orientation = StoredFrame.Orientation(tags.Raw("IFD0:Orientation") ?? tags.Raw("XMP-tiff:Orientation"));
        var found = new List<SaidRegion>();
        var frame = (Width: Dimension("W"), Height: Dimension("H"));
        SaidRegion?[] ofMwg = [.. structures.Where(one => one.Group == "XMP-mwg-rs").Select(one => Mwg(one, frame))];
        foreach (var region in ofMwg
            .Concat(structures.Where(one => one.Group == "XMP-MP").Select(Microsoft))
            .Concat(structures.Where(one => one.Group == "XMP-iptcExt").Select(Iptc)).OfType<SaidRegion>().Select(region => Upright(region, orientation)))
        {
            if (found.Count < MostRegions && !found.Exists(other => IsSame(other, region)))
            {
                found.Add(region);
            }
        }

        return (found, ofMwg.OfType<SaidRegion>().Where(region => region.Type is null).Select(region => region.Name).OfType<string>().ToHashSet(StringComparer.Ordinal));

        double? Dimension(string side) => tags.Raw($"XMP-mwg-rs:Regions/AppliedToDimensions/{side}") is { } raw && TagIndex.Number(raw) is > 0 and var pixels ? pixels : null;
    }

    /// <summary>
    /// Names of people: boxes of faces, or of no stated type. One of ours without a type is a thing; so is one whose mark another program has lost, which is a keyword of the file.
    /// </summary>
    public static IEnumerable<string> Names(IEnumerable<SaidRegion> regions, IReadOnlySet<string> untyped, IReadOnlyList<string> keywords) => regions
        .Where(region => region is { Type: "Face" } || (region is { Type: null, Ours: false, Name: { } name } && !(untyped.Contains(name) && keywords.Contains(name, StringComparer.OrdinalIgnoreCase))))
        .Select(region => region.Name).OfType<string>();

    private static bool IsSame(SaidRegion one, SaidRegion other) => one.Name == other.Name && IsSame((one.X, one.Y, one.Width, one.Height), (other.X, other.Y, other.Width, other.Height));

    internal static bool IsSame((double X, double Y, double Width, double Height) one, (double X, double Y, double Width, double Height) other) =>
        Math.Abs(one.X - other.X) < Same && Math.Abs(one.Y - other.Y) < Same && Math.Abs(one.Width - other.Width) < Same && Math.Abs(one.Height - other.Height) < Same;

    /// <summary>The fields of each list item of the three structures, by path below the item.</summary>
    private static List<(string Group, Dictionary<string, string> Fields)> Structures(TagIndex tags)
    {
        var items = new Dictionary<string, (string Group, Dictionary<string, string> Fields)>(StringComparer.Ordinal);
        foreach (var tag in tags.All)
        {
            var list = tag.Group switch
            {
                "XMP-mwg-rs" => "Regions/RegionList[",
                "XMP-MP" => "RegionInfo/Regions[",
                "XMP-iptcExt" => "ImageRegion[",
                _ => null,
            };
            if (list is null || !tag.Name.StartsWith(list, StringComparison.Ordinal) || tag.Name.IndexOf(']', StringComparison.Ordinal) is not (> 0 and var end) || end + 2 >= tag.Name.Length)
            {
                continue;
            }

            var item = $"{tag.Group}:{tag.Name[..end]}";
            if (!items.TryGetValue(item, out var structure))
            {
                if (items.Count == MostRegions)
                {
                    break;
                }

                items[item] = structure = (tag.Group, new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase));
            }

            structure.Fields.TryAdd(tag.Name[(end + 2)..], tag.Raw);
        }

        return [.. items.Values];
    }

    /// <summary>A circle has a diameter in parts of the frame's shorter side, a point neither that nor width and height.</summary>
    private static SaidRegion? Mwg((string Group, Dictionary<string, string> Fields) region, (double? Width, double? Height) frame)
    {
        var diameter = Number(region.Fields, "Area/D") ?? 0;
        var (across, down) = frame is ({ } wide, { } high) ? (diameter * Math.Min(wide, high) / wide, diameter * Math.Min(wide, high) / high) : (diameter, diameter);
        var (width, height) = (Number(region.Fields, "Area/W") ?? across, Number(region.Fields, "Area/H") ?? down);
        return Number(region.Fields, "Area/X") is { } x && Number(region.Fields, "Area/Y") is { } y && region.Fields.GetValueOrDefault("Area/Unit") is null or "normalized"
            && Box(region.Fields.GetValueOrDefault("Name"), region.Fields.GetValueOrDefault("Type"), x - (width / 2), y - (height / 2), width, height) is { } box
            ? box with { Ours = region.Fields.ContainsKey("Extensions/Region") } : null;
    }

    private static SaidRegion? Microsoft((string Group, Dictionary<string, string> Fields) region)
    {
        var parts = region.Fields.GetValueOrDefault("Rectangle")?.Split(',').Select(TagIndex.Number).ToArray();
        return parts is [{ } x, { } y, { } width, { } height] ? Box(region.Fields.GetValueOrDefault("PersonDisplayName"), null, x, y, width, height) : null;
    }

    private static SaidRegion? Iptc((string Group, Dictionary<string, string> Fields) region)
    {
        var fields = region.Fields;
        var name = fields.GetValueOrDefault("Name") ?? fields.Where(field => field.Key.StartsWith("Name-", StringComparison.OrdinalIgnoreCase)).Select(field => field.Value).FirstOrDefault();
        if (fields.GetValueOrDefault("RegionBoundary/RbUnit") is not "relative")
        {
            return null;
        }

        if (Number(fields, "RegionBoundary/RbX") is { } x && Number(fields, "RegionBoundary/RbY") is { } y)
        {
            return Number(fields, "RegionBoundary/RbRx") is { } radius
                ? Box(name, null, x - radius, y - radius, 2 * radius, 2 * radius)
                : Number(fields, "RegionBoundary/RbW") is { } width && Number(fields, "RegionBoundary/RbH") is { } height ? Box(name, null, x, y, width, height) : null;
        }

        double[] across = Vertices("/RbX"), down = Vertices("/RbY");
        return across.Length > 2 && across.Length == down.Length ? Box(name, null, across.Min(), down.Min(), across.Max() - across.Min(), down.Max() - down.Min()) : null;

        double[] Vertices(string axis) =>
        [
            .. fields.Where(field => field.Key.StartsWith("RegionBoundary/RbVertices[", StringComparison.OrdinalIgnoreCase) && field.Key.EndsWith(axis, StringComparison.OrdinalIgnoreCase))
                .Select(field => TagIndex.Number(field.Value)).OfType<double>(),
        ];
    }

    private static double? Number(Dictionary<string, string> fields, string name) => fields.TryGetValue(name, out var raw) ? TagIndex.Number(raw) : null;

    /// <summary>Cut to the frame; null where nothing of it lies there.</summary>
    private static SaidRegion? Box(string? name, string? type, double x, double y, double width, double height)
    {
        var (left, top, right, bottom) = (Math.Clamp(x, 0, 1), Math.Clamp(y, 0, 1), Math.Clamp(x + width, 0, 1), Math.Clamp(y + height, 0, 1));
        name = name is null ? null : ShownText.CleanLine(name);
        return width < 0 || height < 0 || right < left || bottom < top || (width > 0 && right - left <= 0) ? null
            : new SaidRegion(name is { Length: > 0 and <= 500 } ? name : null, type is { Length: > 0 and <= 50 } ? type : null, Round(left), Round(top), Round(right - left), Round(bottom - top));
    }

    private static SaidRegion Upright(SaidRegion region, int orientation)
    {
        var box = StoredFrame.Upright((region.X, region.Y, region.Width, region.Height), orientation);
        return region with { X = Round(box.X), Y = Round(box.Y), Width = Round(box.Width), Height = Round(box.Height) };
    }

    private static double Round(double fraction) => Math.Round(fraction, 6);
}

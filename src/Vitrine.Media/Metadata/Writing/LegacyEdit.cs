namespace Vitrine.Media.Metadata.Writing;

/// <summary>
/// What a tag outside of XMP is to say, which older programs look at: IPTC, EXIF, and their like, by exiftool's <c>Group:Name</c>. IPTC is kept in agreement
/// where a file has it and never brought into one; EXIF tags that are made anew need EXIF that is there (MWG guidelines 2.0, 3).
/// </summary>
public sealed record LegacyEdit(string Tag)
{
    /// <summary>All it is to say; empty takes it out, null leaves what <see cref="Add"/> and <see cref="Remove"/> do not name.</summary>
    public IReadOnlyList<string>? Values { get; init; }

    public IReadOnlyList<string> Add { get; init; } = [];

    /// <summary>What it has to have where it is made anew; null = <see cref="Add"/>.</summary>
    public IReadOnlyList<string>? Whole { get; init; }

    public IReadOnlyList<string> Remove { get; init; } = [];

    /// <summary>Characters between the members of a list that stands in one text; null where each member is a tag of its own.</summary>
    public string? Separators { get; init; }

    /// <summary>Kept in agreement where it is, never made.</summary>
    public bool OnlyIfThere { get; init; }

    internal string Group => Tag[..Tag.IndexOf(':', StringComparison.Ordinal)];
}

/// <summary>All that is to be written into one file.</summary>
public sealed record MetadataEdits
{
    public IReadOnlyList<XmpEdit> Xmp { get; init; } = [];

    public IReadOnlyList<LegacyEdit> Legacy { get; init; } = [];

    /// <summary>Keywords that are marked as not applied in the trees of keywords that the file has.</summary>
    public IReadOnlyList<string> RemovedKeywords { get; init; } = [];

    /// <summary>People who are said no more to be in the picture.</summary>
    public IReadOnlyList<string> RemovedPersons { get; init; } = [];

    /// <summary>Prefixes of XMP namespaces beside the known ones.</summary>
    public IReadOnlyDictionary<string, string> Namespaces { get; init; } = new Dictionary<string, string>();

    /// <summary>The regions that are ours; null leaves them as they are.</summary>
    public IReadOnlyList<XmpRegion>? Regions { get; init; }

    /// <summary>The picture that the regions lie in.</summary>
    public PictureFrame Frame { get; init; } = PictureFrame.Unknown;

    public bool IsEmpty => Xmp.Count == 0 && Legacy.Count == 0 && RemovedKeywords.Count == 0 && RemovedPersons.Count == 0 && Regions is null;

    /// <summary>Makes a packet say it.</summary>
    /// <exception cref="FormatException">A path is none.</exception>
    public void ApplyTo(XmpPacket packet)
    {
        ArgumentNullException.ThrowIfNull(packet);
        packet.Apply(Xmp, Namespaces);
        packet.TakeFromTrees(RemovedKeywords);
        packet.TakePersons(RemovedPersons);
        if (Regions is not null)
        {
            packet.SetRegions(Regions, Frame);
        }
    }
}

namespace Vitrine.Media.Metadata;

/// <summary>Puts exiftool's tags behind ours. Both use the same names, so what is there already is not added again.</summary>
public static class MetadataMerge
{
    /// <summary>
    /// Groups whose tags we name as exiftool does stay as we read them, and only tags we lack are added. An XMP namespace we read is whole: exiftool's flattened names would repeat it.
    /// Other groups (maker notes, profiles, headers) are taken from exiftool where it has them: it knows more of them.
    /// The normalised set is made anew from all tags.
    /// </summary>
    public static EmbeddedMetadata Merge(EmbeddedMetadata ours, ExifToolAnswer theirs)
    {
        ArgumentNullException.ThrowIfNull(ours);
        ArgumentNullException.ThrowIfNull(theirs);
        var theirGroups = theirs.Tags.Select(tag => tag.Group).ToHashSet(StringComparer.Ordinal);
        var kept = ours.Tags.Where(tag => IsShared(tag.Group) || !theirGroups.Contains(tag.Group)).ToList();
        var groups = kept.Select(tag => tag.Group).ToHashSet(StringComparer.Ordinal);
        var names = kept.Select(Key).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var all = new List<EmbeddedTag>(kept);
        foreach (var tag in theirs.Tags)
        {
            if (all.Count < TagList.MostTags && !names.Contains(Key(tag)) && !(tag.Group.StartsWith("XMP-", StringComparison.Ordinal) && groups.Contains(tag.Group)))
            {
                all.Add(tag);
            }
        }

        return new EmbeddedMetadata(Normaliser.From(all), all, [.. ours.Problems, .. theirs.Problems]);
    }

    private static string Key(EmbeddedTag tag) => $"{tag.Group}:{tag.Name}";

    private static bool IsShared(string group) =>
        group is "IFD0" or "ExifIFD" or "GPS" or "IPTC" or "PNG" or "QuickTime" or "Keys" or "ItemList" or "UserData" or "PDF" or "RIFF" or "XML" || group.StartsWith("XMP-", StringComparison.Ordinal) || group.StartsWith("ID3v2_", StringComparison.Ordinal);
}

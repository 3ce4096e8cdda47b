namespace Vitrine.Media.Metadata.Mapping;

/// <summary>Reads attributes out of tags by the table.</summary>
/// <remarks>
/// Of texts that XMP and IPTC both hold the XMP one counts, unless a program that knows only IPTC changed it since: then the digest of the IPTC data that was noted beside the XMP is no longer right
/// (MWG guidelines 2.0, chapter 3, "Reading"). An IPTC text that was only cut to the length IPTC allows is no change.
/// </remarks>
internal sealed class MappedReading
{
    public const int LongestText = 20_000, LongestLine = 2_000;
    private const int ShortestCut = 32, MostLanguages = 50, MostValues = 50;

    /// <summary>What cameras and programs put where a person's words belong.</summary>
    private static readonly string[] Placeholders =
    [
        "OLYMPUS DIGITAL CAMERA", "MINOLTA DIGITAL CAMERA", "KONICA MINOLTA DIGITAL CAMERA", "SONY DSC", "SAMSUNG", "DIGITAL CAMERA", "Exif_JPEG_PICTURE", "default", "Default description",
        "Exif JPEG", "MEDION DIGITAL CAMERA", "SAMSUNG DIGITAL CAMERA", "Untitled", "LEAD Technologies Inc.", "AppleMark", "File written by Adobe Photoshop", "CREATOR: gd-jpeg", "Created with GIMP",
    ];

    private readonly TagIndex tags;
    private readonly PropertyMap map;

    public MappedReading(TagIndex tags, PropertyMap map)
    {
        (this.tags, this.map) = (tags, map);
        IptcIsNewer = tags.Raw("Photoshop:IPTCDigest") is { } noted && tags.Raw("File:CurrentIPTCDigest") is { } now
            && noted.Trim('0').Length > 0 && !string.Equals(noted, now, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Whether IPTC was changed by a program that left XMP as it was.</summary>
    public bool IptcIsNewer { get; }

    /// <summary>All rows of the table.</summary>
    public IReadOnlyList<PropertyMapping> Mapped => map.All;

    public PropertyMapping Mapping(string attribute) => map.Required(attribute);

    /// <summary>The properties in the order in which they count in this file.</summary>
    public IReadOnlyList<ReadProperty> Order(IReadOnlyList<ReadProperty> read) =>
        IptcIsNewer ? [.. read.OrderBy(property => !IsIptc(property))] : read;

    /// <summary>The first property that says something, in no language of its own; or else in the first language that is there.</summary>
    public string? Text(string attribute, bool oneLine = false)
    {
        var order = Order(Mapping(attribute).Read);
        foreach (var property in order)
        {
            var text = Values(property, oneLine).FirstOrDefault() ?? InAnyLanguage(property, oneLine);
            if (text is not null)
            {
                return IsIptc(property) && IptcIsNewer ? Whole(text, order, oneLine) : text;
            }
        }

        return null;
    }

    /// <summary>All values of the first property that has any.</summary>
    public IReadOnlyList<string> List(IReadOnlyList<ReadProperty> read)
    {
        foreach (var property in Order(read))
        {
            string[] values = [.. Values(property, oneLine: true).Distinct(StringComparer.Ordinal).Take(MostValues)];
            if (values.Length > 0)
            {
                return values;
            }
        }

        return [];
    }

    /// <summary>The text of each language that the first property with languages has.</summary>
    public IEnumerable<SaidText> Languages(PropertyMapping mapping, bool oneLine = false)
    {
        foreach (var property in mapping.Read)
        {
            var found = InLanguages(property, oneLine).DistinctBy(said => said.Language, StringComparer.OrdinalIgnoreCase).Take(MostLanguages).ToArray();
            if (found.Length > 0)
            {
                return found.Select(said => new SaidText(mapping.Attribute, said.Language, said.Text));
            }
        }

        return [];
    }

    /// <summary>Cleaned, cut and translated by the property's rule; placeholders of cameras left out.</summary>
    public IEnumerable<string> Values(ReadProperty property, bool oneLine) => tags.Find(property.Key) is not { Count: > 0 } found ? []
        : found.SelectMany(tag => Parts(tag.Raw, property.Rule)).Select(raw => Clean(raw, oneLine)).OfType<string>();

    /// <summary>A raw value as the rule <c>=a:b,c:d</c> understands it; null where the rule does not know it, or says it is nothing.</summary>
    public static string? Meaning(string raw, string rule)
    {
        foreach (var pair in rule[1..].Split(','))
        {
            var colon = pair.IndexOf(':', StringComparison.Ordinal);
            if (colon > 0 && string.Equals(pair[..colon], raw.Trim(), StringComparison.OrdinalIgnoreCase))
            {
                return pair[(colon + 1)..] is { Length: > 0 } meaning ? meaning : null;
            }
        }

        return null;
    }

    private static IEnumerable<string> Parts(string raw, string rule) => rule switch
    {
        ";" or ",;" => raw.Split([.. rule]),
        ['=', ..] => Meaning(raw, rule) is { } meaning ? [meaning] : [],
        _ => [raw],
    };

    private static bool IsIptc(ReadProperty property) => property.Key.StartsWith("IPTC:", StringComparison.Ordinal);

    private string? InAnyLanguage(ReadProperty property, bool oneLine) => InLanguages(property, oneLine).Select(said => said.Text).FirstOrDefault();

    private IEnumerable<(string Language, string Text)> InLanguages(ReadProperty property, bool oneLine)
    {
        return tags.HasLanguages && property.Key.StartsWith("XMP-", StringComparison.Ordinal)
            ? tags.InLanguages(property.Key).Select(tag => (tag.Language, Text: Clean(tag.Tag.Raw, oneLine)!)).Where(said => said.Text is not null) : [];
    }

    /// <summary>The longer text that an IPTC one was cut from.</summary>
    private string Whole(string iptc, IReadOnlyList<ReadProperty> order, bool oneLine) =>
        iptc.Length < ShortestCut ? iptc
        : order.Where(property => !IsIptc(property)).SelectMany(property => Values(property, oneLine)).FirstOrDefault(text => text.StartsWith(iptc, StringComparison.Ordinal)) ?? iptc;

    private static string? Clean(string raw, bool oneLine)
    {
        // A NUL ends a text, whatever an old program left behind it.
        raw = raw.IndexOf('\u2400', StringComparison.Ordinal) is >= 0 and var end ? raw[..end] : raw;
        var text = oneLine ? ShownText.CleanLine(raw) : ShownText.Clean(raw);
        return text.Length == 0 || IsPlaceholder(text) ? null : Cut(text, oneLine ? LongestLine : LongestText);
    }

    private static bool IsPlaceholder(string text) => Array.Exists(
        Placeholders,
        placeholder => text.StartsWith(placeholder, StringComparison.OrdinalIgnoreCase)
            && (text.Length == placeholder.Length || placeholder.Length > 20 || placeholder.StartsWith("CREATOR", StringComparison.Ordinal)));

    internal static string Cut(string text, int longest) => text.Length <= longest ? text : text[..(char.IsHighSurrogate(text[longest - 1]) ? longest - 1 : longest)];
}

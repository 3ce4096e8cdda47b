using System.Globalization;
using Vitrine.Core.Claims;
using Vitrine.Media.Metadata.Mapping;

namespace Vitrine.Media.Metadata.Writing;

/// <summary>
/// Makes of what an attribute is to say the edits of the properties that mean it. Those that are written get the value; everything else that is read as the same attribute
/// is kept in agreement where a file has it, since another reader may look there first.
/// </summary>
public static class WrittenEdits
{
    /// <summary>Properties of XMP that older programs read as others (XMP specification part 2; MWG guidelines 2.0), by attribute.</summary>
    private static readonly Dictionary<string, (string Path, XmpShape Shape)[]> Twins = new(StringComparer.Ordinal)
    {
        ["title"] = [("pdf:Title", XmpShape.Simple), ("photoshop:Title", XmpShape.Simple), ("xmp:Title", XmpShape.Simple), ("acdsee:caption", XmpShape.Simple)],
        ["description"] = [("tiff:ImageDescription", XmpShape.Alternatives), ("photoshop:Caption", XmpShape.Simple), ("xmp:Description", XmpShape.Simple), ("pdf:Subject", XmpShape.Simple), ("acdsee:notes", XmpShape.Simple)],
        ["creator"] = [("tiff:Artist", XmpShape.Simple), ("photoshop:Author", XmpShape.Simple), ("xmp:Author", XmpShape.Simple), ("pdf:Author", XmpShape.Simple), ("acdsee:author", XmpShape.Simple)],
        ["copyright"] = [("tiff:Copyright", XmpShape.Alternatives), ("photoshop:Copyright", XmpShape.Simple), ("pdf:Copyright", XmpShape.Simple)],
        ["rating"] = [("acdsee:rating", XmpShape.Simple)],
    };

    /// <summary>What is read but is no tag of its own, or cannot be written.</summary>
    private static readonly string[] Unwritable = ["XMP-", "XML:", "RIFF:", "ID3:", "Vorbis:"];

    /// <param name="map">The shipped table, with the rows of a library's fields.</param>
    public static MetadataEdits Of(WrittenChange change, PropertyMap map)
    {
        ArgumentNullException.ThrowIfNull(change);
        ArgumentNullException.ThrowIfNull(map);
        var edits = new EditLists();
        foreach (var single in change.Singles)
        {
            Single(edits, single, MappingOf(single.Attribute, isList: false, map), change);
        }

        foreach (var members in change.Members)
        {
            WrittenKeywords.Add(edits, members, MappingOf(members.Attribute, isList: true, map));
        }

        foreach (var (attribute, values) in change.Lists)
        {
            List(edits, MappingOf(attribute, isList: true, map), values);
        }

        return new MetadataEdits { Xmp = edits.Xmp, Legacy = edits.Legacy, RemovedKeywords = edits.RemovedKeywords, RemovedPersons = edits.RemovedPersons, Namespaces = map.Namespaces, Regions = change.Regions, Frame = change.Frame };
    }

    /// <summary>
    /// Where an attribute stands in files. A field that names no property of its own has one in our namespace; its key is part of the name.
    /// </summary>
    public static PropertyMapping MappingOf(string attribute, bool isList, PropertyMap map)
    {
        ArgumentNullException.ThrowIfNull(attribute);
        ArgumentNullException.ThrowIfNull(map);
        if (map.Find(attribute) is { } own && (own.Write.Count > 0 || !attribute.StartsWith("field", StringComparison.Ordinal)))
        {
            return own;
        }

        return OwnMapping(attribute, attribute[(attribute.IndexOf(':', StringComparison.Ordinal) + 1)..], isList);
    }

    /// <summary>The property of our own namespace that holds a field.</summary>
    /// <param name="name">The field's name or key: a part of an XML name.</param>
    public static PropertyMapping OwnMapping(string attribute, string name, bool isList) =>
        PropertyMapping.OfField(attribute, languages: false, isList, [$"XMP-vitrine:Field.{name}"], [$"vitrine:field.{name} {(isList ? "bag" : "text")}"]);

    private static void Single(EditLists edits, SingleChange single, PropertyMapping mapping, WrittenChange change)
    {
        switch (mapping.Kind)
        {
            case "date":
                WrittenDates.Add(edits, mapping, single.Now.Values.FirstOrDefault() as ClaimValue.Date);
                break;
            case "place":
                WrittenPlaces.Add(edits, mapping, single.Now.Values.FirstOrDefault() as ClaimValue.Place, change.CountryName);
                break;
            case "stars":
                Stars(edits, mapping, (single.Now.Values.FirstOrDefault() as ClaimValue.Number)?.Amount);
                break;
            case "pick":
                Pick(edits, mapping, (single.Now.Values.FirstOrDefault() as ClaimValue.Number)?.Amount);
                break;
            default:
                Texts(edits, single, mapping);
                break;
        }
    }

    /// <summary>The text of a value in files; null where it has none: a concept and a person are known by their key.</summary>
    public static string? TextOf(ClaimValue? value) => value switch
    {
        null => null,
        ClaimValue.Text text => text.Content,
        ClaimValue.Number number => number.Amount.ToString("0.############################", CultureInfo.InvariantCulture),
        ClaimValue.Date date => WrittenDates.Iso(date),
        ClaimValue.Place place => string.Join(", ", new[] { place.Town, place.Region, place.Country }.Where(part => !string.IsNullOrEmpty(part))) is { Length: > 0 } words
            ? words : string.Create(CultureInfo.InvariantCulture, $"{place.Latitude},{place.Longitude}"),
        _ => null,
    };

    private static void Texts(EditLists edits, SingleChange single, PropertyMapping mapping)
    {
        var texts = single.Now.ToDictionary(pair => pair.Key, pair => TextOf(pair.Value), StringComparer.Ordinal);
        var one = texts.GetValueOrDefault("") ?? texts.GetValueOrDefault("en") ?? texts.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => pair.Value).FirstOrDefault();
        foreach (var gone in single.Gone)
        {
            texts.TryAdd(gone, null);
        }

        string[] members = mapping.IsList && one is not null ? one.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) : one is null ? [] : [one];
        foreach (var written in mapping.Write.Where(written => written.IsXmp))
        {
            edits.Xmp.Add(written.Form switch
            {
                WrittenForm.Languages => XmpEdit.Languages(written.Path, texts),
                WrittenForm.Bag => XmpEdit.List(written.Path, XmpShape.Bag, members),
                WrittenForm.Sequence => XmpEdit.List(written.Path, XmpShape.Seq, members),
                _ => XmpEdit.Simple(written.Path, one),
            });
        }

        foreach (var (path, shape) in Twins.GetValueOrDefault(mapping.Attribute) ?? [])
        {
            edits.Xmp.Add((shape == XmpShape.Simple ? XmpEdit.Simple(path, one) : XmpEdit.Languages(path, texts)) with { OnlyIfThere = true });
        }

        Legacy(edits, mapping, members, one);
    }

    private static void List(EditLists edits, PropertyMapping mapping, IReadOnlyList<string> values)
    {
        foreach (var written in mapping.Write.Where(written => written.IsXmp))
        {
            edits.Xmp.Add(written.Form is WrittenForm.Bag or WrittenForm.Sequence
                ? XmpEdit.List(written.Path, written.Form == WrittenForm.Bag ? XmpShape.Bag : XmpShape.Seq, values)
                : XmpEdit.Simple(written.Path, values.Count == 0 ? null : string.Join("; ", values)));
        }

        Legacy(edits, mapping, values, values.Count == 0 ? null : string.Join("; ", values));
    }

    private static void Legacy(EditLists edits, PropertyMapping mapping, IReadOnlyList<string> members, string? one)
    {
        foreach (var (tag, made) in LegacyOf(mapping))
        {
            var isList = mapping.IsList && tag.StartsWith("IPTC:", StringComparison.Ordinal);
            edits.Legacy.Add(new LegacyEdit(tag) { Values = isList ? members : one is null ? [] : [one], OnlyIfThere = !made });
        }
    }

    /// <summary>Tags outside of XMP that mean the attribute, and whether they are made where they are not.</summary>
    internal static IEnumerable<(string Tag, bool Made)> LegacyOf(PropertyMapping mapping)
    {
        var written = mapping.Write.Where(one => !one.IsXmp).Select(one => one.Path).ToHashSet(StringComparer.Ordinal);
        return written.Select(tag => (tag, true)).Concat(mapping.Read
            .Where(read => read.Rule.Length == 0 && read.Key.Contains(':', StringComparison.Ordinal) && !written.Contains(read.Key) && !Array.Exists(Unwritable, prefix => read.Key.StartsWith(prefix, StringComparison.Ordinal)))
            .Select(read => (read.Key, false)));
    }

    /// <summary>−1 is "rejected" in XMP alone: EXIF counts from 0, and Microsoft's percentages from 1.</summary>
    private static void Stars(EditLists edits, PropertyMapping mapping, decimal? stars)
    {
        var text = stars?.ToString("0.##", CultureInfo.InvariantCulture);
        edits.Xmp.AddRange(mapping.Write.Where(written => written.IsXmp).Select(written => XmpEdit.Simple(written.Path, text)));
        edits.Xmp.AddRange(Twins["rating"].Select(twin => XmpEdit.Simple(twin.Path, stars is >= 0 ? text : null) with { OnlyIfThere = true }));
        string? percent = stars switch { null or <= 0 => null, < 1.5m => "1", < 2.5m => "25", < 3.5m => "50", < 4.5m => "75", _ => "99" };
        edits.Xmp.AddRange(((string[])["MicrosoftPhoto:Rating", "MicrosoftPhoto1:Rating"]).Select(twin => XmpEdit.Simple(twin, percent) with { OnlyIfThere = true }));
        edits.Legacy.Add(new LegacyEdit("IFD0:Rating") { Values = stars is >= 0 ? [Math.Round(stars.Value).ToString(CultureInfo.InvariantCulture)] : [], OnlyIfThere = true });
        edits.Legacy.Add(new LegacyEdit("IFD0:RatingPercent") { Values = percent is null ? [] : [percent], OnlyIfThere = true });
    }

    /// <summary>digiKam counts 1 rejected, 2 pending, 3 accepted.</summary>
    private static void Pick(EditLists edits, PropertyMapping mapping, decimal? pick)
    {
        foreach (var written in mapping.Write.Where(written => written.IsXmp))
        {
            var digiKam = written.Path.StartsWith("digiKam:", StringComparison.Ordinal);
            edits.Xmp.Add(XmpEdit.Simple(written.Path, pick is null ? null : digiKam ? (pick < 0 ? "1" : pick > 0 ? "3" : "0") : Math.Sign(pick.Value).ToString(CultureInfo.InvariantCulture)));
        }
    }
}

/// <summary>Edits as they come together.</summary>
internal sealed class EditLists
{
    public List<XmpEdit> Xmp { get; } = [];

    public List<LegacyEdit> Legacy { get; } = [];

    public List<string> RemovedKeywords { get; } = [];

    public List<string> RemovedPersons { get; } = [];
}

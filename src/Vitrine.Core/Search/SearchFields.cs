using System.Collections.Frozen;
using Vitrine.Core.Assets;

namespace Vitrine.Core.Search;

/// <summary>The one list that parser, index, help and query builder share.</summary>
public static class SearchFields
{
    public static readonly SearchField Tag = new("tag", SearchFieldType.Text, "Has this tag or a narrower one, by any of its names in any language.", "tag:dog") { CanLack = true };
    public static readonly SearchField TagAi = new("tag.ai", SearchFieldType.Flag, "Has a tag whose source is AI (true), or is not (false).", "tag.ai:true");

    public static readonly SearchField TagSource = new("tag.source", SearchFieldType.Choice, "Has a tag that a person, a file (or its sidecar), a model or a rule says.", "tag.source:file")
    {
        Options = ["person", "file", "model", "rule"],
    };

    public static readonly SearchField TagConfidence = new("tag.confidence", SearchFieldType.Number, "Has a tag that is so sure, in percent from 0 to 100.", "tag.confidence>80");
    public static readonly SearchField TagCount = new("tag.count", SearchFieldType.Number, "Has a tag, and of something detectors see so many at once in the picture; 1 where they see no second of anything.", "tag.count>=2");
    public static readonly SearchField TagState = new("tag.state", SearchFieldType.Choice, "Has a tag that is only suggested, or accepted.", "tag.state:suggested") { Options = ["suggested", "accepted"] };

    public static readonly SearchField Person = new("person", SearchFieldType.Text, "Shows this person, by words of the name.", "person:Ann") { CanLack = true };
    public static readonly SearchField PersonAi = new("person.ai", SearchFieldType.Flag, "Shows somebody because AI says so (true), or because something else does (false).", "person.ai:true");
    public static readonly SearchField PersonSource = new("person.source", SearchFieldType.Choice, "Shows somebody because a person, a file, a model or a rule says so.", "person.source:file") { Options = TagSource.Options };
    public static readonly SearchField PersonConfidence = new("person.confidence", SearchFieldType.Number, "Shows somebody, so sure in percent.", "person.confidence>80");
    public static readonly SearchField PersonState = new("person.state", SearchFieldType.Choice, "Shows somebody who is only suggested, or accepted.", "person.state:suggested") { Options = TagState.Options };

    public static readonly SearchField Name = new("name", SearchFieldType.Text, "The asset's name has words that begin so, or in quotation marks these words; == the whole name.", "name:\"summer party\"") { CanBeExact = true, IsOfTexts = true };
    public static readonly SearchField Content = new("text", SearchFieldType.Text, "Title, description, or text read in the picture or document contains it.", "text:invoice") { CanLack = true, IsOfTexts = true };
    public static readonly SearchField Folder = new("folder", SearchFieldType.Text, "Lies in this folder or below it; == in this folder itself.", "folder:\"2024/Summer\"") { CanBeExact = true };
    public static readonly SearchField Collection = new("collection", SearchFieldType.Text, "Is in this collection, by its whole name or its id.", "collection:\"Press kit\"") { CanLack = true };
    public static readonly SearchField Camera = new("camera", SearchFieldType.Text, "Was taken with this camera: words of its maker and model.", "camera:canon") { CanLack = true };
    public static readonly SearchField Place = new("place", SearchFieldType.Text, "Country, region or town have words that begin so, or in quotation marks these words.", "place:paris") { CanLack = true, IsOfTexts = true };
    public static readonly SearchField Country = new("country", SearchFieldType.Text, "Is in this country, by its name or code.", "country:France") { CanLack = true };
    public static readonly SearchField Town = new("town", SearchFieldType.Text, "Is in this town, by its whole name.", "town:\"New York City\"") { CanLack = true };
    public static readonly SearchField Box = new("box", SearchFieldType.Box, "Lies in this area of the map: west, south, east and north in degrees.", "box:2.2,48.8,2.5,48.9");
    public static readonly SearchField Near = new("near", SearchFieldType.Circle, "Lies in this circle: latitude, longitude and a radius in km, m or mi.", "near:\"48.85,2.35 5km\"") { CanLack = true };

    public static readonly SearchField Kind = new("kind", SearchFieldType.Choice, "Is an image, video, audio, document or other.", "kind:video")
    {
        Options = [.. Enum.GetValues<AssetKind>().Select(NameOf)],
    };

    public static readonly SearchField Taken = new("taken", SearchFieldType.Date, "When it was taken, in the time of the camera.", "taken>=2024-05-01") { CanLack = true };
    public static readonly SearchField Added = new("added", SearchFieldType.Date, "When it came into the library, in UTC.", "added:2025-11");
    public static readonly SearchField Size = new("size", SearchFieldType.Size, "Size of the file: bytes, kb, mb, gb (of 1000) or kib, mib, gib (of 1024).", "size>10mb");
    public static readonly SearchField Width = new("width", SearchFieldType.Number, "Width in pixels.", "width>=1920") { CanLack = true };
    public static readonly SearchField Height = new("height", SearchFieldType.Number, "Height in pixels.", "height<1080") { CanLack = true };
    public static readonly SearchField Megapixels = new("megapixels", SearchFieldType.Number, "Width by height, in millions of pixels.", "megapixels>=12") { CanLack = true };

    public static readonly SearchField Orientation = new("orientation", SearchFieldType.Choice, "Is wider than high (landscape), higher than wide (portrait) or square.", "orientation:portrait")
    {
        Options = ["landscape", "portrait", "square"],
        CanLack = true,
    };

    public static readonly SearchField Colour = new("colour", SearchFieldType.Colour, "About this colour makes up some of the picture: red, green and blue as in #aa3300.", "colour ~ \"#aa3300\"") { CanLack = true };
    public static readonly SearchField Duration = new("duration", SearchFieldType.Duration, "How long it plays: seconds, 90s, 1:30, 5min or 1h.", "duration<1:30") { CanLack = true };
    public static readonly SearchField Format = new("format", SearchFieldType.Text, "The file's format, by its content.", "format:png");
    public static readonly SearchField Rating = new("rating", SearchFieldType.Number, "Stars from 1 to 5; −1 is rejected.", "rating>=4") { CanLack = true };
    public static readonly SearchField Pick = new("pick", SearchFieldType.Number, "1 picked, 0 undecided, −1 rejected.", "pick:1") { CanLack = true };
    public static readonly SearchField Problems = new("problem", SearchFieldType.Text, "The file has a problem: any but notes, or one of this code.", "problem:any") { CanLack = true };
    public static readonly SearchField Analyzed = new("analyzed", SearchFieldType.Text, "This analyzer or step has looked at it.", "analyzed:classify");
    public static readonly SearchField Id = new("id", SearchFieldType.Text, "Is the asset of this id.", "id:0123456789abcdef01234567");

    public static readonly SearchField Similar = new("similar", SearchFieldType.Text, "Looks like the picture of this id; behind an @ only like a part of it: left edge, top, width and height from 0 to 1.", "similar:0123456789abcdef01234567");

    public static readonly SearchField Shows = new("shows", SearchFieldType.Text, "Shows what an English sentence means, by all that models saw in it: also what they were not sure enough of for a tag.", "shows:\"a dog on a beach\"");

    public static readonly SearchField Type = new("type", SearchFieldType.Choice, "Is a file, as every asset is; folders and earlier versions are not searched.", "type:file")
    {
        Options = ["file", "file-version", "folder"],
    };

    public static readonly SearchField State = new("is", SearchFieldType.Choice, $"Is in a state: {Incomplete} (a required field has no value), tagged, untagged, duplicate (the same file or picture is there again), grouped, located (has a position), motion (a picture that moves), offline, missing, pending (work waits) or failed.", "is:incomplete")
    {
        Options = [Incomplete, "tagged", "untagged", Duplicate, "grouped", "located", "motion", "offline", "missing", "pending", "failed"],
    };

    /// <summary>Stands for every structured field, whose name follows the point.</summary>
    public static readonly SearchField Value = new("field", SearchFieldType.Value, "A structured field has this value: with : < <= > >=, IN (…), HAS, EXISTS or BETWEEN; * at the end is any text.", "field.colour:red") { CanLack = true };

    /// <summary>Stands for every tag that was read of files, whose name follows the point.</summary>
    public static readonly SearchField Embedded = new("embedded", SearchFieldType.Value, "The file says this of itself, in a tag of its embedded metadata: asked for as a structured field is; where groups share a name, with the group (embedded.XMP-dc.Creator).", "embedded.LensModel:\"EF 50mm*\"") { CanLack = true };

    public static readonly IReadOnlyList<SearchField> All =
    [
        Tag, TagAi, TagSource, TagConfidence, TagCount, TagState, Person, PersonAi, PersonSource, PersonConfidence, PersonState, Name, Content, Folder, Collection, Camera, Place, Country, Town, Box, Near, Kind,
        Taken, Added, Size, Width, Height, Megapixels, Orientation, Colour, Duration, Format, Rating, Pick, Problems, Analyzed, Id, Similar, Shows, Type, State, Value, Embedded,
    ];

    /// <summary>One of what can follow <c>is:</c>.</summary>
    public const string Incomplete = "incomplete";

    /// <summary>Another: in a group of duplicates.</summary>
    public const string Duplicate = "duplicate";

    public static readonly IReadOnlyList<AssetKind> Kinds = Enum.GetValues<AssetKind>();

    /// <summary>What stands before the name of a structured field or an embedded tag; also as ImageKit writes it.</summary>
    internal static readonly (string Prefix, SearchField Field)[] ValuePrefixes =
        [(Value.Name + ".", Value), ("customMetadata.", Value), (Embedded.Name + ".", Embedded), ("embeddedMetadata.", Embedded)];

    /// <summary>ImageKit's names of fields of ours.</summary>
    private static readonly Dictionary<string, SearchField> Aliases = new(StringComparer.OrdinalIgnoreCase)
    {
        ["tags"] = Tag, ["AITags"] = Tag, ["createdAt"] = Added, ["path"] = Folder, ["embeddedMetadata.LocationTaken"] = Near, ["persons"] = Person, ["people"] = Person, ["color"] = Colour,
    };

    private static readonly FrozenDictionary<string, SearchField> ByName =
        All.Where(field => field.Type != SearchFieldType.Value).Select(field => KeyValuePair.Create(field.Name, field)).Concat(Aliases).ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>The field of a name, ours or another program's; null where there is none.</summary>
    public static SearchField? Find(string name) => ByName.GetValueOrDefault(name);

    /// <summary>The parts of a claim that <c>tag(…)</c> or <c>person(…)</c> asks for; none for every other field.</summary>
    public static IReadOnlyList<SearchField> PartsOf(SearchField field) => field == Tag ? [TagAi, TagSource, TagConfidence, TagCount, TagState]
        : field == Person ? [PersonAi, PersonSource, PersonConfidence, PersonState]
        : [];

    /// <summary>The kind of a word: its name, or another word for it, in the singular or plural; null where there is none.</summary>
    public static AssetKind? KindOf(string word) => SearchNames.KindOf(word);

    public static string NameOf(AssetKind kind) => kind.ToString().ToLowerInvariant();

    /// <summary>The beginning of what was sent, for a sentence.</summary>
    /// <param name="most">Characters of it, from 1 on.</param>
    public static string Shown(string text, int most = 40) => QueryLexer.Shown(text, most);

    /// <summary>As <see cref="SearchNames.Nearest"/>.</summary>
    public static string? Nearest(string typed, IEnumerable<string> names) => SearchNames.Nearest(typed, names);
}

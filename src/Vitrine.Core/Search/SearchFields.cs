using System.Collections.Frozen;
using Vitrine.Core.Assets;

namespace Vitrine.Core.Search;

/// <summary>What a field holds, and so how it is asked for.</summary>
public enum SearchFieldType
{
    /// <summary><c>field:word</c> or <c>field:"some words"</c>.</summary>
    Text,

    /// <summary><c>kind:image</c>.</summary>
    Kind,

    /// <summary><c>field:2024-05</c>, and with <c>&lt; &lt;= &gt; &gt;=</c>.</summary>
    Date,

    /// <summary><c>is:incomplete</c>.</summary>
    State,

    /// <summary><c>field.colour:red</c> and <c>embedded.Make:canon</c>, also with <c>&lt; &lt;= &gt; &gt;=</c>, <c>IN (red, blue)</c>, <c>EXISTS</c> and <c>NOT EXISTS</c>.</summary>
    Value,
    /// <summary><c>box:west,south,east,north</c>.</summary>
    Box,
}

/// <summary>A field that can be searched.</summary>
/// <param name="Help">One sentence for people.</param>
/// <param name="Example">A query that can be typed as it is.</param>
public sealed record SearchField(string Name, SearchFieldType Type, string Help, string Example)
{
    public bool Equals(SearchField? other) => other is not null && Name == other.Name;

    public override int GetHashCode() => Name.GetHashCode(StringComparison.Ordinal);

    public override string ToString() => Name;
}

/// <summary>The one list that parser, index, help and query builder share.</summary>
public static class SearchFields
{
    public static readonly SearchField Tag = new("tag", SearchFieldType.Text, "Has this tag or a narrower one.", "tag:dog");
    public static readonly SearchField Name = new("name", SearchFieldType.Text, "The asset's name has words that begin so.", "name:\"summer party\"");
    public static readonly SearchField Content = new("text", SearchFieldType.Text, "Title, description, or text read in the picture or document contains it.", "text:invoice");
    public static readonly SearchField Folder = new("folder", SearchFieldType.Text, "Lies in this folder or below it.", "folder:\"2024/Summer\"");
    public static readonly SearchField Collection = new("collection", SearchFieldType.Text, "Is in this collection, by its whole name or its id.", "collection:\"Press kit\"");
    public static readonly SearchField Camera = new("camera", SearchFieldType.Text, "Was taken with this camera: words of its maker and model.", "camera:canon");
    public static readonly SearchField Place = new("place", SearchFieldType.Text, "Country, region or town have words that begin so.", "place:paris");
    public static readonly SearchField Country = new("country", SearchFieldType.Text, "Is in this country, by its name or code.", "country:France");
    public static readonly SearchField Town = new("town", SearchFieldType.Text, "Is in this town, by its whole name.", "town:\"New York City\"");
    public static readonly SearchField Box = new("box", SearchFieldType.Box, "Lies in this area of the map: west, south, east and north in degrees.", "box:2.2,48.8,2.5,48.9");
    public static readonly SearchField Kind = new("kind", SearchFieldType.Kind, "Is an image, video, audio, document or other.", "kind:video");
    public static readonly SearchField Taken = new("taken", SearchFieldType.Date, "When it was taken: a year, month or day.", "taken>=2024-05-01");
    public static readonly SearchField Added = new("added", SearchFieldType.Date, "When it came into the library: a year, month or day.", "added:2025-11");

    public static readonly SearchField State = new("is", SearchFieldType.State, "Is incomplete: a required field has no value.", "is:incomplete");

    /// <summary>Stands for every structured field, whose name follows the point.</summary>
    public static readonly SearchField Value = new("field", SearchFieldType.Value, "A structured field has this value: with : < <= > >=, IN (…), EXISTS or NOT EXISTS; * at the end is any text.", "field.colour:red");

    /// <summary>Stands for every tag that was read of files, whose name follows the point.</summary>
    public static readonly SearchField Embedded = new("embedded", SearchFieldType.Value, "The file says this of itself, in a tag of its embedded metadata: asked for as a structured field is; where groups share a name, with the group (embedded.XMP-dc.Creator).", "embedded.LensModel:\"EF 50mm*\"");

    public static readonly IReadOnlyList<SearchField> All = [Tag, Name, Content, Folder, Collection, Camera, Place, Country, Town, Box, Kind, Taken, Added, State, Value, Embedded];

    /// <summary>What can follow <c>is:</c>.</summary>
    public const string Incomplete = "incomplete";

    /// <summary>What stands before the name of a structured field or an embedded tag; the second as ImageKit writes it.</summary>
    internal static readonly (string Prefix, SearchField Field)[] ValuePrefixes = [(Value.Name + ".", Value), ("customMetadata.", Value), (Embedded.Name + ".", Embedded)];

    public static readonly IReadOnlyList<AssetKind> Kinds = Enum.GetValues<AssetKind>();

    /// <summary>Other words for kinds, as people say them.</summary>
    private static readonly FrozenDictionary<string, AssetKind> KindWords = new Dictionary<string, AssetKind>(StringComparer.OrdinalIgnoreCase)
    {
        ["photo"] = AssetKind.Image,
        ["picture"] = AssetKind.Image,
        ["film"] = AssetKind.Video,
        ["movie"] = AssetKind.Video,
        ["sound"] = AssetKind.Audio,
        ["music"] = AssetKind.Audio,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenDictionary<string, SearchField> ByName = All.ToFrozenDictionary(f => f.Name, StringComparer.OrdinalIgnoreCase);

    public static SearchField? Find(string name) => ByName.GetValueOrDefault(name) is { Type: not SearchFieldType.Value } field ? field : null;

    /// <summary>The kind of a word: its name, or another word for it, in the singular or plural; null where there is none.</summary>
    public static AssetKind? KindOf(string word)
    {
        var one = word.Length > 3 && word[^1] is 's' or 'S' ? word[..^1] : word;
        return KindWords.TryGetValue(one, out var known) ? known
            : Kinds.Where(kind => NameOf(kind).Equals(one, StringComparison.OrdinalIgnoreCase)).Select(kind => (AssetKind?)kind).FirstOrDefault();
    }

    public static string NameOf(AssetKind kind) => kind.ToString().ToLowerInvariant();

    /// <summary>The field that was probably meant; null where none is near.</summary>
    internal static string? FieldFor(string typed) =>
        OtherWords.GetValueOrDefault(typed.ToLowerInvariant()) ?? Nearest(typed, All.Select(field => field.Name));

    /// <summary>What other programs call our fields.</summary>
    private static readonly Dictionary<string, string> OtherWords = new(StringComparer.Ordinal)
    {
        ["type"] = Kind.Name, ["path"] = "folder", ["album"] = "collection", ["set"] = "collection", ["date"] = "taken", ["filename"] = "name", ["file"] = "name", ["label"] = "tag", ["keyword"] = "tag",
        ["city"] = "town", ["location"] = "place", ["bbox"] = "box",
    };

    /// <summary>The one of <paramref name="names"/> nearest to what was typed, with at most one error in three letters; null where none is so near.</summary>
    public static string? Nearest(string typed, IEnumerable<string> names) =>
        typed.Length > 20 ? null : names.Select(n => (Name: n, Errors: Errors(typed.ToLowerInvariant(), n)))
            .Where(n => n.Errors <= Math.Max(1, n.Name.Length / 3))
            .OrderBy(n => n.Errors).Select(n => n.Name).FirstOrDefault();

    /// <summary>Optimal string alignment distance: letters missing, added, changed, or two neighbours swapped.</summary>
    private static int Errors(string a, string b)
    {
        var errors = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
        {
            for (var j = 0; j <= b.Length; j++)
            {
                errors[i, j] = i == 0 || j == 0 ? i + j : Math.Min(
                    Math.Min(errors[i - 1, j], errors[i, j - 1]) + 1,
                    errors[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    errors[i, j] = Math.Min(errors[i, j], errors[i - 2, j - 2] + 1);
                }
            }
        }

        return errors[a.Length, b.Length];
    }
}

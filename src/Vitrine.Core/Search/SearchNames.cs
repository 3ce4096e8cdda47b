using System.Collections.Frozen;
using Vitrine.Core.Assets;

namespace Vitrine.Core.Search;

/// <summary>What people and other programs say for our fields and values, and what was probably meant by a word that is none.</summary>
internal static class SearchNames
{
    /// <summary>Longer words are nobody's mistake.</summary>
    private const int LongestTyped = 20;

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

    /// <summary>What other programs call our fields.</summary>
    private static readonly FrozenDictionary<string, string> OtherWords = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
    {
        ["album"] = "collection", ["set"] = "collection", ["date"] = "taken", ["year"] = "taken", ["filename"] = "name", ["file"] = "name", ["label"] = "tag", ["keyword"] = "tag", ["keywords"] = "tag",
        ["city"] = "town", ["location"] = "place", ["bbox"] = "box", ["stars"] = "rating", ["length"] = "duration", ["bytes"] = "size", ["filesize"] = "size", ["face"] = "person", ["who"] = "person",
        ["uploaded"] = "added", ["created"] = "added", ["extension"] = "format", ["mime"] = "format", ["directory"] = "folder", ["mp"] = "megapixels", ["around"] = "near",
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>What ImageKit's language asks for and nothing here keeps.</summary>
    private static readonly FrozenSet<string> NotKept =
        new[] { "private", "published", "transparency", "createdBy", "updatedAt" }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>Other words for options.</summary>
    private static readonly FrozenDictionary<string, string> OptionWords = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
    {
        ["ai"] = "model", ["machine"] = "model", ["sidecar"] = "file", ["vertical"] = "portrait", ["horizontal"] = "landscape",
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether a field of numbers is in percent.</summary>
    public static bool IsPercent(SearchField field) => field == SearchFields.TagConfidence || field == SearchFields.PersonConfidence;

    public static bool IsNotKept(string name) => NotKept.Contains(name);

    /// <summary>As <see cref="SearchFields.KindOf"/>.</summary>
    public static AssetKind? KindOf(string word)
    {
        var one = word.Length > 3 && word[^1] is 's' or 'S' ? word[..^1] : word;
        return KindWords.TryGetValue(one, out var known) ? known
            : SearchFields.Kinds.Where(kind => SearchFields.NameOf(kind).Equals(one, StringComparison.OrdinalIgnoreCase)).Select(kind => (AssetKind?)kind).FirstOrDefault();
    }

    /// <summary>The option of a word: its name or another word for it; null where there is none.</summary>
    public static string? OptionOf(SearchField field, string word) =>
        field == SearchFields.Kind ? KindOf(word) is { } kind ? SearchFields.NameOf(kind) : null
        : field.Options.FirstOrDefault(option => option.Equals(word, StringComparison.OrdinalIgnoreCase))
            ?? (OptionWords.GetValueOrDefault(word) is { } other && field.Options.Contains(other) ? other : null);

    /// <summary>The field that was probably meant; null where none is near.</summary>
    public static string? FieldFor(string typed) =>
        OtherWords.GetValueOrDefault(typed) ?? Nearest(typed, SearchFields.All.Select(field => field.Name));

    /// <summary>What was probably meant to stand before the point of a name such as <c>field.NAME</c>, with the point; null where nothing is near.</summary>
    public static string? PrefixFor(string typed)
    {
        var names = SearchFields.ValuePrefixes.ToDictionary(one => one.Prefix[..^1].ToLowerInvariant(), one => one.Prefix);
        return Nearest(typed, names.Keys) is { } near ? names[near] : null;
    }

    /// <summary>The one of <paramref name="names"/> nearest to what was typed, with at most one error in three letters; null where none is so near.</summary>
    public static string? Nearest(string typed, IEnumerable<string> names) =>
        typed.Length > LongestTyped ? null : names.Select(n => (Name: n, Errors: Errors(typed.ToLowerInvariant(), n)))
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

using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Vitrine.Contracts;
using Vitrine.Core.Search;

namespace Vitrine.Server.Tests.Search;

/// <summary>An asset as the API tells it, and what is needed of its claims.</summary>
internal sealed record Told(SearchItem Item, long Bytes, IReadOnlyList<string> Labels, IReadOnlyList<string> Texts);

/// <summary>Evaluates queries over what the API says of assets: slow, without any index, and obviously right.</summary>
internal static class SearchOracle
{
    /// <summary>The letters of the tests' words that come behind this one leave no gaps between words.</summary>
    private const char Unspaced = '\u3000';

    public static bool Matches(Query query, Told asset) => query switch
    {
        Query.All => true,
        Query.Words words => Anywhere(words, asset),
        Query.Condition { Field.Name: "tag", Text: { } tag } => Tagged(tag, asset),
        Query.Condition { Field.Name: "name" } name => name.Values.OfType<QueryValue.Text>().Any(text => Phrase(text.Content, text.IsPhrase) is { } phrase
            ? Ways(asset.Item.Name).Any(way => Follows(way, phrase)) : All(text.Content, term => Stands(WordsOfName(asset.Item.Name), term, text.IsPhrase))),
        Query.Condition { Field.Name: "text" } said => said.Values.OfType<QueryValue.Text>().Any(text => Phrase(text.Content, text.IsPhrase) is { } phrase
            ? asset.Texts.Any(one => Follows(one, phrase)) : All(text.Content, term => asset.Texts.Any(one => Stands(Terms(one), term, text.IsPhrase)))),
        Query.Condition { Field.Name: "folder", Text: { } folder } => InFolder(folder, asset.Item.Folder),
        Query.Condition { Field.Name: "kind" } kind => kind.Values.Any(value => value.ToString() == asset.Item.Kind),
        Query.Condition { Field.Name: "taken" } taken => asset.Item.TakenAt is { } at && Within(taken, Known(at)),
        Query.Condition { Field.Name: "added" } added => Within(added, asset.Item.AddedAt.UtcDateTime),
        Query.Not not => !Matches(not.Operand, asset),
        Query.And and => and.Operands.All(operand => Matches(operand, asset)),
        Query.Or or => or.Operands.Any(operand => Matches(operand, asset)),
        _ => throw new InvalidOperationException(query.ToString()),
    };

    /// <summary>The whole names a tag, or each word stands somewhere.</summary>
    private static bool Anywhere(Query.Words words, Told asset) => Phrase(words.Content, words.IsPhrase) is { } phrase
        ? Tagged(words.Content, asset) || Ways(asset.Item.Name).Concat(asset.Texts).Any(text => Follows(text, phrase))
        : Terms(words.Content).Count > 0 && (Tagged(words.Content, asset) || All(
        words.Content, term => Stands(WordsOfName(asset.Item.Name), term, words.IsPhrase) || asset.Texts.Any(text => Stands(Terms(text), term, words.IsPhrase)) || Tagged(term, asset)));

    private static bool All(string content, Func<string, bool> stands) => Terms(content) is { Count: > 0 } terms && terms.All(stands);

    private static bool Tagged(string content, Told asset) => asset.Labels.Any(label => TextFold.Key(label) == TextFold.Key(content));

    /// <summary>Whole where it was asked for in quotation marks; else what begins so will do, and of writing without gaps any part.</summary>
    private static bool Stands(HashSet<string> words, string term, bool isQuoted) => words.Any(
        word => term[0] >= Unspaced ? word.Contains(term, StringComparison.Ordinal) : isQuoted ? word == term : word.StartsWith(term, StringComparison.Ordinal));

    /// <summary>Its words, and the pieces of each: between letters and digits, and between those and small and capital letters. The kind of file stays whole.</summary>
    private static HashSet<string> WordsOfName(string name) => [.. Ways(name).SelectMany(Terms)];

    /// <summary>The name as it stands, and cut into pieces.</summary>
    private static string[] Ways(string name)
    {
        var (stem, kind) = (Path.GetFileNameWithoutExtension(name), Path.GetExtension(name));
        var digits = Regex.Replace(stem, @"(?<=\p{L})(?=\p{Nd})|(?<=\p{Nd})(?=\p{L})", " ");
        return [name, digits + kind, Regex.Replace(digits, @"(?<=\p{Ll})(?=\p{Lu})", " ") + kind];
    }

    /// <summary>Several words in quotation marks as one text; null for anything else.</summary>
    private static string? Phrase(string content, bool isQuoted) => isQuoted && Spaced(content) is { Length: > 0 } spaced && (spaced.Contains(' ') || (spaced[0] >= Unspaced && spaced.Length > 1)) ? spaced : null;

    /// <summary>The last letters may be the beginning of more only where nobody knows where a word ends.</summary>
    private static bool Follows(string text, string phrase) => $" {Spaced(text)} ".Contains(
        (phrase[0] >= Unspaced ? "" : " ") + phrase + (phrase[^1] >= Unspaced ? "" : " "), StringComparison.Ordinal);

    private static HashSet<string> Terms(string text) => [.. Spaced(text).Split(' ', StringSplitOptions.RemoveEmptyEntries)];

    private static string Spaced(string text)
    {
        var spaced = new StringBuilder();
        foreach (var rune in TextFold.Fold(text).EnumerateRunes())
        {
            spaced.Append(spaced.Length > 0 && (spaced[^1] >= Unspaced) != (rune.Value >= Unspaced) ? " " : "").Append(Rune.IsLetterOrDigit(rune) ? rune.ToString() : " ");
        }

        return string.Join(' ', spaced.ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }

    private static bool InFolder(string content, string path)
    {
        var names = content.Split('/', StringSplitOptions.RemoveEmptyEntries);
        var parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        return names.Length == 0 || Enumerable.Range(0, parts.Length + 1)
            .Any(end => end >= names.Length && (!content.StartsWith('/') || end == names.Length) && parts.AsSpan((end - names.Length)..end).SequenceEqual(names));
    }

    private static bool Within(Query.Condition date, DateTime at)
    {
        var (from, until) = QueryDates.Range(date.Operator, date.Values, DateTime.MinValue);
        return (from is null || at >= from) && (until is null || at < until);
    }

    /// <summary>A partly known date lies where its known part begins.</summary>
    private static DateTime Known(string at) => DateTime.Parse(at.Length switch
    {
        4 => at + "-01-01",
        7 => at + "-01",
        _ => at,
    }, CultureInfo.InvariantCulture);
}

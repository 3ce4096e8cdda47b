using System.Globalization;
using System.Text;
using Vitrine.Contracts;
using Vitrine.Core.Search;

namespace Vitrine.Server.Tests.Search;

/// <summary>An asset as the API tells it, and what is needed of its claims.</summary>
internal sealed record Told(SearchItem Item, long Bytes, IReadOnlyList<string> Labels, IReadOnlyList<string> Texts);

/// <summary>Evaluates queries over what the API says of assets: slow, without any index, and obviously right.</summary>
internal static class SearchOracle
{
    public static bool Matches(Query query, Told asset) => query switch
    {
        Query.All => true,
        Query.Words words => Anywhere(words.Content, asset),
        Query.Condition { Field.Name: "tag", Text: { } tag } => Tagged(tag, asset),
        Query.Condition { Field.Name: "name", Text: { } name } => Terms(name) is { Count: > 0 } terms && terms.All(term => Begins(asset.Item.Name, term)),
        Query.Condition { Field.Name: "text", Text: { } text } => Terms(text) is { Count: > 0 } terms && terms.All(term => asset.Texts.Any(one => Begins(one, term))),
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
    private static bool Anywhere(string content, Told asset)
    {
        var terms = Terms(content);
        return terms.Count > 0 && (Tagged(content, asset)
            || terms.All(term => Begins(asset.Item.Name, term) || asset.Texts.Any(text => Begins(text, term)) || Tagged(term, asset)));
    }

    private static bool Tagged(string content, Told asset) => asset.Labels.Any(label => TextFold.Key(label) == TextFold.Key(content));

    private static bool Begins(string text, string term) => Terms(text).Any(word => word.StartsWith(term, StringComparison.Ordinal));

    private static HashSet<string> Terms(string text)
    {
        var spaced = new StringBuilder();
        foreach (var rune in TextFold.Fold(text).EnumerateRunes())
        {
            spaced.Append(Rune.IsLetterOrDigit(rune) ? rune.ToString() : " ");
        }

        return [.. spaced.ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries)];
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

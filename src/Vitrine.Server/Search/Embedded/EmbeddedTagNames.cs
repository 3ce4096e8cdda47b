using Vitrine.Contracts;
using Vitrine.Core.Search;
using Vitrine.Server.Features.Assets;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Search.Embedded;

/// <summary>The names of the tags that files of a library have: what can be asked for.</summary>
public sealed class EmbeddedTagNames(Database database)
{
    /// <summary>Files can be made that have any number of names: no more are looked through for one that was mistyped.</summary>
    private const int MostNames = 5_000;

    /// <summary>Names of which a part is written so, those that begin so first, and then as groups are shown.</summary>
    internal async Task<IReadOnlyList<EmbeddedTagName>> FindAsync(long library, string typed, int limit, CancellationToken cancellationToken)
    {
        // Letters and digits only: nothing in it is a wildcard.
        var sought = EmbeddedWords.Fold(typed);
        var found = await database.ReadAsync(
            session => TagsAsync(session, library, Sql.Of($"t.name_folded like {"%" + sought + "%"} or t.group_folded || t.name_folded like {sought + "%"}"), cancellationToken), cancellationToken);
        return [.. found.GroupBy(tag => tag.Name, StringComparer.Ordinal)
            .Select(tags => (Tag: new EmbeddedTagName(tags.Key, [.. tags.Select(tag => tag.Group).OrderBy(EmbeddedOrder.Of)]), Begins: EmbeddedWords.Fold(tags.Key).StartsWith(sought, StringComparison.Ordinal)))
            .OrderBy(one => !one.Begins).ThenBy(one => EmbeddedOrder.Of(one.Tag.Groups[0])).ThenBy(one => one.Tag.Name, StringComparer.Ordinal)
            .Take(limit).Select(one => one.Tag)];
    }

    /// <summary>What is wrong with the conditions on embedded tags in a query; null where nothing is.</summary>
    internal async Task<QueryProblem?> TroubleAsync(long library, string text, Query query, CancellationToken cancellationToken)
    {
        var asked = QueryTree.Leaves(query).OfType<Query.Condition>().Where(condition => condition.Field == SearchFields.Embedded).ToArray();
        return asked.Length == 0 ? null : await database.ReadAsync(
            async session =>
            {
                foreach (var name in asked.Select(one => one.Name).Distinct(StringComparer.Ordinal))
                {
                    if (!await IsKnownAsync(session, library, name, cancellationToken))
                    {
                        return await UnknownAsync(session, library, text, name, cancellationToken);
                    }
                }

                return asked.Where(one => one.Operator is QueryOperator.Less or QueryOperator.AtMost or QueryOperator.Greater or QueryOperator.AtLeast or QueryOperator.Between && !one.Values.All(value => EmbeddedNumbers.IsComparable(value.ToString()!)))
                    .Select(one => QueryProblems.Of(new(SearchSentences.TagComparedByNumber, one.Name), QueryParser.NameAt(text, SearchFields.Embedded, one.Name).Start, new(SearchSentences.NumberOrDate)))
                    .FirstOrDefault();
            },
            cancellationToken);
    }

    private static async Task<bool> IsKnownAsync(DbSession session, long library, string name, CancellationToken cancellationToken) => await session.NumberAsync(
        $"select t.key from embedded_tag t where {EmbeddedConditions.Named(library, name)} and exists (select 1 from embedded_value v where v.tag_key = t.key) limit 1", cancellationToken) is not null;

    private static async Task<QueryProblem> UnknownAsync(DbSession session, long library, string text, string name, CancellationToken cancellationToken)
    {
        var tags = await TagsAsync(session, library, Sql.Of($"1 = 1"), cancellationToken);
        var (start, length) = QueryParser.NameAt(text, SearchFields.Embedded, name);
        if (tags.Find(tag => EmbeddedWords.Fold(tag.Group) == EmbeddedWords.Fold(name)) is { Name: { } one } group)
        {
            return QueryProblems.Of(new(SearchSentences.GroupOfTags, name), start, new(SearchSentences.TagOfGroup, $"{SearchFields.Embedded.Name}.{group.Group}.{one}"));
        }

        var called = name.Contains('.', StringComparison.Ordinal) ? tags.Select(tag => $"{tag.Group}.{tag.Name}") : tags.Select(tag => tag.Name);
        var byName = called.Distinct(StringComparer.OrdinalIgnoreCase).ToDictionary(tag => tag.ToLowerInvariant(), StringComparer.Ordinal);
        var near = SearchFields.Nearest(name, byName.Keys) is { } key ? byName[key] : null;
        var printed = near is null ? null : QueryPrinter.Print(new Query.Condition(SearchFields.Embedded, QueryOperator.Exists, []) { Name = near })[(SearchFields.Embedded.Name.Length + 1)..^" EXISTS".Length];
        return QueryProblems.Of(
            new(SearchSentences.NoTagNamed, name), start,
            tags.Count == 0 ? new(SearchSentences.NoTagYet) : new(QuerySentences.OneOf, string.Join(", ", byName.Values.Take(20)) + (byName.Count > 20 ? "…" : "")),
            printed is null ? null : string.Concat(text.AsSpan(0, start), printed, text.AsSpan(start + length)));
    }

    /// <summary>Tags that a file has now, in the order in which groups are shown.</summary>
    private static async Task<List<(string Group, string Name)>> TagsAsync(DbSession session, long library, Sql condition, CancellationToken cancellationToken) => [.. (await session.QueryAsync(
        $"""
        select t.group_name, t.name from embedded_tag t
        where t.library_key = {library} and ({condition}) and exists (select 1 from embedded_value v where v.tag_key = t.key) order by t.key limit {MostNames}
        """,
        row => (Group: row.GetString(0), Name: row.GetString(1)),
        cancellationToken)).OrderBy(tag => EmbeddedOrder.Of(tag.Group))];
}

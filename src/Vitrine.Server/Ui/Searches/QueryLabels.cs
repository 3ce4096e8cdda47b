using System.Text.RegularExpressions;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Ui.Searches;

/// <summary>Queries as people are shown them where they are not typed: a picture that one asks to be like by its name, <c>similar: “harbour.jpg”</c>, where the query has its id.</summary>
internal sealed partial class QueryLabels(Database database)
{
    /// <summary>The labels of queries in their order; a query that names no picture, or one that is not there any more, is its own.</summary>
    public async Task<IReadOnlyList<string>> OfAsync(long library, IReadOnlyList<string> queries, CancellationToken cancellationToken)
    {
        string[] ids = [.. queries.SelectMany(query => Named().Matches(query)).Select(IdOf).Distinct(StringComparer.Ordinal)];
        if (ids.Length == 0)
        {
            return queries;
        }

        var names = await database.ReadAsync(
            async session =>
            {
                var which = session.Dialect.AnyOf(new RawSql("id"), ids);
                var found = await session.QueryAsync(
                    Sql.Of($"select id, name from search_example where {which} and library_key = {library} union all select id, name from asset where {which} and library_key = {library}"),
                    row => (Id: row.GetString(0), Name: row.GetString(1)),
                    cancellationToken);
                return found.GroupBy(one => one.Id, StringComparer.Ordinal).ToDictionary(same => same.Key, same => same.Last().Name, StringComparer.Ordinal);
            },
            cancellationToken);
        return [.. queries.Select(query => Named().Replace(
            query, match => names.TryGetValue(IdOf(match), out var name) ? Words.Say(match.Groups["part"].Success ? "search.like.part" : "search.like", name) : match.Value))];
    }

    private static string IdOf(Match match) => match.Groups["id"].Value.ToLowerInvariant();

    [GeneratedRegex(@"similar:""?(?<id>[0-9a-f]{24})(?<part>@[0-9., ]{1,60})?""?", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Named();
}

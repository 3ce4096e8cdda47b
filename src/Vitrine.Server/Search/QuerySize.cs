using Vitrine.Core.Search;

namespace Vitrine.Server.Search;

/// <summary>How large a query is: each condition is a part of one statement, of which a database takes only so many.</summary>
internal static class QuerySize
{
    public const int Most = 100;

    /// <summary>Words and conditions.</summary>
    public static int Of(Query query) => QueryTree.Leaves(query).Sum(leaf => leaf switch
    {
        Query.Words words => Math.Max(1, SearchTerms.Of(words.Content).Count),
        Query.Condition condition => condition.Values.Sum(value => value is QueryValue.Text text && condition.Field.Type == SearchFieldType.Text ? Math.Max(1, SearchTerms.Of(text.Content).Count) : 1),
        Query.OneClaim claim => 1 + claim.Parts.Count,
        _ => 1,
    });
}

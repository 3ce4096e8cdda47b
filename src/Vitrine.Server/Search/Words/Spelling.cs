using Vitrine.Core.Search;
using Vitrine.Server.Access;
using Vitrine.Server.Search.Index;
using Vitrine.Server.Storage;
using Vitrine.Server.Vocabularies;

namespace Vitrine.Server.Search.Words;

/// <summary>
/// Reads words that stand nowhere in the library as those that are a typing error away: one from four letters on, two from eight on. Of several the one with fewer errors, and then the one that stands
/// in more assets. Words in quotation marks stay as they are.
/// </summary>
internal sealed class Spelling(Database database, IndexSearch index, VocabularyStore vocabulary)
{
    private const int OneError = 4, TwoErrors = 8;

    private readonly TagConditions tags = new(database.Dialect, vocabulary);

    /// <summary>The query with such words put right; null where none was.</summary>
    /// <param name="unknown">Of words that were read as ordinary language those that nobody knew: only they may be mistakes. Null = all may be.</param>
    public async Task<Query?> CorrectAsync(Principal principal, Query query, IReadOnlyCollection<string>? unknown, CancellationToken cancellationToken)
    {
        if (await index.WordsAsync(principal, cancellationToken) is not { } words)
        {
            return null;
        }

        var changed = false;
        var corrected = Each(query);
        return changed ? corrected : null;

        Query Each(Query one)
        {
            switch (one)
            {
                case Query.And and:
                    return new Query.And([.. and.Operands.Select(Each)]);
                case Query.Or or:
                    return new Query.Or([.. or.Operands.Select(Each)]);
                case Query.Words { IsPhrase: false } said when (unknown is null || unknown.Contains(said.Content, StringComparer.OrdinalIgnoreCase)) && Right(said.Content) is { } right:
                    changed = true;
                    return new Query.Words(right);
                default:
                    // What must not be there was not found: that is no mistake.
                    return one;
            }
        }

        string? Right(string typed)
        {
            var terms = SearchTerms.Of(typed);
            if (terms.Count != 1 || terms.Single() is not { Length: >= OneError } word || words.Beginning(word).Count > 0 || tags.Called(word).Length > 0)
            {
                return null;
            }

            for (var errors = 1; errors <= (word.Length >= TwoErrors ? 2 : 1); errors++)
            {
                if (words.Near(word, errors) is { Count: > 0 } near)
                {
                    return near.OrderByDescending(one => one.Value).ThenBy(one => one.Key, StringComparer.Ordinal).First().Key;
                }
            }

            return null;
        }
    }
}

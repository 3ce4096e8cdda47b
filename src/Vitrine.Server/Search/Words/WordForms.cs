using Vitrine.Core.Search;
using Vitrine.Core.Search.Index;
using Vitrine.Server.Access;
using Vitrine.Server.Features.Library;
using Vitrine.Server.Search.Index;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Search.Words;

/// <summary>
/// Lets a word that is searched for be found in its other forms: as the words that stand in the library and have the same stem in one of its languages. Words in quotation marks stay as they are. The
/// query says all of them afterwards, so that whoever answers it finds the same. While there is no index words are found as they stand.
/// </summary>
internal sealed class WordForms(Database database, IndexSearch index)
{
    /// <summary>Shorter words have no ending to lose.</summary>
    private const int Shortest = 4;

    /// <summary>Letters that all forms of a word have in common.</summary>
    private const int Common = 3;

    private const int MostForms = 8;

    public async Task<Query> OfAsync(Principal principal, Query query, CancellationToken cancellationToken)
    {
        if (!QueryTree.Leaves(query).Any(leaf => leaf is Query.Words { IsPhrase: false }) || await index.WordsAsync(principal, cancellationToken) is not { } words)
        {
            return query;
        }

        var languages = (await database.ReadAsync(session => LibrarySettingsStore.ReadAsync(session, principal.LibraryKey, cancellationToken), cancellationToken)).Languages!
            .Select(language => language.Split('-')[0]).Intersect(Stems.Languages, StringComparer.Ordinal).ToArray();
        var whole = QueryTree.Map(query, leaf => leaf is Query.Words { IsPhrase: false } word && Others(words, word.Content, languages) is { Count: > 0 } others
            ? new Query.Or([word, .. others.Select(other => new Query.Words(other))]) : leaf);
        return QuerySize.Of(whole) > QuerySize.Most ? query : whole;
    }

    /// <summary>Other forms of a word, those that stand in the most assets first; what begins with it is found anyway.</summary>
    private static List<string> Others(IndexedWords words, string typed, string[] languages)
    {
        var said = SearchTerms.Of(typed);
        if (said.Count != 1 || said.Single() is not { Length: >= Shortest } word || !word.All(char.IsAsciiLetter))
        {
            return [];
        }

        var stems = languages.Select(language => (language, Stem: Stems.Of(word, language))).ToArray();
        bool IsForm(string other) => other.Length >= Common && other.Length <= word.Length + 4 && !other.StartsWith(word, StringComparison.Ordinal) && other.All(char.IsAsciiLetter)
            && stems.Any(stem => Stems.Of(other, stem.language) == stem.Stem);
        return [.. words.Beginning(word[..Common], IsForm).OrderByDescending(form => form.Value).ThenBy(form => form.Key, StringComparer.Ordinal).Take(MostForms).Select(form => form.Key)];
    }
}

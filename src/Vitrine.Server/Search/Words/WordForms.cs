using Vitrine.Core.Search;
using Vitrine.Core.Search.Index;
using Vitrine.Server.Access;
using Vitrine.Server.Features.Library;
using Vitrine.Server.Search.Index;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Search.Words;

/// <summary>
/// Lets a word that is searched for be found in its other forms: as the words that stand in the library and have the same stem in one of its languages. Each of these is a whole word, so that <em>run</em>
/// does not find <em>runway</em> where somebody looks for <em>running</em>. The query says all of them afterwards, so that whoever answers it finds the same. While there is no index words are found as
/// they stand.
/// </summary>
internal sealed class WordForms(Database database, IndexSearch index)
{
    /// <summary>Shorter words have no ending to lose.</summary>
    private const int Shortest = 4;

    /// <summary>Letters that all forms of a word have in common.</summary>
    private const int Common = 3;

    private const int MostForms = 8;

    /// <summary>The query with other forms of its words. Words in quotation marks stay as they are.</summary>
    public async Task<Query> OfAsync(Principal principal, Query query, CancellationToken cancellationToken)
    {
        if (await StemmedAsync(principal, query, isPhrase: false, [], cancellationToken) is not { } stemmed)
        {
            return query;
        }

        var whole = stemmed.In(query, MostForms);
        return QuerySize.Of(whole) > QuerySize.Most ? query : whole;
    }

    /// <summary>The query with other forms of those of its words that stand in quotation marks, as many of each as it has room for.</summary>
    /// <param name="languages">In which words are stemmed, beside those of the library.</param>
    public async Task<Query> OfWholeAsync(Principal principal, Query query, IReadOnlyList<string> languages, CancellationToken cancellationToken)
    {
        if (await StemmedAsync(principal, query, isPhrase: true, languages, cancellationToken) is not { } stemmed)
        {
            return query;
        }

        for (var most = MostForms; most > 0; most /= 2)
        {
            if (QueryTree.Tidy(stemmed.In(query, most)) is var whole && QuerySize.Of(whole) <= QuerySize.Most)
            {
                return whole;
            }
        }

        return query;
    }

    /// <summary>Null where there is nothing to do, or nothing to do it with.</summary>
    private async Task<Stemmed?> StemmedAsync(Principal principal, Query query, bool isPhrase, IReadOnlyList<string> languages, CancellationToken cancellationToken)
    {
        if (!QueryTree.Leaves(query).Any(leaf => leaf is Query.Words words && words.IsPhrase == isPhrase) || await index.WordsAsync(principal, cancellationToken, newest: isPhrase) is not { } known)
        {
            return null;
        }

        var settings = await database.ReadAsync(session => LibrarySettingsStore.ReadAsync(session, principal.LibraryKey, cancellationToken), cancellationToken);
        return new Stemmed(known, isPhrase, [.. settings.Languages!.Concat(languages).Select(language => language.Split('-')[0]).Intersect(Stems.Languages, StringComparer.Ordinal)]);
    }

    /// <summary>Words with their forms, each looked up once.</summary>
    private sealed class Stemmed(IndexedWords words, bool isPhrase, string[] languages)
    {
        private readonly Dictionary<string, IReadOnlyList<string>> known = new(StringComparer.Ordinal);

        public Query In(Query query, int most) => QueryTree.Map(query, leaf => leaf is Query.Words word && word.IsPhrase == isPhrase && Others(word.Content) is { Count: > 0 } others
            ? new Query.Or([word, .. others.Take(most).Select(other => new Query.Words(other, IsPhrase: true))]) : leaf);

        private IReadOnlyList<string> Others(string typed)
        {
            if (!known.TryGetValue(typed, out var others))
            {
                known[typed] = others = Find(typed);
            }

            return others;
        }

        /// <summary>Other forms of a word, those that stand in the most assets first.</summary>
        private IReadOnlyList<string> Find(string typed)
        {
            var said = SearchTerms.Of(typed);
            if (said.Count != 1 || said.Single() is not { } word || word.Length < (isPhrase ? Common : Shortest) || !word.All(char.IsAsciiLetter))
            {
                return [];
            }

            var stems = languages.Select(language => (language, Stem: Stems.Of(word, language))).ToArray();

            // What begins with a word that need not be whole is found anyway.
            bool IsNew(string other) => isPhrase ? other != word : !other.StartsWith(word, StringComparison.Ordinal);
            bool IsForm(string other) => other.Length >= Common && other.Length <= word.Length + 4 && IsNew(other) && other.All(char.IsAsciiLetter)
                && stems.Any(stem => Stems.Of(other, stem.language) == stem.Stem);
            return [.. words.Beginning(word[..Common], IsForm).OrderByDescending(form => form.Value).ThenBy(form => form.Key, StringComparer.Ordinal).Take(MostForms).Select(form => form.Key)];
        }
    }
}

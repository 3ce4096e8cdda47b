using Vitrine.Contracts;
using Vitrine.Core.Search;
using Vitrine.Core.Search.Phrases;
using Vitrine.Server.Access;
using Vitrine.Server.Features.Library;
using Vitrine.Server.Search.Meanings;
using Vitrine.Server.Search.Words;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Search.Phrases;

/// <summary>Reads words as ordinary language, with the vocabulary, the places and the people of a library; conditions of the query language that stand behind them narrow what they find.</summary>
internal sealed class PhraseSearch(Database database, PhraseVocabularies vocabularies, PictureMeanings meanings, WordForms forms)
{
    /// <summary>Signs of the query language that leave no trace in a tree of words.</summary>
    private static readonly string[] Operators = ["AND", "OR", "NOT"];

    /// <summary>What is wrong with a phrase of which it matters that all of it is understood, until it can be.</summary>
    public static QueryProblem NotReady { get; } =
        QueryProblems.Of(new(SearchSentences.PhrasesNotReady), 0, new(SearchSentences.LanguageOrPatience)) with { AskAgain = true };

    /// <summary>Whether phrases can be read, after waiting a little for that.</summary>
    public async Task<bool> IsReadyAsync(CancellationToken cancellationToken) => await vocabularies.NewestAsync(cancellationToken) is not null;

    /// <param name="fits">Whether a query is not too large to be answered.</param>
    /// <returns>Null where it is no phrase: longer than what is read of one, or written in the query language.</returns>
    public async Task<ReadPhrase?> ReadAsync(Principal principal, string whole, Predicate<Query> fits, CancellationToken cancellationToken)
    {
        // Whatever is asked first, a phrase may be next.
        _ = vocabularies.Prepare();
        if (Parted(whole) is not var (text, beside) || await vocabularies.NewestAsync(cancellationToken) is not { } vocabulary)
        {
            return null;
        }

        var names = new PhraseNames();
        var context = names.Into(new PhraseContext(vocabulary, Today()) { Library = principal.LibraryKey });
        _ = PhraseReader.Read(text, context);
        var languages = await database.ReadAsync(
            async session =>
            {
                await names.LookUpAsync(session, principal.LibraryKey, cancellationToken);
                return (await LibrarySettingsStore.ReadAsync(session, principal.LibraryKey, cancellationToken)).Languages!;
            },
            cancellationToken);
        var understanding = PhraseReader.Read(text, context with { Languages = languages });
        var parts = PhraseParts.Of(understanding);
        string[] unknown = [.. understanding.Unknown.Select(span => text.Substring(span.Start, span.Length)).Distinct(StringComparer.OrdinalIgnoreCase)];
        var bands = understanding.ToBands(meanings.Space is not null);

        // What was understood is found in its forms, and not in whatever begins like it.
        var found = bands is null ? null : await forms.OfWholeAsync(principal, bands.Found, [understanding.Language, PhraseBands.English], cancellationToken);
        if (bands is null || found is null || Printed(bands.Strong, beside) is not { } strong || Printed(found, beside) is not { } printed || !fits(Beside(found, beside)))
        {
            return new ReadPhrase(null, null, [], new UnderstoodPhrase(understanding.Language, whole, whole, parts, unknown));
        }

        return new ReadPhrase(Beside(bands.Strong, beside), Beside(found, beside), bands.Parts, new UnderstoodPhrase(understanding.Language, strong, printed, parts, unknown)) { IsNarrowed = beside.Count > 0 };
    }

    private DateOnly Today()
    {
        var today = DateOnly.FromDateTime(database.Clock.GetLocalNow().DateTime);
        return today.Year is >= 1000 and <= 9000 ? today : new DateOnly(2000, 1, 1);
    }

    /// <summary>Whether a text is read as ordinary language.</summary>
    public static bool IsPhrase(string text) => Parted(text) is not null;

    /// <summary>The words with which a text begins, and the conditions behind them; null where it says anything else: then it is read to the letter.</summary>
    private static (string Words, IReadOnlyList<Query> Beside)? Parted(string text)
    {
        var words = text[..QueryParser.LeadingWords(text)];
        if (words.Length == 0 || words.Length > PhraseReader.LongestPhrase || !IsWords(words))
        {
            return null;
        }

        return QueryParser.Parse(text[words.Length..]).Query switch
        {
            Query.All => (words, []),
            { } beside when QueryTree.Leaves(beside).All(IsCondition) => (words, beside is Query.And and ? and.Operands : [beside]),
            _ => null,
        };
    }

    private static bool IsWords(string text) => !text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Intersect(Operators, StringComparer.Ordinal).Any();

    /// <summary>What is compared with pictures says an order of its own.</summary>
    private static bool IsCondition(Query leaf) => leaf is Query.OneClaim || (leaf is Query.Condition condition && condition.Field != SearchFields.Similar && condition.Field != SearchFields.Shows);

    /// <summary>What words ask for with what stands beside them. The words are one operand, even where they ask for several things.</summary>
    private static Query Beside(Query words, IReadOnlyList<Query> beside) => beside.Count == 0 ? words : new Query.And([words, .. beside]);

    /// <summary>A query as text; null where that would not be read as the same.</summary>
    private static string? Printed(Query words, IReadOnlyList<Query> beside) =>
        QueryTree.All([words, .. beside])! is var query && QueryPrinter.Print(query) is var text && query.Equals(QueryParser.Parse(text).Query) ? text : null;
}

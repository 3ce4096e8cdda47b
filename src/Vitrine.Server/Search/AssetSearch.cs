using Vitrine.Contracts;
using Vitrine.Core.Schema;
using Vitrine.Core.Search;
using Vitrine.Server.Access;
using Vitrine.Server.Collections;
using Vitrine.Server.Duplicates;
using Vitrine.Server.Fields;
using Vitrine.Server.Hosting;
using Vitrine.Server.Pipeline;
using Vitrine.Server.Search.Embedded;
using Vitrine.Server.Search.Examples;
using Vitrine.Server.Search.Facets;
using Vitrine.Server.Search.Meanings;
using Vitrine.Server.Search.Phrases;
using Vitrine.Server.Search.Words;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Search;

/// <summary>What the API, the pages and bulk work ask: a query's text in, items out.</summary>
internal sealed class AssetSearch(
    Database database, SearchEngine engine, SearchCursors cursors, FieldCatalog fields, EmbeddedTagNames tags, SearchItems items, ProjectedFields projection, AnsweredFacets facets,
    PhraseSearch phrases, PhraseRanking phraseRanking, ShownQueries shows, ExampleQueries examples, SmartCollections smart, ComparedCollections compared, WordForms forms, Spelling spelling, KnownDuplicates duplicates)
{
    /// <summary>A cursor of one way to show groups is none of the other. No text of a query ends so.</summary>
    private const string Together = "\0together";

    private readonly SearchPages pages = new(engine, cursors);
    private readonly LikenessPages likeness = new(database, cursors);
    private readonly GroupTiles groups = new(database, engine);
    private readonly SearchExplainer explainer = new(database, engine);

    /// <summary>How long a search waits for pictures that are compared for the first time; the work goes on without it.</summary>
    private static readonly TimeSpan PatienceForDuplicates = TimeSpan.FromSeconds(4);

    public const int DefaultLimit = 50;
    public const int MostLimit = 500;

    /// <summary>The answer, or what is wrong with the request.</summary>
    public async Task<(SearchAnswer? Answer, QueryProblem? Problem)> RunAsync(Principal principal, SearchRequest request, CancellationToken cancellationToken)
    {
        var began = database.Clock.GetTimestamp();
        var asked = await AskedAsync(principal, request, cancellationToken);
        if (asked.Query is not { } typed)
        {
            return (null, asked.Problem);
        }

        var phrase = await PhraseAsync(principal, request, cancellationToken);
        var answered = await AnswerAsync(principal, asked.Text, phrase?.Found ?? typed, request, goesWithout: phrase is not null, cancellationToken, ranks: IsByFit(request));
        if (answered.Query is not { } like)
        {
            return (null, answered.Problem);
        }

        var (query, ranking) = (like.Query, IsByFit(request) ? like.Ranking : null);

        var (sort, wrong) = Order(principal, request.Sort, query);
        if ((wrong ?? SearchLimits.Trouble(request) ?? projection.Trouble(principal, request.Fields) ?? await facets.TroubleAsync(principal, request.Facets, cancellationToken)) is { } trouble)
        {
            return (null, trouble);
        }

        var together = request.Groups == "together";
        var limit = request.Limit ?? DefaultLimit;
        if (request.After is { } after && after > await database.ReadAsync(session => Sequences.NewestAsync(session, cancellationToken), cancellationToken))
        {
            // Rows are searched as they are: whatever was written is seen. A sequence from the future is of another library, or made up.
            return (null, new QueryProblem($"Nothing was written with the sequence {after} yet.", 0, "a sequence that a write answered", null));
        }

        var explanation = request.Explain is { } id ? await explainer.OfAsync(principal, query, sort, id, cancellationToken) : null;
        if (request.Explain is not null && explanation is null)
        {
            return (null, new QueryProblem("No asset of the library has the id that is to be explained.", 0, "the id of an asset", null));
        }

        var bound = (together ? asked.Text + Together : asked.Text) + Examples(request);
        var page = ranking is null
            ? await pages.ReadAsync(principal, await BandsAsync(principal, phrase, query, answered.Shown, request, cancellationToken), bound, sort, request, limit, cancellationToken)
            : await likeness.ReadAsync(ranking, bound, together, request, limit, cancellationToken);
        if (page is not { } hits)
        {
            return (null, new QueryProblem("this cursor belongs to another query, or is damaged", 0, "a cursor of this query", null));
        }

        if (hits.Total == 0 && asked.Text.Length > 0)
        {
            await NoteNothingFoundAsync(principal, asked.Text, cancellationToken);
            if (await CorrectedAsync(principal, request, typed, phrase, cancellationToken) is { } corrected)
            {
                return (corrected, null);
            }
        }

        var shown = await items.ReadAsync(principal, query, hits.Hits, request, cancellationToken);
        if (together)
        {
            shown = await groups.WithAsync(principal, query, hits.Hits, shown, cancellationToken);
        }

        return (
            new SearchAnswer(hits.Total, shown, hits.Cursor)
            {
                Understood = phrase?.Understood,
                Strong = ranking is null && phrase?.Strong is null ? null : hits.Totals[0],
                Facets = request.Facets is { Count: > 0 } names ? await facets.CountAsync(principal, query, phrase?.Kept ?? 0, together, names, cancellationToken) : null,
                Explanation = explanation,
                Milliseconds = Math.Round(database.Clock.GetElapsedTime(began).TotalMilliseconds, 2),
            },
            null);
    }

    /// <summary>The query with other forms of its words, and with all of it answered that is found out by comparing pictures; or why that cannot be.</summary>
    private async Task<(AnsweredQuery? Query, IReadOnlyList<(long Asset, double Cosine)> Shown, QueryProblem? Problem)> AnswerAsync(
        Principal principal, string text, Query query, SearchRequest request, bool goesWithout, CancellationToken cancellationToken, IReadOnlyList<long>? inside = null, bool ranks = false)
    {
        var (asked, problem) = Example.Of(request.Similar);
        if (problem is not null)
        {
            return (null, [], problem);
        }

        if (StateConditions.AreAsked(smart.Whole(principal.LibraryKey, query), SearchFields.Duplicate))
        {
            var found = duplicates.FollowAsync(principal.LibraryKey, cancellationToken);
            if (await Task.WhenAny(found, Task.Delay(PatienceForDuplicates, database.Clock, cancellationToken)) != found)
            {
                return (null, [], QueryProblems.Of(new(SearchSentences.DuplicatesNotReady), 0, new(SearchSentences.NoDuplicatesOrPatience)) with { AskAgain = true });
            }

            await found;
        }

        var (collected, unknown) = await compared.AnswerAsync(
            principal, text, await forms.OfAsync(principal, query, cancellationToken), inside ?? [], (one, others) => InsideAsync(principal, one, others, cancellationToken), cancellationToken);
        if (collected is null)
        {
            return (null, [], unknown);
        }

        var (shown, trouble) = await shows.AnswerAsync(principal, text, collected, goesWithout, ranks, cancellationToken);
        if (shown is null)
        {
            return (null, [], trouble);
        }

        var (answered, wrong) = await examples.AnswerAsync(principal, text, shown.Query, asked, cancellationToken);
        return (answered, shown.Ranking, wrong);
    }

    private async Task<(Query? Query, QueryProblem? Problem)> InsideAsync(Principal principal, Query query, IReadOnlyList<long> inside, CancellationToken cancellationToken)
    {
        var (answered, _, problem) = await AnswerAsync(principal, "", query, new SearchRequest(), goesWithout: false, cancellationToken, inside);
        return (answered?.Query, problem);
    }

    /// <summary>What is found where words that stand nowhere are read as those that a typing error makes of them; null where that finds nothing either.</summary>
    private async Task<SearchAnswer?> CorrectedAsync(Principal principal, SearchRequest request, Query typed, ReadPhrase? phrase, CancellationToken cancellationToken)
    {
        string[]? unknown = phrase?.Strong is null ? null : [.. phrase.Understood.Unknown.SelectMany(words => words.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))];
        if (request is not { Spelling: "auto", Filter: null, Cursor: null, Explain: null } || await spelling.CorrectAsync(principal, typed, unknown, cancellationToken) is not { } right)
        {
            return null;
        }

        var text = QueryPrinter.Print(right);
        var (answer, _) = await RunAsync(principal, request with { Query = text, Spelling = null }, cancellationToken);
        return answer is { Total: > 0 } ? answer with { Corrected = text } : null;
    }

    /// <summary>What a cursor belongs to beside the query's text.</summary>
    private static string Examples(SearchRequest request) =>
        request.Similar is null ? "" : "\0" + System.Text.Json.JsonSerializer.Serialize(request.Similar, ApiJson.Default.IReadOnlyListSimilarTo);

    /// <summary>The order that a request names, of what a query finds; or what is wrong with it.</summary>
    public (SearchSort Sort, QueryProblem? Problem) Order(Principal principal, string? sort, Query query) => SearchSorts.Read(sort, query, fields.Of(principal.LibraryKey).Schema);

    /// <summary>The structured fields of the principal's library that results can be put in order by, by their labels.</summary>
    public IReadOnlyList<Field> OrderFields(Principal principal) => SearchSorts.Fields(fields.Of(principal.LibraryKey).Schema);

    /// <summary>How much a request finds, or what is wrong with it. Nothing is noted of it: nobody looks at what is found.</summary>
    public async Task<(long? Total, QueryProblem? Problem)> CountAsync(Principal principal, SearchRequest request, CancellationToken cancellationToken)
    {
        var (query, problem) = await FoundByAsync(principal, request, cancellationToken);
        return query is null ? (null, problem) : (await TotalAsync(principal, query, request, cancellationToken), null);
    }

    /// <summary>
    /// How much each of these requests finds, or what is wrong with it. What they ask by comparing pictures is made ready for all of them together; a request that would have to wait longer for that than the
    /// others should is not answered now, and its problem says to ask again.
    /// </summary>
    public async Task<IReadOnlyList<(long? Total, QueryProblem? Problem)>> CountAsync(Principal principal, IReadOnlyList<SearchRequest> requests, CancellationToken cancellationToken)
    {
        // Words that nobody could understand yet would be searched for as they stand, which finds other assets.
        var understood = !requests.Any(request => request.Phrases == "auto") || await phrases.IsReadyAsync(cancellationToken);
        var read = new List<(Query? Query, string Text, QueryProblem? Problem)>(requests.Count);
        foreach (var request in requests)
        {
            read.Add(understood || request.Phrases != "auto" ? await WholeAsync(principal, request, cancellationToken) : (null, "", PhraseSearch.NotReady));
        }

        var late = await PrepareAsync(principal, [.. read.Select(one => one.Query)], cancellationToken);
        var counts = new List<(long? Total, QueryProblem? Problem)>(requests.Count);
        foreach (var (request, one, unready) in requests.Zip(read, late))
        {
            var (query, problem) = unready is null ? await FoundByAsync(principal, request, one, cancellationToken) : (null, unready);
            counts.Add(query is null ? (null, problem) : (await TotalAsync(principal, query, request, cancellationToken), null));
        }

        return counts;
    }

    /// <summary>Makes what queries ask by comparing pictures ready, together, and waits a moment for that.</summary>
    /// <param name="queries">Null = nothing is asked.</param>
    /// <returns>For each query what is wrong with it until then; null where it can be answered at once.</returns>
    public Task<IReadOnlyList<QueryProblem?>> PrepareAsync(Principal principal, IReadOnlyList<Query?> queries, CancellationToken cancellationToken) =>
        shows.PrepareAsync([.. queries.Select(query => query is null ? new Query.All() : smart.Whole(principal.LibraryKey, query))], cancellationToken);

    /// <summary>The query that finds all that a text does, its words read as ordinary language, and how many of its first operands are no choices; null where it cannot be read.</summary>
    public async Task<(Query Query, int Kept)?> ToCountAsync(Principal principal, string? text, CancellationToken cancellationToken)
    {
        var request = new SearchRequest(text) { Phrases = "auto" };
        if ((await AskedAsync(principal, request, cancellationToken)).Query is not { } typed)
        {
            return null;
        }

        var phrase = await PhraseAsync(principal, request, cancellationToken);
        var (answered, _, _) = await AnswerAsync(principal, text ?? "", phrase?.Found ?? typed, request, goesWithout: phrase is not null, cancellationToken);
        return answered is null ? null : (answered.Query, phrase?.Kept ?? 0);
    }

    /// <summary>The query that finds all that a request asks for, however its words are understood; or what is wrong with the request.</summary>
    public async Task<(Query? Query, QueryProblem? Problem)> FoundByAsync(Principal principal, SearchRequest request, CancellationToken cancellationToken) =>
        await FoundByAsync(principal, request, await WholeAsync(principal, request, cancellationToken), cancellationToken);

    private async Task<(Query? Query, QueryProblem? Problem)> FoundByAsync(
        Principal principal, SearchRequest request, (Query? Query, string Text, QueryProblem? Problem) asked, CancellationToken cancellationToken)
    {
        if (asked.Query is not { } query)
        {
            return (null, asked.Problem);
        }

        var (answered, _, trouble) = await AnswerAsync(principal, asked.Text, query, request, goesWithout: false, cancellationToken);
        return (answered?.Query, trouble);
    }

    /// <summary>The same before what it asks by comparing pictures is answered, with the text that says it.</summary>
    private async Task<(Query? Query, string Text, QueryProblem? Problem)> WholeAsync(Principal principal, SearchRequest request, CancellationToken cancellationToken)
    {
        var asked = await AskedAsync(principal, request, cancellationToken);
        if (asked.Query is not { } typed)
        {
            return asked;
        }

        var query = (await PhraseAsync(principal, request, cancellationToken))?.Found ?? typed;
        return (Order(principal, request.Sort, query).Problem ?? SearchLimits.Trouble(request)) is { } wrong ? (null, "", wrong) : (query, asked.Text, null);
    }

    private async Task<long> TotalAsync(Principal principal, Query query, SearchRequest request, CancellationToken cancellationToken) =>
        (await engine.SearchAsync(principal, query, null, request.Groups == "together", SearchSort.Newest, default, 0, cancellationToken)).Total;

    /// <summary>How the words of a request are understood; null where they are not to be, or are no phrase.</summary>
    private async Task<ReadPhrase?> PhraseAsync(Principal principal, SearchRequest request, CancellationToken cancellationToken)
    {
        if (request.Phrases != "auto" || request.Filter is not null)
        {
            return null;
        }

        return await phrases.ReadAsync(principal, request.Query ?? "", query => TooMany(query) is null, cancellationToken);
    }

    /// <summary>Whether what fits best comes first, where something says how well it fits.</summary>
    private static bool IsByFit(SearchRequest request) => request.Sort is null or "" or "relevance";

    private async Task<IReadOnlyList<SearchBand>> BandsAsync(
        Principal principal, ReadPhrase? phrase, Query query, IReadOnlyList<(long Asset, double Cosine)> shown, SearchRequest request, CancellationToken cancellationToken)
    {
        if (phrase?.Strong is not { } strong)
        {
            return shown.Count > 0 ? await phraseRanking.ByShownAsync(principal, query, shown, request.Groups == "together", cancellationToken) : [new SearchBand(null, query, null)];
        }

        return IsByFit(request)
            ? await phraseRanking.BandsAsync(principal, strong, query, phrase.Parts, shown, request.Groups == "together", cancellationToken)
            : [new SearchBand("strong", strong, null), new SearchBand("possible", query, strong)];
    }

    /// <summary>The query of a request, with the text that says it; of a tree the one that it prints as.</summary>
    private async Task<(Query? Query, string Text, QueryProblem? Problem)> AskedAsync(Principal principal, SearchRequest request, CancellationToken cancellationToken)
    {
        if (request.Filter is not { } filter)
        {
            var (read, problem) = await ParseAsync(principal, request.Query, cancellationToken);
            return (read, request.Query ?? "", problem);
        }

        if (!string.IsNullOrEmpty(request.Query))
        {
            return (null, "", new QueryProblem("A request has a query or a filter, not both.", 0, "query or filter", null));
        }

        var tree = QueryJson.Read(filter);
        if (tree.Error is { } error)
        {
            return (null, "", ProblemOf(error) with { At = "/filter" + tree.At });
        }

        var (query, trouble) = await ParseAsync(principal, tree.Text, cancellationToken);
        return (query, tree.Text, trouble is null ? null : trouble with { Position = 0, Length = 0, At = "/filter" + await FilterParts.WrongAsync(filter, part => UnknownAsync(principal, "", part, cancellationToken)) });
    }

    /// <summary>
    /// What a request asks for: the query, the text that says it, and how its words were understood where they are a phrase and the request wants that; or what is wrong with it.
    /// A tree of nothing but words gets brackets around it where the text is to stand where words are read as ordinary language.
    /// </summary>
    public async Task<(Query? Query, string Text, UnderstoodPhrase? Understood, QueryProblem? Problem)> UnderstandAsync(Principal principal, SearchRequest request, CancellationToken cancellationToken)
    {
        var (query, text, problem) = await AskedAsync(principal, request, cancellationToken);
        if (query is null)
        {
            return (null, text, null, problem);
        }

        if (await PhraseAsync(principal, request, cancellationToken) is { Strong: { } strong, Understood: var understood })
        {
            return (strong, understood.Query, understood, null);
        }

        var printed = QueryPrinter.Print(query);
        return (query, request is { Phrases: "auto", Filter: not null } && PhraseSearch.IsPhrase(printed) ? $"({printed})" : printed, null, null);
    }

    /// <summary>What a text asks for in the principal's library, with what it asks by example answered; or what is wrong with it.</summary>
    public async Task<(Query? Query, QueryProblem? Problem)> ReadAsync(Principal principal, string? text, CancellationToken cancellationToken)
    {
        var (typed, problem) = await ParseAsync(principal, text, cancellationToken);
        if (typed is null)
        {
            return (null, problem);
        }

        var (answered, _, trouble) = await AnswerAsync(principal, text ?? "", typed, new SearchRequest(), goesWithout: false, cancellationToken);
        return (answered?.Query, trouble);
    }

    private async Task<(Query? Query, QueryProblem? Problem)> ParseAsync(Principal principal, string? text, CancellationToken cancellationToken)
    {
        var parsed = QueryParser.Parse(text ?? "");
        return parsed.Error is { } error ? (null, ProblemOf(error))
            : TooMany(smart.Whole(principal.LibraryKey, parsed.Query!)) is { } tooMany ? (null, tooMany)
            : await UnknownAsync(principal, text ?? "", parsed.Query!, cancellationToken) is { } unknown ? (null, unknown)
            : (parsed.Query, null);
    }

    /// <summary>What of a query that could be read this library does not know.</summary>
    private async Task<QueryProblem?> UnknownAsync(Principal principal, string text, Query query, CancellationToken cancellationToken) =>
        FieldConditions.Trouble(query, text, fields.Of(principal.LibraryKey).Schema) ?? await tags.TroubleAsync(principal.LibraryKey, text, query, cancellationToken);

    public async Task<(IReadOnlyList<long> Keys, QueryProblem? Problem)> KeysAsync(Principal principal, string query, bool together, CancellationToken cancellationToken)
    {
        var (read, problem) = await ReadAsync(principal, query, cancellationToken);
        return read is null ? ([], problem) : (await engine.KeysAsync(principal, read, together, cancellationToken), null);
    }

    private static QueryProblem? TooMany(Query query) =>
        QuerySize.Of(query) > QuerySize.Most ? QueryProblems.Of(new(SearchSentences.TooManyConditions, QuerySize.Most), 0, new(QuerySentences.ShorterQuery)) : null;

    private static QueryProblem ProblemOf(QueryError error) => QueryProblems.Of(error.Sentence, error.Position, error.Wanted, error.Suggestion) with { Length = error.Length };

    /// <summary>What people look for and do not find is what a library lacks.</summary>
    private Task NoteNothingFoundAsync(Principal principal, string text, CancellationToken cancellationToken) =>
        database.WriteAsync(
            principal.Actor,
            session => session.ExecuteAsync(
                $"insert into usage (library_key, at, actor_key, kind, text) values ({principal.LibraryKey}, {session.Now}, {principal.Actor.Key}, {4}, {Storable.Text(text)})", cancellationToken),
            cancellationToken);
}

using Vitrine.Contracts;
using Vitrine.Core.Assets;
using Vitrine.Core.Search;
using Vitrine.Server.Access;
using Vitrine.Server.Documents;
using Vitrine.Server.Features.Assets;
using Vitrine.Server.Fields;
using Vitrine.Server.Hosting;
using Vitrine.Server.Pipeline;
using Vitrine.Server.Search.Embedded;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Search;

/// <summary>What the API, the pages and bulk work ask: a query's text in, items out.</summary>
public sealed class AssetSearch(Database database, SearchEngine engine, SearchCursors cursors, FieldCatalog fields, EmbeddedTagNames tags)
{
    /// <summary>A cursor of one way to show groups is none of the other. No text of a query ends so.</summary>
    private const string Together = "\0together";

    private readonly GroupTiles groups = new(database, engine);

    public const int DefaultLimit = 50;
    public const int MostLimit = 500;

    private const int MostConditions = 100;

    private static readonly string[] Notes = [.. Problem.Notes];

    /// <summary>The answer, or what is wrong with the request.</summary>
    public async Task<(SearchAnswer? Answer, QueryProblem? Problem)> RunAsync(Principal principal, SearchRequest request, CancellationToken cancellationToken)
    {
        var text = request.Query ?? "";
        var (query, problem) = await ReadAsync(principal, text, cancellationToken);
        if (query is null)
        {
            return (null, problem);
        }

        if (!TrySort(request.Sort, out var sort))
        {
            return (null, new QueryProblem($"'{request.Sort}' is no order", 0, "added, taken, name, size, collection or relevance, with - for descending", null));
        }

        if (sort.Order == SearchOrder.Collection)
        {
            sort = sort with { Collection = CollectionOf(query) };
            if (sort.Collection is null)
            {
                return (null, new QueryProblem("The order of a collection needs a query that asks for one collection.", 0, SearchFields.Collection.Example, null));
            }
        }

        if (request.Limit is < 1 or > MostLimit)
        {
            return (null, new QueryProblem($"limit is a number from 1 to {MostLimit}, not {request.Limit}.", 0, $"1 to {MostLimit}", null));
        }

        if (request.Offset is < 0)
        {
            return (null, new QueryProblem($"offset is a number from 0 to {int.MaxValue}, not {request.Offset}.", 0, $"0 to {int.MaxValue}", null));
        }

        if (request.Groups is not (null or "apart" or "together"))
        {
            return (null, new QueryProblem($"groups is apart or together, not '{request.Groups}'.", 0, "apart or together", null));
        }

        var together = request.Groups == "together";
        var asked = together ? text + Together : text;
        var limit = request.Limit ?? DefaultLimit;
        var place = new SearchPlace(null, 0, request.Offset ?? 0);
        if (request.Cursor is { } cursor && !cursors.TryRead(cursor, asked, sort, out place))
        {
            return (null, new QueryProblem("this cursor belongs to another query, or is damaged", 0, "a cursor of this query", null));
        }

        if (request.After is { } after && after > await database.ReadAsync(session => Sequences.NewestAsync(session, cancellationToken), cancellationToken))
        {
            // Rows are searched as they are: whatever was written is seen. A sequence from the future is of another library, or made up.
            return (null, new QueryProblem($"Nothing was written with the sequence {after} yet.", 0, "a sequence that a write answered", null));
        }

        // One more than asked tells whether there is another page.
        var found = await engine.SearchAsync(principal, query, together, sort, place, limit + 1, cancellationToken);
        var hits = found with { Hits = [.. found.Hits.Take(limit)] };
        if (hits.Total == 0 && text.Length > 0)
        {
            await NoteNothingFoundAsync(principal, text, cancellationToken);
        }

        var items = await ItemsAsync(query, hits.Hits, cancellationToken);
        if (together)
        {
            items = await groups.WithAsync(principal, query, hits.Hits, items, cancellationToken);
        }

        var next = found.Hits.Count > limit ? cursors.Write(asked, sort, hits.Hits[^1]) : null;
        return (new SearchAnswer(hits.Total, items, next), null);
    }

    /// <summary>What a text asks for in the principal's library, or what is wrong with it.</summary>
    public async Task<(Query? Query, QueryProblem? Problem)> ReadAsync(Principal principal, string? text, CancellationToken cancellationToken)
    {
        var parsed = QueryParser.Parse(text ?? "");
        return parsed.Error is { } error ? (null, ProblemOf(error))
            : FieldConditions.Trouble(parsed.Query!, fields.Of(principal.LibraryKey).Schema) is { } trouble ? (null, trouble)
            : TooMany(parsed.Query!) is { } tooMany ? (null, tooMany)
            : await tags.TroubleAsync(principal.LibraryKey, text ?? "", parsed.Query!, cancellationToken) is { } unknown ? (null, unknown)
            : (parsed.Query, null);
    }

    /// <summary>What a text asks for; null where it cannot be read.</summary>
    public static Query? TryRead(string? text) => QueryParser.Parse(text ?? "").Query is { } query && TooMany(query) is null ? query : null;

    public async Task<(IReadOnlyList<long> Keys, QueryProblem? Problem)> KeysAsync(Principal principal, string query, bool together, CancellationToken cancellationToken)
    {
        var (read, problem) = await ReadAsync(principal, query, cancellationToken);
        return read is null ? ([], problem) : (await engine.KeysAsync(principal, read, together, cancellationToken), null);
    }

    /// <summary>Each condition is a part of one statement, of which a database takes only so many.</summary>
    private static QueryProblem? TooMany(Query query) =>
        Conditions(query) > MostConditions ? new QueryProblem($"A query has at most {MostConditions} words and conditions.", 0, "a shorter query", null) : null;

    private static int Conditions(Query query) => query switch
    {
        Query.And and => and.Operands.Sum(Conditions),
        Query.Or or => or.Operands.Sum(Conditions),
        Query.Not not => Conditions(not.Operand),
        Query.Words words => Math.Max(1, SearchTerms.Of(words.Content).Count),
        Query.Condition condition => condition.Values.Sum(value => value is QueryValue.Text text && condition.Field.Type == SearchFieldType.Text ? Math.Max(1, SearchTerms.Of(text.Content).Count) : 1),
        Query.OneClaim claim => 1 + claim.Parts.Count,
        _ => 1,
    };

    /// <summary>The one collection in which all results are; null where the query asks for none, or for several.</summary>
    private static string? CollectionOf(Query query) => query switch
    {
        Query.Condition { Field.Name: "collection", Text: { } collection } => collection,
        Query.And and => and.Operands.Select(CollectionOf).OfType<string>().ToArray() is [var one] ? one : null,
        _ => null,
    };

    private static QueryProblem ProblemOf(QueryError error) => new(error.Message, error.Position, error.Expected, error.Suggestion);

    private static bool TrySort(string? name, out SearchSort sort)
    {
        sort = SearchSort.Newest;
        if (string.IsNullOrEmpty(name))
        {
            return true;
        }

        var descending = name[0] == '-';
        var letters = name.AsSpan(descending ? 1 : 0);
        var order = SearchOrder.Added;
        var known = !letters.ContainsAnyExceptInRange('a', 'z') && Enum.TryParse(letters, ignoreCase: true, out order);
        sort = new SearchSort(order, descending || order == SearchOrder.Relevance);
        return known;
    }

    /// <summary>What people look for and do not find is what a library lacks.</summary>
    private Task NoteNothingFoundAsync(Principal principal, string text, CancellationToken cancellationToken) =>
        database.WriteAsync(
            principal.Actor,
            session => session.ExecuteAsync(
                $"insert into usage (library_key, at, actor_key, kind, text) values ({principal.LibraryKey}, {session.Now}, {principal.Actor.Key}, {4}, {Storable.Text(text)})", cancellationToken),
            cancellationToken);

    private async Task<IReadOnlyList<SearchItem>> ItemsAsync(Query query, IReadOnlyList<SearchHit> hits, CancellationToken cancellationToken)
    {
        if (hits.Count == 0)
        {
            return [];
        }

        long[] keys = [.. hits.Select(hit => hit.AssetKey)];
        var rows = await database.ReadAsync(
            async session =>
            {
                var found = await session.QueryAsync(
                    $"""
                    select a.key, a.id, a.name, a.kind, a.folder_key, a.created_at, a.taken_at, v.width, v.height, v.tone, v.duration_ms, v.bytes,
                        (select count(*) from rendition r where r.essence_key = v.essence_key),
                        (select count(distinct p.code) from problem p where p.version_key = v.key and not ({session.Dialect.AnyOf(new RawSql("p.code"), Notes)})),
                        (select count(*) from run r where r.version_key = v.key and r.state in (1, 2)),
                        (select d.essence_key from document_text d where d.essence_key = v.essence_key),
                        (select count(k.motion_tail) from version_mark k where k.version_key = v.key)
                    from asset a join version v on v.key = a.version_key where {session.Dialect.AnyOf(new RawSql("a.key"), keys)}
                    """,
                    row => (Key: row.GetInt64(0), Folder: row.GetInt64(4), Document: row.NumberOrNull(15), Item: new SearchItem(row.GetString(1), "asset", row.GetString(2), "", ((AssetKind)row.GetInt64(3)).ToString().ToLowerInvariant(), 0)
                    {
                        AddedAt = row.Time(5),
                        TakenAt = row.TextOrNull(6),
                        Width = row.IntOrNull(7),
                        Height = row.IntOrNull(8),
                        Tone = row.TextOrNull(9),
                        DurationMs = row.NumberOrNull(10),
                        Bytes = row.GetInt64(11),
                        HasPreview = row.GetInt64(12) > 0,
                        Problems = (int)row.GetInt64(13),
                        Pending = (int)row.GetInt64(14),
                        Motion = row.GetInt64(16) > 0,
                    }),
                    cancellationToken);
                var folders = new Dictionary<long, string>();
                foreach (var folder in found.Select(row => row.Folder).Distinct())
                {
                    folders[folder] = await FolderPath.OfAsync(session, folder, cancellationToken);
                }

                var texts = await DocumentHits.FindAsync(session, query, [.. found.Select(row => row.Document).OfType<long>()], cancellationToken);
                return found.ToDictionary(
                    row => row.Key,
                    row => row.Item with { Folder = folders[row.Folder], Found = row.Document is { } document ? texts.GetValueOrDefault(document) : null });
            },
            cancellationToken);
        return [.. hits.Where(hit => rows.ContainsKey(hit.AssetKey)).Select(hit => rows[hit.AssetKey] with { Score = hit.Score })];
    }
}

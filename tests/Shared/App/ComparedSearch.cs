using System.Globalization;
using Vitrine.Contracts;
using Vitrine.Core.Search;
using Vitrine.Server.Access;
using Vitrine.Server.Search;
using Vitrine.Server.Search.Index;
using Vitrine.Server.Storage;

namespace Vitrine.Tests.Shared;

/// <summary>
/// The engine of all server tests: asks the index, and the rows themselves, and takes no two answers for one question. So each test of whatever writes something also
/// tests that the index hears of it.
/// </summary>
internal sealed class ComparedSearch(IndexSearch index, SqlSearch rows, Database database) : SearchEngine
{
    public override Task<SearchHits> SearchAsync(
        Principal principal, Query query, Query? without, bool together, SearchSort sort, SearchPlace place, int limit, CancellationToken cancellationToken) =>
        SameAsync(
            query,
            engine => engine.SearchAsync(principal, query, without, together, sort, place, limit, cancellationToken),
            hits => sort.Order == SearchOrder.Relevance ? Text(hits.Total) : $"{hits.Total}: {string.Join(", ", hits.Hits.Select(hit => $"{hit.AssetKey} {hit.SortValue}"))}");

    /// <summary>Only one of the two keeps scores.</summary>
    public override Task<IReadOnlyList<ScorePart>> ScoreAsync(Principal principal, Query query, long asset, CancellationToken cancellationToken) =>
        index.ScoreAsync(principal, query, asset, cancellationToken);

    public override Task<IReadOnlyList<long>> KeysAsync(Principal principal, Query query, bool together, CancellationToken cancellationToken) =>
        SameAsync(query, engine => engine.KeysAsync(principal, query, together, cancellationToken), keys => string.Join(", ", keys.Order().Select(Text)));

    public override Task<IReadOnlyList<long>> AmongAsync(Principal principal, Query query, long[] keys, CancellationToken cancellationToken) =>
        SameAsync(query, engine => engine.AmongAsync(principal, query, keys, cancellationToken), found => string.Join(", ", found.Order().Select(Text)));

    public override Task<IReadOnlyList<long>> TaggedAsync(long library, IReadOnlyList<long[]> concepts, CancellationToken cancellationToken) =>
        SameAsync(new Query.All(), engine => engine.TaggedAsync(library, concepts, cancellationToken), counts => string.Join(", ", counts.Select(Text)));

    public override Task<IReadOnlyList<(long Asset, double Confidence)>> SurestAsync(Principal principal, Query query, IReadOnlyList<long[]> things, int most, CancellationToken cancellationToken) =>
        SameAsync(query, engine => engine.SurestAsync(principal, query, things, most, cancellationToken), found => string.Join(", ", found));

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private async Task<T> SameAsync<T>(Query query, Func<SearchEngine, Task<T>> ask, Func<T, string> print)
    {
        while (true)
        {
            var before = await NewestAsync();
            var (found, expected) = (await ask(index), await ask(rows));
            if (print(found) == print(expected))
            {
                return found;
            }

            // What was written between the two questions excuses both.
            if (await NewestAsync() == before)
            {
                throw new InvalidOperationException($"For {QueryPrinter.Print(query)} the index finds {print(found)}, the rows say {print(expected)}.");
            }
        }
    }

    private async Task<long> NewestAsync() => await database.ReadAsync(session => session.NumberAsync($"select max(sequence) from change_log")) ?? 0;
}

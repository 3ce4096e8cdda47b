using Vitrine.Core.Analysis;
using Vitrine.Core.Search.Vectors;
using Vitrine.Server.Hosting;
using Vitrine.Server.Search.Examples;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Search.Meanings;

/// <summary>
/// This node's directions of what pictures show, made from the stored findings without a model. They are made beside when first asked for, and follow the change log whenever they are asked.
/// </summary>
internal sealed class MeaningIndex(Database database, LabelDirections labels, IHostApplicationLifetime lifetime) : IDisposable
{
    private const int Together = 500;

    /// <summary>How long a question waits for what has changed: what takes longer is ready for a later one.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly SemaphoreSlim turn = new(1);
    private readonly Lock gate = new();
    private Task<bool> following = Task.FromResult(false);
    private string? made;
    private FeatureSpace? pictures;
    private HashSet<long> known = [];
    private long? position;

    /// <summary>The assets of a library that show most of what a direction means, best first, with their cosines.</summary>
    /// <param name="space">The model of the direction.</param>
    /// <param name="allowed">Null = every asset.</param>
    /// <returns>Null where the pictures' directions are not ready yet, or cannot be made.</returns>
    public async Task<IReadOnlyList<(long Asset, double Cosine)>?> NearestAsync(
        string space, float[] direction, long library, IReadOnlySet<long>? allowed, int most, CancellationToken cancellationToken)
    {
        if (!await IsReadyAsync(space, Patience, cancellationToken))
        {
            return null;
        }

        await turn.WaitAsync(cancellationToken);
        try
        {
            return made != space ? null
                : pictures is null || pictures.Dimension != direction.Length ? []
                : pictures.Nearest(direction, library, allowed, most, cancellationToken);
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>Whether the pictures can be compared, after waiting for that no longer than this.</summary>
    public async Task<bool> IsReadyAsync(string space, TimeSpan patience, CancellationToken cancellationToken)
    {
        var ready = Follow(space);
        return await Task.WhenAny(ready, Task.Delay(patience, database.Clock, cancellationToken)) == ready && await ready;
    }

    public void Dispose() => turn.Dispose();

    /// <summary>One at a time: whoever asks while they are being made waits for that, then for what came since.</summary>
    private Task<bool> Follow(string space)
    {
        lock (gate)
        {
            return following = AfterAsync(following, space);
        }
    }

    private async Task<bool> AfterAsync(Task before, string space)
    {
        await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await turn.WaitAsync(lifetime.ApplicationStopping);
        try
        {
            return await FollowAsync(space, lifetime.ApplicationStopping);
        }
        finally
        {
            turn.Release();
        }
    }

    private async Task<bool> FollowAsync(string space, CancellationToken cancellationToken)
    {
        if (await labels.OfAsync(space, cancellationToken) is not { } directions)
        {
            return false;
        }

        if (made != space || pictures is { IsWorn: true })
        {
            (made, pictures, known, position) = (space, null, [], null);
        }

        var (newest, changed) = await database.ReadAsync(session => ChangedAssets.SinceAsync(session, position, known, cancellationToken), cancellationToken);

        // What is cut off half way is begun again: until all is in, the position stays.
        foreach (var some in changed.Chunk(Together))
        {
            var read = await database.ReadAsync(session => ReadAsync(session, some, cancellationToken), cancellationToken);
            foreach (var asset in some.Where(known.Remove))
            {
                pictures!.Remove(asset);
            }

            foreach (var (asset, library, findings) in read)
            {
                if (PictureMeaning.Of(findings, directions) is { } meaning)
                {
                    pictures ??= new FeatureSpace(meaning.Length);
                    pictures.Set(asset, library, Int8Vector.Quantise(meaning));
                    known.Add(asset);
                }
            }
        }

        position = newest;
        return true;
    }

    private static async Task<IReadOnlyList<(long Asset, long Library, IReadOnlyList<FindingSet> Findings)>> ReadAsync(DbSession session, long[] assets, CancellationToken cancellationToken)
    {
        var rows = await session.QueryAsync(
            Sql.Of($"""
            select a.key, a.library_key, f.payload from asset a join version v on v.key = a.version_key join finding f on f.essence_key = v.essence_key
            where {session.Dialect.AnyOf(new RawSql("a.key"), assets)} and a.trashed_at is null and f.analyzer in ('classify', 'detect') order by a.key, f.analyzer
            """),
            row => (Asset: row.GetInt64(0), Library: row.GetInt64(1), Found: FindingPack.Decode(row.Bytes(2))),
            cancellationToken);
        return [.. rows.GroupBy(row => (row.Asset, row.Library)).Select(group => (group.Key.Asset, group.Key.Library, (IReadOnlyList<FindingSet>)[.. group.Select(row => row.Found)]))];
    }
}

using Vitrine.Core.Analysis;
using Vitrine.Core.Search.Vectors;
using Vitrine.Server.Search.Examples;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Search.Meanings;

/// <summary>
/// This node's directions of what pictures show, made from the stored findings without a model. They are made beside when first asked for, and follow the change log whenever they are asked.
/// </summary>
internal sealed class MeaningIndex(Database database, DataFolder folder, LabelDirections labels, IHostApplicationLifetime lifetime, ILogger<MeaningIndex> log) : BackgroundService
{
    /// <summary>Counts up when other directions are made of the same findings and labels.</summary>
    private const int Directions = 1;

    /// <summary>How long a question waits for what has changed: what takes longer is ready for a later one.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly FollowedVectors vectors = new(database, Path.Combine(folder.Index, "meanings"), log);
    private readonly Lock gate = new();
    private Task<bool> following = Task.FromResult(false);

    /// <summary>Assets that were read from the database until now.</summary>
    internal long Read => vectors.Read;

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

        return await vectors.AskAsync<IReadOnlyList<(long Asset, double Cosine)>>(
            VersionOf(space),
            spaces => spaces.TryGetValue(space, out var pictures) && pictures.Dimension == direction.Length ? pictures.Nearest(direction, library, allowed, most, cancellationToken) : [],
            cancellationToken);
    }

    /// <summary>Whether the pictures can be compared, after waiting for that no longer than this.</summary>
    public async Task<bool> IsReadyAsync(string space, TimeSpan patience, CancellationToken cancellationToken)
    {
        var ready = Follow(space);
        return await Task.WhenAny(ready, Task.Delay(patience, database.Clock, cancellationToken)) == ready && await ready;
    }

    public override void Dispose()
    {
        base.Dispose();
        vectors.Dispose();
    }

    internal Task SaveAsync(CancellationToken cancellationToken) => vectors.SaveAsync(cancellationToken);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => vectors.KeepAsync(stoppingToken);

    private static string VersionOf(string space) => $"{Directions}.{Convert.ToHexStringLower(LabelDirections.KeyOf(space))}";

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
        if (await labels.OfAsync(space, lifetime.ApplicationStopping) is not { } directions)
        {
            return false;
        }

        await vectors.FollowAsync(VersionOf(space), (session, assets, cancellationToken) => ReadAsync(session, assets, space, directions, cancellationToken), lifetime.ApplicationStopping);
        return true;
    }

    private static async Task<IReadOnlyList<AssetVector>> ReadAsync(DbSession session, long[] assets, string space, IReadOnlyDictionary<string, float[]> directions, CancellationToken cancellationToken)
    {
        var rows = await session.QueryAsync(
            Sql.Of($"""
            select a.key, a.library_key, f.payload from asset a join version v on v.key = a.version_key join finding f on f.essence_key = v.essence_key
            where {session.Dialect.AnyOf(new RawSql("a.key"), assets)} and a.trashed_at is null and f.analyzer in ('classify', 'detect') order by a.key, f.analyzer
            """),
            row => (Asset: row.GetInt64(0), Library: row.GetInt64(1), Found: FindingPack.Decode(row.Bytes(2))),
            cancellationToken);
        return
        [
            .. rows.GroupBy(row => (row.Asset, row.Library))
                .Select(group => (group.Key.Asset, group.Key.Library, Meaning: PictureMeaning.Of([.. group.Select(row => row.Found)], directions)))
                .Where(one => one.Meaning is not null)
                .Select(one => new AssetVector(one.Asset, one.Library, space, Int8Vector.Quantise(one.Meaning!))),
        ];
    }
}

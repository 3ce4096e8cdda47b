using Vitrine.Server.Duplicates;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Search.Examples;

/// <summary>This node's vectors of what pictures look like. Whoever asks has them follow the change log up to the newest change.</summary>
internal sealed class FeatureIndex(Database database, DataFolder folder, ILogger<FeatureIndex> log) : BackgroundService
{
    /// <summary>A few pictures may have failed in one model and not in another.</summary>
    private const double NearlyAll = 0.95;

    /// <summary>Counts up when other vectors are read of the same assets.</summary>
    private const string Version = "1";

    private readonly FollowedVectors vectors = new(database, Path.Combine(folder.Index, "features"), log);

    /// <summary>Assets that were read from the database until now.</summary>
    internal long Read => vectors.Read;

    /// <summary>The assets of a library whose pictures are most like a direction in the space of a model, best first.</summary>
    /// <param name="allowed">Null = every asset.</param>
    public async Task<IReadOnlyList<(long Asset, double Cosine)>> NearestAsync(
        string model, float[] direction, long library, IReadOnlySet<long>? allowed, int most, CancellationToken cancellationToken) =>
        await AskAsync(
            spaces => spaces.TryGetValue(model, out var space) && space.Dimension == direction.Length ? space.Nearest(direction, library, allowed, most, cancellationToken) : [], cancellationToken) ?? [];

    /// <summary>
    /// Of models, in order of preference, the first that looked at nearly all pictures of the library that any of them did: until a new model has seen them, an older one finds more.
    /// Where there are no pictures it is the first.
    /// </summary>
    public async Task<string?> BestAsync(long library, IReadOnlyList<string> models, CancellationToken cancellationToken)
    {
        if (models.Count < 2)
        {
            return models is [var only] ? only : null;
        }

        return await AskAsync(
            spaces =>
            {
                var counts = models.Select(model => spaces.TryGetValue(model, out var space) ? space.CountOf(library) : 0).ToArray();
                return models[Array.FindIndex(counts, count => count >= NearlyAll * counts.Max())];
            },
            cancellationToken);
    }

    public override void Dispose()
    {
        base.Dispose();
        vectors.Dispose();
    }

    internal Task SaveAsync(CancellationToken cancellationToken) => vectors.SaveAsync(cancellationToken);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => vectors.KeepAsync(stoppingToken);

    private async Task<T?> AskAsync<T>(Func<IReadOnlyDictionary<string, FeatureSpace>, T> ask, CancellationToken cancellationToken)
    {
        await vectors.FollowAsync(Version, ReadAsync, cancellationToken);
        return await vectors.AskAsync(Version, ask, cancellationToken);
    }

    private static async Task<IReadOnlyList<AssetVector>> ReadAsync(DbSession session, long[] assets, CancellationToken cancellationToken)
    {
        var rows = await session.QueryAsync(
            Sql.Of($"select a.key, a.library_key, v.essence_key from asset a join version v on v.key = a.version_key where {session.Dialect.AnyOf(new RawSql("a.key"), assets)} and a.trashed_at is null order by a.key"),
            row => (Asset: row.GetInt64(0), Library: row.GetInt64(1), Essence: row.GetInt64(2)),
            cancellationToken);
        var vectors = await LikenessRows.VectorsAsync(session, [.. rows.Select(row => row.Essence).Distinct()], cancellationToken);
        return [.. rows.SelectMany(row => vectors.GetValueOrDefault(row.Essence, []), (row, seen) => new AssetVector(row.Asset, row.Library, seen.Space, seen.Vector))];
    }
}

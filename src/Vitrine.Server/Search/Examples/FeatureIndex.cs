using Vitrine.Core.Search.Vectors;
using Vitrine.Server.Duplicates;
using Vitrine.Server.Hosting;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Search.Examples;

/// <summary>
/// This node's vectors of what pictures look like. They are read when first asked for, and whoever asks has them follow the change log up to the newest change. What a reduction of
/// a wide model came to is kept in the data folder: fitting takes some seconds.
/// </summary>
internal sealed class FeatureIndex(Database database, DataFolder folder, ILogger<FeatureIndex> log) : IDisposable
{
    private const int Together = 500;

    /// <summary>A few pictures may have failed in one model and not in another.</summary>
    private const double NearlyAll = 0.95;

    private readonly SemaphoreSlim turn = new(1);
    private readonly Dictionary<string, FeatureSpace> spaces = new(StringComparer.Ordinal);
    private readonly Dictionary<long, List<string>> spacesOf = [];
    private long? position;

    /// <summary>The assets of a library whose pictures are most like a direction in the space of a model, best first.</summary>
    /// <param name="allowed">Null = every asset.</param>
    public async Task<IReadOnlyList<(long Asset, double Cosine)>> NearestAsync(
        string model, float[] direction, long library, IReadOnlySet<long>? allowed, int most, CancellationToken cancellationToken)
    {
        await turn.WaitAsync(cancellationToken);
        try
        {
            await FollowAsync(cancellationToken);
            return spaces.TryGetValue(model, out var space) && space.Dimension == direction.Length ? space.Nearest(direction, library, allowed, most, cancellationToken) : [];
        }
        finally
        {
            turn.Release();
        }
    }

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

        await turn.WaitAsync(cancellationToken);
        try
        {
            await FollowAsync(cancellationToken);
            var counts = models.Select(model => spaces.TryGetValue(model, out var space) ? space.CountOf(library) : 0).ToArray();
            return models[Array.FindIndex(counts, count => count >= NearlyAll * counts.Max())];
        }
        finally
        {
            turn.Release();
        }
    }

    public void Dispose() => turn.Dispose();

    private async Task FollowAsync(CancellationToken cancellationToken)
    {
        if (spaces.Values.Any(space => space.IsWorn))
        {
            position = null;
        }

        var (newest, changed) = await database.ReadAsync(session => ChangedAssets.SinceAsync(session, position, spacesOf.Keys, cancellationToken), cancellationToken);
        if (position is null)
        {
            spaces.Clear();
            spacesOf.Clear();
        }

        // What is cut off half way is begun again: until all is in, the position stays.
        foreach (var some in changed.Chunk(Together))
        {
            var read = await database.ReadAsync(session => ReadAsync(session, some, cancellationToken), cancellationToken);
            foreach (var asset in some)
            {
                if (spacesOf.Remove(asset, out var before))
                {
                    before.ForEach(model => spaces[model].Remove(asset));
                }
            }

            foreach (var (asset, library, model, vector) in read)
            {
                if (!spaces.TryGetValue(model, out var space))
                {
                    spaces[model] = space = Opened(model, vector.Codes.Length);
                }

                if (space.Dimension == vector.Codes.Length)
                {
                    space.Set(asset, library, vector);
                    (spacesOf.TryGetValue(asset, out var others) ? others : spacesOf[asset] = []).Add(model);
                }
            }
        }

        position = newest;
        foreach (var (model, space) in spaces)
        {
            if (await space.TendAsync() is { } fitted)
            {
                log.LogInformation("The pictures' vectors of {Model} are searched with {To} of their {From} components: {Loss}", model, fitted.To, fitted.From, fitted.Loss);
                Keep(model, fitted);
            }
        }
    }

    private static async Task<IReadOnlyList<(long Asset, long Library, string Model, Int8Vector Vector)>> ReadAsync(DbSession session, long[] assets, CancellationToken cancellationToken)
    {
        var rows = await session.QueryAsync(
            Sql.Of($"select a.key, a.library_key, v.essence_key from asset a join version v on v.key = a.version_key where {session.Dialect.AnyOf(new RawSql("a.key"), assets)} and a.trashed_at is null order by a.key"),
            row => (Asset: row.GetInt64(0), Library: row.GetInt64(1), Essence: row.GetInt64(2)),
            cancellationToken);
        var vectors = await LikenessRows.VectorsAsync(session, [.. rows.Select(row => row.Essence).Distinct()], cancellationToken);
        return [.. rows.SelectMany(row => vectors.GetValueOrDefault(row.Essence, []), (row, seen) => (row.Asset, row.Library, seen.Space, seen.Vector))];
    }

    private FeatureSpace Opened(string model, int dimension)
    {
        var space = new FeatureSpace(dimension);
        try
        {
            if (File.Exists(PathOf(model)))
            {
                space.Use(ReductionFile.Load(File.ReadAllBytes(PathOf(model))));
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or FormatException)
        {
            log.LogWarning("The reduction of {Model} cannot be read and is fitted again: {Reason}", model, error.Message);
        }

        return space;
    }

    private void Keep(string model, VectorReduction fitted)
    {
        try
        {
            Directory.CreateDirectory(folder.Index);
            var part = PathOf(model) + ".part";
            File.WriteAllBytes(part, ReductionFile.Save(fitted));
            File.Move(part, PathOf(model), overwrite: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            log.LogWarning("The reduction of {Model} cannot be kept for the next start: {Reason}", model, error.Message);
        }
    }

    private string PathOf(string model) => Path.Combine(folder.Index, DataFolder.FileNameOf(model) + ".reduction");
}

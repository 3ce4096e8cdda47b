using Vitrine.Core.Search.Vectors;
using Vitrine.Server.Hosting;
using Vitrine.Server.Search.Index;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Search.Examples;

/// <summary>The vector of an asset in the space of a model.</summary>
internal readonly record struct AssetVector(long Asset, long Library, string Model, Int8Vector Vector);

/// <summary>Reads the vectors that there are of some assets; those in the trash have none.</summary>
internal delegate Task<IReadOnlyList<AssetVector>> ReadVectors(DbSession session, long[] assets, CancellationToken cancellationToken);

/// <summary>
/// Spaces by model that follow the change log. They start from what lies in their folder, and are read whole from the database where nothing does, or what is of another version, damaged, or
/// of a database whose log says something else. Who asks takes turns with who follows.
/// </summary>
/// <param name="folder">Theirs alone.</param>
internal sealed class FollowedVectors(Database database, string folder, ILogger log) : IDisposable
{
    private const int Together = 500;

    /// <summary>Counts up when the files of the same vectors become others.</summary>
    private const int Format = 1;

    /// <summary>How old what lies in the folder may become.</summary>
    private static readonly TimeSpan Age = TimeSpan.FromMinutes(10);

    private readonly SemaphoreSlim turn = new(1);
    private readonly SemaphoreSlim files = new(1);
    private readonly FittedReductions reductions = new(folder, log);
    private readonly Dictionary<string, FeatureSpace> spaces = new(StringComparer.Ordinal);
    private string? version;
    private long? position;
    private long? saved;
    private string? notStored;

    /// <summary>Assets that were read from the database until now.</summary>
    internal long Read { get; private set; }

    /// <summary>Has the spaces follow up to the newest change.</summary>
    /// <param name="wanted">Whatever makes vectors of the same assets others: where it is another than before all are read again.</param>
    public async Task FollowAsync(string wanted, ReadVectors read, CancellationToken cancellationToken)
    {
        await turn.WaitAsync(cancellationToken);
        try
        {
            if (version != wanted)
            {
                position = null;
                await RestoreAsync(wanted, cancellationToken);
                version = wanted;
            }

            if (position is null || spaces.Values.Any(space => space.IsWorn))
            {
                spaces.Clear();
                (position, saved) = (null, null);
            }

            await FollowAsync(read, cancellationToken);
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>Asks the spaces as they are; the default where they were never made in this version.</summary>
    public async Task<T?> AskAsync<T>(string wanted, Func<IReadOnlyDictionary<string, FeatureSpace>, T> ask, CancellationToken cancellationToken)
    {
        await turn.WaitAsync(cancellationToken);
        try
        {
            return version == wanted && position is not null ? ask(spaces) : default;
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>Keeps them for the next start, now and then and when the server stops.</summary>
    public async Task KeepAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                await Task.Delay(Age, database.Clock, stoppingToken);
                await SaveAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            await SaveAsync(CancellationToken.None);
        }
    }

    /// <summary>Writes what has changed. Where that fails they are read anew at the next start.</summary>
    internal async Task SaveAsync(CancellationToken cancellationToken)
    {
        await files.WaitAsync(cancellationToken);
        try
        {
            if (await NowAsync(cancellationToken) is var (made, reached, parts) && await LogMark.SaidAsync(database, reached, cancellationToken) is { } said)
            {
                VectorSnapshot.Save(folder, await VersionAsync(made, cancellationToken), reached, said, parts);
                saved = reached;
            }
        }
        catch (Exception error) when (error is not (OutOfMemoryException or OperationCanceledException))
        {
            log.LogWarning("The pictures' vectors cannot be kept for the next start: {Reason}", error.Message);
        }
        finally
        {
            files.Release();
        }
    }

    public void Dispose()
    {
        turn.Dispose();
        files.Dispose();
    }

    /// <summary>Null where there is nothing new to be written.</summary>
    private async Task<(string Version, long Position, IReadOnlyList<(string, VectorGeneration?, ReadOnlyMemory<byte>)> Parts)?> NowAsync(CancellationToken cancellationToken)
    {
        await turn.WaitAsync(cancellationToken);
        try
        {
            // Rows of a change that is followed half way are read again from this position, and come to the same.
            return version is { } made && position is { } reached && reached != saved ? (made, reached, [.. spaces.Select(pair => Part(pair.Key, pair.Value))]) : null;
        }
        finally
        {
            turn.Release();
        }

        static (string, VectorGeneration?, ReadOnlyMemory<byte>) Part(string model, FeatureSpace space)
        {
            var (rows, beside) = space.Keep();
            return (model, rows, beside);
        }
    }

    private async Task RestoreAsync(string wanted, CancellationToken cancellationToken)
    {
        await files.WaitAsync(cancellationToken);
        try
        {
            spaces.Clear();
            saved = null;
            if (VectorSnapshot.Load(folder, await VersionAsync(wanted, cancellationToken)) is { } kept)
            {
                if (await LogMark.SaidAsync(database, kept.Position, cancellationToken) != kept.Said)
                {
                    throw new InvalidDataException("they are of another database, or of a later state of this one.");
                }

                foreach (var one in kept.Spaces)
                {
                    spaces[one.Name] = FeatureSpace.Restore(one, folder, reductions.Of);
                }

                (position, saved) = (kept.Position, kept.Position);
                return;
            }

            VectorSnapshot.Clear(folder);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            log.LogWarning("The pictures' vectors are read from the database, as those that were kept cannot be used: {Reason}", error.Message);
            Clear();
        }
        finally
        {
            files.Release();
        }
    }

    private void Clear()
    {
        try
        {
            VectorSnapshot.Clear(folder);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            log.LogWarning("Files of vectors that are of no use any more cannot be deleted: {Reason}", error.Message);
        }
    }

    /// <summary>A migration may change rows of which the log says nothing.</summary>
    private async Task<string> VersionAsync(string of, CancellationToken cancellationToken) => $"{Format}.{await Migrator.SchemaAsync(database, cancellationToken)}.{of}";

    private async Task FollowAsync(ReadVectors read, CancellationToken cancellationToken)
    {
        var (newest, changed) = await database.ReadAsync(
            session => ChangedAssets.SinceAsync(session, position, spaces.Values.SelectMany(space => space.Assets), cancellationToken), cancellationToken);

        // What is cut off half way is begun again: until all is in, the position stays.
        foreach (var some in changed.Chunk(Together))
        {
            var vectors = await database.ReadAsync(session => read(session, some, cancellationToken), cancellationToken);
            Read += some.Length;
            foreach (var space in spaces.Values)
            {
                Array.ForEach(some, space.Remove);
            }

            foreach (var (asset, library, model, vector) in vectors)
            {
                if (!spaces.TryGetValue(model, out var space))
                {
                    spaces[model] = space = Opened(model, vector.Codes.Length);
                }

                if (space.Dimension == vector.Codes.Length)
                {
                    space.Set(asset, library, vector);
                }
            }
        }

        position = newest;
        foreach (var (model, space) in spaces)
        {
            if (await space.TendAsync() is { } fitted)
            {
                reductions.Keep(model, fitted);
            }
        }

        SayNotStored();
    }

    private FeatureSpace Opened(string model, int dimension)
    {
        var space = new FeatureSpace(dimension, folder);
        if (dimension > VectorSpace.MaxDimension && reductions.Of(model) is { } known)
        {
            space.Use(known);
        }

        return space;
    }

    /// <summary>Once for each reason.</summary>
    private void SayNotStored()
    {
        var reason = spaces.Values.Select(space => space.NotStored).FirstOrDefault(said => said is not null);
        if (reason is not null && reason != notStored)
        {
            log.LogWarning("The pictures' vectors stay in memory, as they cannot be written into the folder of the index: {Reason}", reason);
        }

        notStored = reason;
    }
}

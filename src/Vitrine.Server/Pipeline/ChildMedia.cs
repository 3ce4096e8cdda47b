using Vitrine.Media.Analyzers.Embed;
using Vitrine.Media.Children;
using Vitrine.Media.Packs;

namespace Vitrine.Server.Pipeline;

/// <summary>The media runner of production: one decode child for each core and the model child, in the strongest sandbox that works here.</summary>
public sealed class ChildMedia(PackStore packs, WorkPace? pace = null, ModelAccelerator? accelerator = null) : IMediaRunner, IAsyncDisposable
{
    private readonly Lazy<Task<Sandbox>> sandbox = new(() => Sandbox.ProbeAsync(CancellationToken.None));
    private readonly SemaphoreSlim gate = new(1, 1);
    private DecodePool? pool;
    private ModelChild? model;

    public int DecodeWorkers { get; } = Math.Max(1, Environment.ProcessorCount);

    /// <summary>While the child looks at some pictures, as many are made ready for it.</summary>
    public int ModelWorkers => ModelChild.Most * 2;

    public async Task<MediaOutcome<DecodeAnswer>> DecodeAsync(DecodeRequest request, TimeSpan limit, CancellationToken cancellationToken)
    {
        var children = await PoolAsync(cancellationToken);
        return await TryAsync(() => children.DecodeAsync(request, limit, cancellationToken));
    }

    public async Task<MediaOutcome<ModelAnswer>> AnalyzeAsync(ModelRequest request, TimeSpan limit, CancellationToken cancellationToken)
    {
        var child = await ModelAsync(cancellationToken);
        var outcome = await TryAsync(() => child.AnalyzeAsync(request, limit, cancellationToken));
        accelerator?.Heard(outcome.Answer?.Card);
        return outcome;
    }

    /// <summary>The next request gets a model child that knows what is installed now.</summary>
    public void RestartModel() => model?.Restart(Options());

    public async ValueTask DisposeAsync()
    {
        if (pool is not null)
        {
            await pool.DisposeAsync();
        }

        if (model is not null)
        {
            await model.DisposeAsync();
        }

        gate.Dispose();
    }

    private async Task<DecodePool> PoolAsync(CancellationToken cancellationToken)
    {
        if (pool is { } ready)
        {
            return ready;
        }

        await gate.WaitAsync(cancellationToken);
        try
        {
            return pool ??= new DecodePool(ChildOptions.Decode, await sandbox.Value, DecodeWorkers);
        }
        finally
        {
            gate.Release();
        }
    }

    private async Task<ModelChild> ModelAsync(CancellationToken cancellationToken)
    {
        if (model is { } ready)
        {
            return ready;
        }

        await gate.WaitAsync(cancellationToken);
        try
        {
            return model ??= new ModelChild(Options(), await sandbox.Value, pace is null ? null : pace.RestAsync);
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>What is in use decides how much memory the child may hold.</summary>
    private ChildOptions Options()
    {
        var pair = packs.Installed(EmbedAnalyzer.About.Task!)?.Pair;
        return accelerator?.Child(packs.Root, pair) ?? ModelOptions.Create(packs.Root, pair: pair);
    }

    internal static async Task<MediaOutcome<T>> TryAsync<T>(Func<Task<T>> ask)
        where T : class
    {
        try
        {
            return new MediaOutcome<T>(await ask(), null);
        }
        catch (ChildFailureException failure)
        {
            var kind = failure.Code == ChildFailureException.NotStarted ? MediaFailureKind.Unavailable
                : failure.AloneInIt ? MediaFailureKind.Killed
                : MediaFailureKind.Interrupted;
            return new MediaOutcome<T>(null, new MediaFailure(kind, failure.Code, failure.Reason));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return new MediaOutcome<T>(null, new MediaFailure(MediaFailureKind.Unreadable, "read-error", $"The original cannot be read: {error.Message}"));
        }
    }
}

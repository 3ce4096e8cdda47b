using System.Diagnostics;
using System.Threading.Channels;

namespace Vitrine.Media.Children;

/// <summary>
/// The child that holds the models. It sees only what we made ourselves: previews, sound samples, tensors. What is asked while it works is
/// sent together as soon as it is free, because it looks at several pictures side by side.
/// </summary>
public sealed class ModelChild : IAsyncDisposable
{
    /// <summary>The most pictures of one request: some for each lane, so that a lane that is done early has another one to take.</summary>
    public static readonly int Most = ModelWork.Cores.Lanes * 4;

    private ChildOptions options;
    private readonly Sandbox sandbox;
    private readonly Channel<Asked> waiting = Channel.CreateUnbounded<Asked>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Task serving;
    private readonly Func<TimeSpan, CancellationToken, Task> rest;
    private readonly CancellationTokenSource stopping = new();
    private readonly Lock gate = new();
    private ChildPool pool;
    private bool outdated;
    private bool stopped;

    /// <param name="options">Usually <see cref="ChildOptions.Model"/> with the packs' folder in <see cref="ChildOptions.Folders"/>.</param>
    /// <param name="sandbox">From <see cref="Sandbox.ProbeAsync"/>.</param>
    /// <param name="rest">Awaited after each request with the time that it took: for work that is not to take all of the machine.</param>
    public ModelChild(ChildOptions options, Sandbox sandbox, Func<TimeSpan, CancellationToken, Task>? rest = null)
    {
        (this.options, this.sandbox, this.rest) = (options, sandbox, rest ?? ((_, _) => Task.CompletedTask));
        pool = new ChildPool(options, sandbox, size: 1);
        serving = Task.Run(ServeAsync);
    }

    /// <summary>The child's process number (of the sandbox around it), or none.</summary>
    public IReadOnlyList<int> Pids
    {
        get
        {
            lock (gate)
            {
                return pool.Pids;
            }
        }
    }

    /// <summary>Runs analyzers over one preview; <paramref name="limit"/> counts from when the child begins.</summary>
    /// <exception cref="ChildFailureException">The child died, hung or used too much memory over this picture alone, or could not be started.</exception>
    public async Task<ModelAnswer> AnalyzeAsync(ModelRequest request, TimeSpan limit, CancellationToken cancellationToken)
    {
        var asked = new Asked(request, limit, cancellationToken);
        return waiting.Writer.TryWrite(asked) ? await asked.Answer.Task.WaitAsync(cancellationToken) : throw ChildEnding.WasStopped(options.Kind);
    }

    /// <summary>What is asked from now on gets a fresh child, once the one at work has answered.</summary>
    /// <param name="now">How it is started; null = as before.</param>
    public void Restart(ChildOptions? now = null)
    {
        lock (gate)
        {
            (options, outdated) = (now ?? options, true);
        }
    }

    /// <summary>Ends the child at once; whoever waits gets <see cref="ChildFailureException.Stopped"/>.</summary>
    public async ValueTask DisposeAsync()
    {
        ChildPool last;
        lock (gate)
        {
            if (stopped)
            {
                return;
            }

            stopped = true;
            last = pool;
        }

        waiting.Writer.TryComplete();
        await stopping.CancelAsync();
        await last.DisposeAsync();
        await serving;
        stopping.Dispose();
    }

    private async Task ServeAsync()
    {
        while (await waiting.Reader.WaitToReadAsync())
        {
            List<Asked> batch = [];
            while (batch.Count < Most && waiting.Reader.TryRead(out var asked))
            {
                batch.Add(asked);
            }

            var began = Stopwatch.GetTimestamp();
            await ServeAsync(batch);
            await rest(Stopwatch.GetElapsedTime(began), stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>The pool to ask: a new one after <see cref="Restart"/>.</summary>
    private async Task<ChildPool> CurrentAsync()
    {
        ChildPool old;
        ChildPool now;
        lock (gate)
        {
            if (!outdated || stopped)
            {
                return pool;
            }

            (old, now, outdated) = (pool, new ChildPool(options, sandbox, size: 1), false);
            pool = now;
        }

        await old.DisposeAsync();
        return now;
    }

    /// <summary>A child that fails over several pictures is asked again about each alone: only what fails alone is to blame.</summary>
    private async Task ServeAsync(IReadOnlyList<Asked> batch)
    {
        var wanted = batch.Where(asked => !asked.GaveUp()).ToList();
        if (wanted.Count == 0)
        {
            return;
        }

        try
        {
            await AskAsync(wanted);
        }
        catch (ChildFailureException failure) when (wanted.Count > 1 && failure.AloneInIt)
        {
            foreach (var asked in wanted)
            {
                await ServeAsync([asked]);
            }
        }
        catch (OperationCanceledException)
        {
            wanted.ForEach(asked => asked.Answer.TrySetCanceled(asked.Cancellation));
        }
        catch (Exception failure)
        {
            wanted.ForEach(asked => asked.Answer.TrySetException(failure));
        }
    }

    private async Task AskAsync(List<Asked> batch)
    {
        // Stopped when nobody waits for any of it.
        using var nobody = new CancellationTokenSource();
        var waited = batch.Count;
        var leaving = batch.ConvertAll(asked => asked.Cancellation.Register(() =>
        {
            if (Interlocked.Decrement(ref waited) == 0)
            {
                nobody.Cancel();
            }
        }));
        try
        {
            var message = ModelWire.Write([.. batch.Select(asked => asked.Request)]);
            var current = await CurrentAsync();
            var answers = await current.AskAsync(
                [message.Body, .. message.Attachments], answer => ModelWire.ReadAnswers(answer, batch.Count), batch.Max(asked => asked.Limit), nobody.Token);
            for (var i = 0; i < batch.Count; i++)
            {
                batch[i].Answer.TrySetResult(answers[i]);
            }
        }
        finally
        {
            leaving.ForEach(registration => registration.Dispose());
        }
    }

    private sealed record Asked(ModelRequest Request, TimeSpan Limit, CancellationToken Cancellation)
    {
        public TaskCompletionSource<ModelAnswer> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public bool GaveUp() => Cancellation.IsCancellationRequested && Answer.TrySetCanceled(Cancellation);
    }
}

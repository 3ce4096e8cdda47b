namespace Vitrine.Media.Children;

/// <summary>
/// Children of one kind, started when needed, at most <paramref name="size"/> at a time. A child gets one request at a time, so the file in it is
/// always alone; whoever waits for a child does not use up the request's time limit.
/// </summary>
internal sealed class ChildPool(ChildOptions options, Sandbox sandbox, int size, ChildCommand? command = null) : IAsyncDisposable
{
    private readonly SemaphoreSlim places = new(size, size);
    private readonly Lock gate = new();
    private readonly HashSet<ChildProcess> children = [];

    /// <summary>The children at rest and since when; the last one is taken first, so that a quiet pool needs few.</summary>
    private readonly List<(ChildProcess Child, long Since)> idle = [];
    private ITimer? sweep;
    private bool stopped;

    /// <summary>The processes we started and that still run.</summary>
    public IReadOnlyList<int> Pids
    {
        get
        {
            lock (gate)
            {
                return [.. children.Where(child => child.Alive).Select(child => child.Pid)];
            }
        }
    }

    /// <summary>Asks a pooled child. <paramref name="read"/> turns its answer into what was wanted, or throws <see cref="ProtocolException"/>.</summary>
    /// <exception cref="ChildFailureException">No answer.</exception>
    public async Task<T> AskAsync<T>(
        IReadOnlyList<OutgoingPart> parts, Func<ChildMessage, T> read, TimeSpan limit, CancellationToken cancellationToken)
    {
        await places.WaitAsync(cancellationToken);
        ChildProcess? child = null;
        try
        {
            child = TakeIdle();
            if (child is not null)
            {
                try
                {
                    return await AskAsync(child, parts, read, limit, cancellationToken);
                }
                catch (ChildFailureException failure) when (failure.Code == ChildFailureException.NotStarted)
                {
                    // It died at rest and we did not know yet: the request never reached it.
                    await RemoveAsync(child);
                    child = null;
                }
            }

            child = await StartAsync(null, cancellationToken);
            return await AskAsync(child, parts, read, limit, cancellationToken);
        }
        finally
        {
            await GiveBackAsync(child);
            places.Release();
        }
    }

    /// <summary>Asks a child made for this one request, which sees <paramref name="files"/>.</summary>
    public async Task<T> AskAboutAsync<T>(
        ChildFiles files, IReadOnlyList<OutgoingPart> parts, Func<ChildMessage, T> read, TimeSpan limit, CancellationToken cancellationToken)
    {
        await places.WaitAsync(cancellationToken);
        ChildProcess? child = null;
        try
        {
            child = await StartAsync(files, cancellationToken);
            return await AskAsync(child, parts, read, limit, cancellationToken);
        }
        finally
        {
            await RemoveAsync(child);
            places.Release();
        }
    }

    /// <summary>Ends all children at once; requests in progress fail with <see cref="ChildFailureException.Stopped"/>.</summary>
    public async ValueTask DisposeAsync()
    {
        ChildProcess[] resting;
        ChildProcess[] busy;
        lock (gate)
        {
            stopped = true;
            sweep?.Dispose();
            resting = [.. idle.Select(entry => entry.Child)];
            busy = [.. children.Except(resting)];
            idle.Clear();
        }

        foreach (var child in busy)
        {
            child.End(ChildEnding.WasStopped(options.Kind));
        }

        await Task.WhenAll(resting.Select(RemoveAsync));

        // Whoever was being served gives its place back when it has cleaned up.
        for (var i = 0; i < size; i++)
        {
            await places.WaitAsync();
        }

        places.Release(size);
    }

    private async Task<T> AskAsync<T>(
        ChildProcess child, IReadOnlyList<OutgoingPart> parts, Func<ChildMessage, T> read, TimeSpan limit, CancellationToken cancellationToken)
    {
        var answer = await child.AskAsync(parts, limit, cancellationToken);
        try
        {
            return read(answer);
        }
        catch (ProtocolException problem)
        {
            throw child.End(ChildEnding.SpokeNonsense(options.Kind, problem.Message, begun: true));
        }
    }

    private ChildProcess? TakeIdle()
    {
        lock (gate)
        {
            if (stopped)
            {
                throw ChildEnding.WasStopped(options.Kind);
            }

            while (idle.Count > 0)
            {
                var child = idle[^1].Child;
                idle.RemoveAt(idle.Count - 1);
                if (child.Alive)
                {
                    return child;
                }

                // It was killed while it rested: nobody's file is to blame.
                _ = RemoveAsync(child);
            }

            return null;
        }
    }

    private async Task<ChildProcess> StartAsync(ChildFiles? files, CancellationToken cancellationToken)
    {
        var child = await ChildProcess.StartAsync(options, sandbox, files, cancellationToken, command);
        lock (gate)
        {
            children.Add(child);
            if (!stopped)
            {
                return child;
            }
        }

        await RemoveAsync(child);
        throw ChildEnding.WasStopped(options.Kind);
    }

    private async Task GiveBackAsync(ChildProcess? child)
    {
        if (child is null)
        {
            return;
        }

        if (child.Alive && !child.IsWorn() && Rest(child))
        {
            return;
        }

        await RemoveAsync(child);
    }

    private bool Rest(ChildProcess child)
    {
        lock (gate)
        {
            if (stopped)
            {
                return false;
            }

            idle.Add((child, options.Clock.GetTimestamp()));
            sweep ??= options.Clock.CreateTimer(_ => Sweep(), null, options.IdleLimit, options.IdleLimit / 2);
            return true;
        }
    }

    private void Sweep()
    {
        lock (gate)
        {
            foreach (var (child, since) in idle.ToArray())
            {
                if (options.Clock.GetElapsedTime(since) >= options.IdleLimit)
                {
                    idle.Remove((child, since));
                    _ = RemoveAsync(child);
                }
            }
        }
    }

    private async Task RemoveAsync(ChildProcess? child)
    {
        if (child is null)
        {
            return;
        }

        await child.DisposeAsync();
        lock (gate)
        {
            children.Remove(child);
        }
    }
}

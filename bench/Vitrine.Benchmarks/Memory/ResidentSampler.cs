using Vitrine.Benchmarks.Running;

namespace Vitrine.Benchmarks.Memory;

/// <summary>What runs: the server, or the tree of processes of one child.</summary>
internal enum ResidentKind
{
    Server,
    Decode,
    Model,
}

/// <param name="Root">The process at the top of the tree, so that children can be told apart.</param>
internal readonly record struct ResidentSample(TimeSpan At, ResidentKind Kind, int Root, long Bytes);

/// <summary>Looks once a second at the resident memory of a server and of each of its children with all that the child runs.</summary>
internal sealed class ResidentSampler : IAsyncDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource ending = new();
    private readonly List<ResidentSample> samples = [];
    private readonly System.Diagnostics.Stopwatch watch = System.Diagnostics.Stopwatch.StartNew();
    private readonly Task looking;

    public ResidentSampler(int server) => looking = LookAsync(server);

    /// <summary>Ends it and gives what it saw.</summary>
    public async Task<IReadOnlyList<ResidentSample>> FinishAsync()
    {
        await ending.CancelAsync();
        await looking;
        return samples;
    }

    public async ValueTask DisposeAsync()
    {
        await FinishAsync();
        ending.Dispose();
    }

    private async Task LookAsync(int server)
    {
        using var timer = new PeriodicTimer(Period);
        try
        {
            while (await timer.WaitForNextTickAsync(ending.Token))
            {
                var at = watch.Elapsed;
                samples.Add(new ResidentSample(at, ResidentKind.Server, server, ProcFolder.Resident(server)));
                foreach (var child in ProcFolder.Children(server))
                {
                    var tree = ProcFolder.Tree(child);
                    if (KindOf(tree) is { } kind)
                    {
                        samples.Add(new ResidentSample(at, kind, child, tree.Sum(ProcFolder.Resident)));
                    }
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Finished.
        }
    }

    /// <summary>A child's own arguments name its kind; the sandbox around it carries them too.</summary>
    private static ResidentKind? KindOf(IReadOnlyList<int> tree)
    {
        var arguments = tree.SelectMany(pid => ProcFolder.Read(pid, "cmdline").Split('\0')).ToHashSet(StringComparer.Ordinal);
        return arguments.Contains("model") ? ResidentKind.Model : arguments.Contains("decode") ? ResidentKind.Decode : null;
    }
}

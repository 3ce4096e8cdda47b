using System.Threading.Channels;

namespace Vitrine.Server.Pipeline;

/// <summary>A fixed number of workers fed from a short queue. Disposing waits for what was given.</summary>
internal sealed class LaneWorkers<T> : IAsyncDisposable
{
    private readonly Channel<T> queue;
    private readonly Task[] workers;

    public LaneWorkers(int count, int ahead, Func<T, Task> work)
    {
        queue = Channel.CreateBounded<T>(ahead);
        workers = [.. Enumerable.Range(0, count).Select(_ => Task.Run(() => RunAsync(work)))];
    }

    public ValueTask GiveAsync(T item, CancellationToken cancellationToken) => queue.Writer.WriteAsync(item, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        queue.Writer.Complete();
        await Task.WhenAll(workers);
    }

    private async Task RunAsync(Func<T, Task> work)
    {
        await foreach (var item in queue.Reader.ReadAllAsync())
        {
            await work(item);
        }
    }
}

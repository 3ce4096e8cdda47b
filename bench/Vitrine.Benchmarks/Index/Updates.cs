using System.Diagnostics;
using Vitrine.Core.Search.Index;

namespace Vitrine.Benchmarks.Index;

/// <summary>Somebody changes single assets all the time: batches as a follower of the change log takes them in, and merging beside.</summary>
internal sealed class Updates : IDisposable
{
    public const int Batch = 20;

    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(10), Look = TimeSpan.FromMilliseconds(20);

    private readonly CancellationTokenSource over = new();
    private readonly VitrineEngine engine;
    private readonly IndexDocument[][] batches;
    private readonly List<double> applied = [];
    private readonly Thread writing;
    private readonly Thread merging;
    private readonly long beginning = Stopwatch.GetTimestamp();
    private double rate;
    private int most;

    /// <param name="batches">Changed documents, made before: what makes them in a server runs elsewhere.</param>
    public Updates(VitrineEngine engine, IndexDocument[][] batches)
    {
        this.engine = engine;
        this.batches = batches;
        writing = new Thread(Write);
        merging = new Thread(Merge);
        writing.Start();
        merging.Start();
    }

    /// <summary>Ends them.</summary>
    /// <returns>Documents a second, milliseconds that a batch took, and the most segments there were.</returns>
    public (double Rate, Waits Applied, int Segments) Finish()
    {
        over.Cancel();
        writing.Join();
        merging.Join();
        return (rate, Waits.Of(applied), most);
    }

    public void Dispose() => over.Dispose();

    private void Write()
    {
        var index = engine.Index;
        var done = 0;
        while (!over.IsCancellationRequested)
        {
            // What could not be done in time is made up for.
            var due = Between * done - Stopwatch.GetElapsedTime(beginning);
            if (due > TimeSpan.Zero)
            {
                over.Token.WaitHandle.WaitOne(due);
            }

            var started = Stopwatch.GetTimestamp();
            index.Apply(batches[done % batches.Length], [], index.Generation.Sequence + 1);
            applied.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            most = Math.Max(most, index.Generation.Segments);
            done++;
        }

        rate = done * Batch / Stopwatch.GetElapsedTime(beginning).TotalSeconds;
    }

    private void Merge()
    {
        while (!over.IsCancellationRequested)
        {
            if (!engine.Index.Maintain())
            {
                over.Token.WaitHandle.WaitOne(Look);
            }
        }
    }
}

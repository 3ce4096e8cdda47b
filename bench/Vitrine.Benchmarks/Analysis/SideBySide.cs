namespace Vitrine.Benchmarks.Analysis;

/// <summary>The same work for many pictures on some threads; each takes the next picture when it is done with one, as lanes of the model child do.</summary>
internal static class SideBySide
{
    /// <param name="lanes">How many threads.</param>
    /// <param name="count">How many pictures.</param>
    /// <param name="work">Gets the lane and the picture, by their numbers.</param>
    public static void Run(int lanes, int count, Action<int, int> work)
    {
        var taken = -1;
        Thread[] threads = [.. Enumerable.Range(0, lanes).Select(lane => new Thread(() =>
        {
            for (int i; (i = Interlocked.Increment(ref taken)) < count;)
            {
                work(lane, i);
            }
        }))];
        foreach (var thread in threads)
        {
            thread.Start();
        }

        foreach (var thread in threads)
        {
            thread.Join();
        }
    }
}

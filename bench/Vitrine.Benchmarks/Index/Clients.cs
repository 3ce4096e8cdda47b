using System.Diagnostics;
using Vitrine.Benchmarks.Reporting;

namespace Vitrine.Benchmarks.Index;

/// <summary>How long answers took, in milliseconds.</summary>
internal readonly record struct Waits(double P50, double P95, int Answers)
{
    public static Waits Of(IReadOnlyCollection<double> times) => new(Figures.Median(times), Figures.Percentile(times, 95), times.Count);
}

/// <summary>Clients that ask one question after the other, each on a thread of its own and beginning at another question.</summary>
internal static class Clients
{
    /// <param name="atLeast">Questions of each client, however long they take; it stops behind <paramref name="span"/> else.</param>
    public static Waits Ask(IEngine engine, Question[] questions, int clients, int atLeast, TimeSpan span)
    {
        var times = new List<double>[clients];
        var threads = Enumerable.Range(0, clients).Select(client => new Thread(() => times[client] = One(engine, questions, client, atLeast, span))).ToArray();
        foreach (var thread in threads)
        {
            thread.Start();
        }

        foreach (var thread in threads)
        {
            thread.Join();
        }

        return Waits.Of([.. times.SelectMany(some => some)]);
    }

    private static List<double> One(IEngine engine, Question[] questions, int client, int atLeast, TimeSpan span)
    {
        using var connected = engine.Connect();
        var times = new List<double>();
        var beginning = Stopwatch.GetTimestamp();
        for (var i = 0; i < atLeast || Stopwatch.GetElapsedTime(beginning) < span; i++)
        {
            var started = Stopwatch.GetTimestamp();
            connected.Ask(questions[(i + (client * 5)) % questions.Length]);
            times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }

        return times;
    }
}

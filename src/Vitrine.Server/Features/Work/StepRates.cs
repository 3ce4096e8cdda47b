using System.Collections.Concurrent;

namespace Vitrine.Server.Features.Work;

/// <summary>How fast steps go, from how many of their runs had ended each time somebody looked in the last minute. Whoever looks first sees no rate yet.</summary>
public sealed class StepRates
{
    /// <summary>How far back a rate looks, and at least: results are written some at a time.</summary>
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan ShortestWindow = TimeSpan.FromSeconds(3);

    /// <summary>Looks that are closer together count as one.</summary>
    private static readonly TimeSpan Apart = TimeSpan.FromMilliseconds(250);

    private readonly ConcurrentDictionary<long, Look[]> libraries = new();

    /// <summary>Runs a second by step.</summary>
    /// <param name="ended">How many runs of each step have ended by now.</param>
    public IReadOnlyDictionary<string, double> Of(long library, DateTimeOffset now, IReadOnlyDictionary<string, long> ended)
    {
        var earlier = libraries.GetValueOrDefault(library, []).Where(look => now - look.At <= Window).ToArray();
        libraries[library] = earlier is [.., var last] && now - last.At < Apart ? earlier : [.. earlier, new Look(now, ended)];
        return ended.ToDictionary(step => step.Key, step => Rate(step.Key, step.Value, now, earlier), StringComparer.Ordinal);
    }

    /// <summary>Since the last look before the step began, so that one that has just begun does not look slow.</summary>
    private static double Rate(string step, long ended, DateTimeOffset now, Look[] earlier)
    {
        if (earlier.Length == 0)
        {
            return 0;
        }

        var first = earlier[0].Ended.GetValueOrDefault(step);
        var begun = earlier.TakeWhile(look => look.Ended.GetValueOrDefault(step) == first).Last();

        // Where runs were queued again fewer have ended than before.
        return Math.Max(0, ended - first) / Math.Max((now - begun.At).TotalSeconds, ShortestWindow.TotalSeconds);
    }

    private sealed record Look(DateTimeOffset At, IReadOnlyDictionary<string, long> Ended);
}

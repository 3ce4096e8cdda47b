namespace Vitrine.Server.Pipeline;

/// <summary>
/// How much of the machine background work may take: after each piece of work its worker rests, so long that work is only a share of the time.
/// What somebody waits for never rests.
/// </summary>
public sealed class WorkPace(TimeProvider clock)
{
    /// <summary>One very slow file does not stop a worker for longer.</summary>
    private static readonly TimeSpan LongestRest = TimeSpan.FromSeconds(30);

    /// <summary>Share of the time in percent, 100 = all of it.</summary>
    public int Share { get; set; } = 100;

    /// <param name="worked">How long the worker was busy.</param>
    public Task RestAsync(TimeSpan worked, CancellationToken cancellationToken)
    {
        var rest = RestAfter(worked, Share);
        return rest > TimeSpan.Zero ? Task.Delay(rest, clock, cancellationToken) : Task.CompletedTask;
    }

    internal static TimeSpan RestAfter(TimeSpan worked, int share)
    {
        if (share >= 100)
        {
            return TimeSpan.Zero;
        }

        var rest = worked * ((100.0 - share) / Math.Max(share, 1));
        return rest > LongestRest ? LongestRest : rest;
    }
}

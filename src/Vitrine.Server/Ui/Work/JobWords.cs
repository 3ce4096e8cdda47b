using Vitrine.Contracts;
using static Vitrine.Server.Ui.Words;

namespace Vitrine.Server.Ui.Work;

/// <summary>Work in words: what is done, how far it is, how long it will still take.</summary>
internal static class JobWords
{
    public static string Title(JobView job) => SayOr($"job.{job.What}", job.What);

    public static double? At(JobView job) => job.Total > 0 ? Math.Min(1, (double)job.Done / job.Total) : null;

    public static string Done(JobView job) => job.Total > 0
        ? Say("job.done", Number(job.Done), Number(job.Total))
        : Count("job.so-far", job.Done);

    /// <summary>Rate and time left of an import, by the step that reads files.</summary>
    public static string Left(JobView job, ActivityView activity)
    {
        if (activity.Paused)
        {
            return Say("work.paused.short");
        }

        var rate = activity.Steps.FirstOrDefault(step => step.PerSecond > 0)?.PerSecond ?? 0;
        if (rate <= 0 || job.Total <= job.Done)
        {
            return "";
        }

        // What was read in is looked at next: the end of an import is not near the end.
        var (seconds, pace) = ((job.Total - job.Done) / rate, Say("job.rate", rate.ToString(rate < 10 ? "0.0" : "0", System.Globalization.CultureInfo.CurrentCulture)));
        return seconds < 1 ? pace : pace + " · " + Words.Left(seconds);
    }

    /// <summary>Time until the slowest step is done; empty while that is unknown of one of them, or more of them will come.</summary>
    public static string Left(ActivityView activity) =>
        activity.Paused ? Say("work.paused.short")
        : activity.Growing || activity.Steps.Any(step => step.SecondsLeft is null) ? ""
        : activity.Steps.Max(step => step.SecondsLeft) is { } seconds ? Words.Left(seconds) : "";

    /// <summary>How many steps are left; while more of them will come, how many are done of those that are known.</summary>
    public static string Steps(ActivityView activity)
    {
        var left = activity.Queued + activity.Running;
        var done = activity.Steps.Sum(step => step.Done + step.Failed);
        return activity.Growing ? Say("work.known", Number(done), Number(done + left)) : Count("work.left", left);
    }

    /// <summary>Share of all runs that are done.</summary>
    public static double? At(ActivityView activity)
    {
        var all = activity.Steps.Sum(step => step.Done + step.Failed + step.Queued + step.Running);
        return all == 0 ? null : (double)activity.Steps.Sum(step => step.Done + step.Failed) / all;
    }

    public static double At(StepActivity step)
    {
        var all = step.Done + step.Failed + step.Queued + step.Running;
        return all == 0 ? 1 : (double)(step.Done + step.Failed) / all;
    }
}

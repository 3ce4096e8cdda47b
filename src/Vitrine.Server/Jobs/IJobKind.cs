namespace Vitrine.Server.Jobs;

/// <summary>Jobs of different lanes do not wait for each other; within a lane one runs at a time.</summary>
public enum JobLane
{
    Import,
    Edit,
    Analyze,

    /// <summary>Copies and checks of the library as a whole.</summary>
    Care,
}

/// <summary>Long work that a person started. It may be called again for the same job after a kill, and goes on where its last transaction ended.</summary>
public interface IJobKind
{
    /// <summary>As in the column <c>what</c> and in the API.</summary>
    string Name { get; }

    JobLane Lane { get; }

    /// <summary>Whether what the job does is one batch that can be undone.</summary>
    bool CanUndo { get; }

    /// <summary>Whether the job goes through its set by itself, which is then kept as one list (<see cref="JobSet"/>) and not asset by asset.</summary>
    bool KeepsSet => false;

    /// <exception cref="JobCancelledException">Someone cancelled it; what was done so far stays.</exception>
    /// <exception cref="JobRefusedException">It cannot be done at all.</exception>
    Task RunAsync(RunningJob job, CancellationToken cancellationToken);
}

/// <summary>The job cannot be done; the message is a sentence for who started it.</summary>
public sealed class JobRefusedException(string code, string message) : Exception(message)
{
    public string Code { get; } = code;
}

public sealed class JobCancelledException : Exception;

/// <summary>Where a job is. The numbers are stored.</summary>
public enum JobState
{
    Queued = 1,
    Running = 2,
    Done = 3,
    Failed = 4,
    Cancelled = 5,
    Undone = 6,
}

/// <summary>Where one asset of a job's frozen set is. The numbers are stored.</summary>
public enum JobItemState
{
    Waiting = 1,
    Done = 2,
    NothingToDo = 3,
    Failed = 4,
}

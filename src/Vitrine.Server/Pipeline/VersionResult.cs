using Vitrine.Core.Analysis;
using Vitrine.Core.Assets;
using Vitrine.Media.Children;
using Vitrine.Server.Documents;

namespace Vitrine.Server.Pipeline;

/// <summary>How a run ended.</summary>
public enum RunEnd
{
    Done,

    /// <summary>It gave nothing, and would not the next time.</summary>
    Failed,

    /// <summary>Its file alone killed the child: an attempt is spent.</summary>
    Killed,

    /// <summary>It came to nothing through no fault of the file; costs nothing.</summary>
    Interrupted,

    /// <summary>Its file is not there.</summary>
    Waiting,
}

/// <param name="Problem">For every end but <see cref="RunEnd.Done"/> and <see cref="RunEnd.Interrupted"/>.</param>
public sealed record RunOutcome(RunLease Run, RunEnd End, double? Milliseconds = null, Problem? Problem = null);

/// <summary>What came of the runs of one version; written in one transaction with others.</summary>
public sealed record VersionResult(VersionWork Work, IReadOnlyList<RunOutcome> Outcomes)
{
    public IReadOnlyList<DecodeAnswer> Decoded { get; init; } = [];

    /// <summary>The document's text, where it was read and says something; the answers no longer hold it.</summary>
    public PackedText? Text { get; init; }

    public IReadOnlyList<FindingSet> Findings { get; init; } = [];

    /// <summary>The preview's file is gone: it is made again, and the runs wait their turn.</summary>
    public bool PreviewLost { get; init; }

    /// <summary>Everything came back to the queue without cost.</summary>
    public static VersionResult Interrupted(VersionWork work) => new(work, [.. work.Runs.Select(run => new RunOutcome(run, RunEnd.Interrupted))]);
}

namespace Vitrine.Media.Children;

/// <summary>
/// A child gave no answer. The message is one sentence for people; the child that failed is gone (except after <see cref="Failed"/>)
/// and the next request gets a fresh one.
/// </summary>
public sealed class ChildFailureException(string code, string reason, bool aloneInIt) : Exception(reason)
{
    /// <summary>It died: crashed, was killed, or ended by itself.</summary>
    public const string Died = "died";

    /// <summary>It took longer than the limit and was killed.</summary>
    public const string TimedOut = "timeout";

    /// <summary>It used more memory than it may and was killed.</summary>
    public const string Memory = "memory";

    /// <summary>It spoke another protocol, or nonsense, and was killed.</summary>
    public const string Protocol = "protocol";

    /// <summary>The handler threw; the child is well.</summary>
    public const string Failed = "failed";

    /// <summary>It could not be started, or ended before it had the request in hand.</summary>
    public const string NotStarted = "not-started";

    /// <summary>The pool was stopped while it worked.</summary>
    public const string Stopped = "stopped";

    public string Code { get; } = code;

    public string Reason { get; } = reason;

    /// <summary>Whether this file alone was in the child, so that the file is to blame. False = it never got to the file: no attempt is spent.</summary>
    public bool AloneInIt { get; } = aloneInIt;
}

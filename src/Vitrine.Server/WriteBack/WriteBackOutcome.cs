using Vitrine.Core.Assets;

namespace Vitrine.Server.WriteBack;

internal enum WriteBackResult
{
    Written,

    /// <summary>The file says already what the library says.</summary>
    Nothing,

    /// <summary>This file is never written: it lies in a folder that is only linked, or in the library's own store.</summary>
    NotHere,

    /// <summary>It cannot be written now: tried again later.</summary>
    Pending,

    /// <summary>It cannot be written as asked, and will not be by waiting.</summary>
    Refused,
}

/// <summary>How writing one asset's metadata ended.</summary>
/// <param name="Problem">Why it was not written.</param>
/// <param name="Path">What was written, or would be.</param>
internal sealed record WriteBackOutcome(WriteBackResult Result, Problem? Problem = null, string? Path = null)
{
    public const string Step = "write-back";

    /// <summary>What would change, where that was only asked.</summary>
    public IReadOnlyList<WrittenDifference> Differences { get; init; } = [];

    // EROFS, errno(3).
    private const int ReadOnlyFileSystem = 30;

    public static WriteBackOutcome Pending(string code, string message) => new(WriteBackResult.Pending, new Problem(Step, code, message));

    public static WriteBackOutcome Refused(string code, string message) => new(WriteBackResult.Refused, new Problem(Step, code, message));

    public static WriteBackOutcome NotHere(string code, string message) => new(WriteBackResult.NotHere, new Problem(Step, code, message));

    /// <summary>Why a file could not be written that could be read.</summary>
    public static WriteBackOutcome Of(Exception error) => error switch
    {
        _ when Pipeline.LaneFailures.IsDiskFull(error) => Pending("disk-full", "There is no room left on the disk of this file. What is to be written waits until there is."),
        UnauthorizedAccessException or IOException { HResult: ReadOnlyFileSystem } => Pending("read-only", "The file or its folder may not be written. What is to be written waits until it may."),
        FileNotFoundException or DirectoryNotFoundException => Pending("not-there", "The file is not where it was. What is to be written waits until it is back."),
        Media.Tools.ReplacedFileException => Pending("changed", "Something else lies where the file was. It is taken in first."),
        _ => Pending("not-writable", $"The file cannot be written now: {error.Message}. It is tried again."),
    };
}

using Vitrine.Core.Assets;
using Vitrine.Media.Children;

namespace Vitrine.Server.Pipeline;

/// <summary>Decodes files and analyzes previews: in child processes, or in a test by a double that dies on cue.</summary>
public interface IMediaRunner
{
    /// <summary>How many files may be decoded at once.</summary>
    int DecodeWorkers { get; }

    /// <summary>How many previews may be with the models at once.</summary>
    int ModelWorkers { get; }

    Task<MediaOutcome<DecodeAnswer>> DecodeAsync(DecodeRequest request, TimeSpan limit, CancellationToken cancellationToken);

    Task<MediaOutcome<ModelAnswer>> AnalyzeAsync(ModelRequest request, TimeSpan limit, CancellationToken cancellationToken);
}

/// <summary>Either an answer or why there is none.</summary>
public sealed record MediaOutcome<T>(T? Answer, MediaFailure? Failure)
    where T : class;

public enum MediaFailureKind
{
    /// <summary>The child died, hung or grew too large with this file alone in it: the file is suspect.</summary>
    Killed,

    /// <summary>The child went for another reason: the file has nothing to do with it.</summary>
    Interrupted,

    /// <summary>The original cannot be read, and no child was asked: trying again at once would not help.</summary>
    Unreadable,

    /// <summary>No child can be started: the lane rests and tries again.</summary>
    Unavailable,
}

public sealed record MediaFailure(MediaFailureKind Kind, string Code, string Message)
{
    public Problem As(string step) => new(step, Code, Message);
}

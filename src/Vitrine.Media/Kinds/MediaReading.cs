using Vitrine.Core.Assets;

namespace Vitrine.Media.Kinds;

/// <summary>What was made of a file. Whatever <see cref="Failure"/> says, <see cref="Facts"/> holds what could be told.</summary>
public sealed record MediaReading
{
    /// <summary>As sniffed, or corrected where the streams inside say more (an MP4 that holds sound alone is audio).</summary>
    public required Sniffed Sniffed { get; init; }
    public required InheritedFacts Facts { get; init; }
    public IReadOnlyList<Rendition> Renditions { get; init; } = [];

    /// <summary>Everything wrong with the file that left something usable.</summary>
    public IReadOnlyList<Problem> Problems { get; init; } = [];

    /// <summary>Why nothing could be made of a file that should have given something; null where all is well.</summary>
    public Problem? Failure { get; init; }
}

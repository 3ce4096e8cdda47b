using Vitrine.Media.Metadata;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Pipeline;

/// <summary>What becomes of findings and of what a file says: claims, in the same transaction.</summary>
public sealed record ClaimsOf(
    Func<WriteSession, VersionWork, NormalisedMetadata, CancellationToken, Task> FromFileAsync,
    Func<WriteSession, VersionWork, CancellationToken, Task> FromFindingsAsync);

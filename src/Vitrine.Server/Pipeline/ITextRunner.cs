using Vitrine.Media.Children;

namespace Vitrine.Server.Pipeline;

/// <summary>Encodes texts by an installed model: in a child process, or in a test by a double.</summary>
public interface ITextRunner
{
    /// <summary>The model that would encode for a task of the catalogue, as <see cref="TextAnswer.Space"/> names it; null where none is installed.</summary>
    string? SpaceOf(string task);

    Task<MediaOutcome<TextAnswer>> EncodeAsync(TextRequest request, TimeSpan limit, CancellationToken cancellationToken);
}

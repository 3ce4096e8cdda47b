using System.Collections.Concurrent;
using Vitrine.Media.Analyzers.Texts;
using Vitrine.Media.Children;
using Vitrine.Server.Pipeline;

namespace Vitrine.Server.Search.Meanings;

/// <summary>What pictures show, compared with what an English sentence means.</summary>
internal sealed class PictureMeanings(ITextRunner texts, MeaningIndex index)
{
    /// <summary>The task in the catalogue of packs.</summary>
    public const string Task = "sentences";

    /// <summary>Directions of sentences that are kept: pages of one search ask for the same again and again.</summary>
    private const int MostKept = 256;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    private readonly ConcurrentDictionary<(string Space, string Sentence), float[]> kept = new();

    /// <summary>The model that compares; null where none is installed.</summary>
    public string? Space => texts.SpaceOf(Task);

    /// <summary>The assets of a library that show most of what a sentence means, best first, with their cosines.</summary>
    /// <param name="allowed">Null = every asset.</param>
    /// <returns>Null where no model is installed, it fails, or the pictures are not ready to be compared.</returns>
    public async Task<IReadOnlyList<(long Asset, double Cosine)>?> NearestAsync(string sentence, long library, IReadOnlySet<long>? allowed, int most, CancellationToken cancellationToken)
    {
        if (Space is not { } space || await DirectionAsync(space, sentence, cancellationToken) is not { } direction)
        {
            return null;
        }

        return await index.NearestAsync(space, direction, library, allowed, most, cancellationToken);
    }

    private async Task<float[]?> DirectionAsync(string space, string sentence, CancellationToken cancellationToken)
    {
        if (kept.TryGetValue((space, sentence), out var known))
        {
            return known;
        }

        var (answer, _) = await texts.EncodeAsync(new TextRequest(Task, [LabelSentences.Of(sentence)]), Limit, cancellationToken);
        if (answer is null || answer.Space != space)
        {
            return null;
        }

        if (kept.Count >= MostKept)
        {
            kept.Clear();
        }

        return kept[(space, sentence)] = answer.Vectors[0];
    }
}

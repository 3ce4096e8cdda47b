using System.Collections.Concurrent;
using System.Collections.Frozen;
using Vitrine.Media.Analyzers.Embed;
using Vitrine.Media.Analyzers.Texts;
using Vitrine.Media.Children;
using Vitrine.Server.Pipeline;
using Vitrine.Server.Search.Examples;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Search.Meanings;

/// <summary>What pictures show, compared with what an English sentence means.</summary>
internal sealed class PictureMeanings(ITextRunner texts, MeaningIndex index, FeatureIndex features, PictureReader reader, Database database, IHostApplicationLifetime lifetime)
{
    /// <summary>The task of the sentences' model in the catalogue of packs.</summary>
    public const string Task = "sentences";

    /// <summary>Directions of sentences that are kept: pages of one search ask for the same again and again.</summary>
    private const int MostKept = 4_096;

    /// <summary>Sentences of one request: a search that comes meanwhile waits for one at most.</summary>
    private const int Together = 32;

    /// <summary>Starting the child and loading a model takes one or two.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(8);

    /// <summary>After a child that hung, whoever asks next does not wait for another.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(10);

    private readonly Lock gate = new();
    private Task<bool> preparing = System.Threading.Tasks.Task.FromResult(true);
    private long restsUntil;

    private readonly ConcurrentDictionary<(string Space, string Sentence), float[]> kept = new();

    /// <summary>The model that compares; null where none is installed.</summary>
    public string? Space => texts.SpaceOf(Task);

    /// <summary>The assets of a library whose labels mean most of what a sentence means, best first, with their cosines.</summary>
    /// <param name="allowed">Null = every asset.</param>
    /// <returns>Null where no model is installed, it fails, or the pictures are not ready to be compared.</returns>
    public async Task<IReadOnlyList<(long Asset, double Cosine)>?> NearestAsync(string sentence, long library, IReadOnlySet<long>? allowed, int most, CancellationToken cancellationToken) =>
        await DirectionAsync(Task, sentence, cancellationToken) is var (space, direction) ? await index.NearestAsync(space, direction, library, allowed, most, cancellationToken) : null;

    /// <summary>
    /// The same by a model that knows pictures and texts alike, where one is in use and has seen the library. How like they are there says an order; from which likeness on a picture shows
    /// what is asked was measured for labels only.
    /// </summary>
    public async Task<IReadOnlyList<(long Asset, double Cosine)>?> NearestByPictureAsync(string sentence, long library, IReadOnlySet<long>? allowed, int most, CancellationToken cancellationToken)
    {
        var task = EmbedAnalyzer.About.Task!;
        return texts.SpaceOf(task) is { } own && await features.BestAsync(library, reader.Models, cancellationToken) == own && await DirectionAsync(task, sentence, cancellationToken) is var (space, direction)
            ? await features.NearestAsync(space, direction, library, allowed, most, cancellationToken)
            : null;
    }

    /// <summary>
    /// Has what sentences are compared by made ready, many in one request, and waits for that no longer than this: what takes longer goes on, and whoever asks later finds it.
    /// </summary>
    /// <returns>Those of them that cannot be compared at once.</returns>
    public async Task<IReadOnlySet<string>> UnreadyAsync(IEnumerable<string> sentences, TimeSpan patience, CancellationToken cancellationToken)
    {
        string[] asked = [.. sentences.Distinct(StringComparer.Ordinal)];
        if (asked.Length == 0 || texts.SpaceOf(Task) is not { } space)
        {
            return FrozenSet<string>.Empty;
        }

        Task<bool> ready;
        lock (gate)
        {
            preparing = ready = AfterAsync(preparing, space, asked);
        }

        var pictures = index.IsReadyAsync(space, patience, cancellationToken);
        await System.Threading.Tasks.Task.WhenAny(ready, System.Threading.Tasks.Task.Delay(patience, database.Clock, cancellationToken));
        return await pictures ? asked.Where(sentence => !kept.ContainsKey((space, sentence))).ToFrozenSet(StringComparer.Ordinal) : asked.ToFrozenSet(StringComparer.Ordinal);
    }

    /// <summary>One preparation after the other, so that what several ask for is encoded once.</summary>
    private async Task<bool> AfterAsync(Task<bool> before, string space, string[] sentences)
    {
        await ((Task)before).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ForceYielding);
        foreach (var some in sentences.Where(sentence => !kept.ContainsKey((space, sentence))).Chunk(Together))
        {
            if (await EncodeAsync(Task, space, some, lifetime.ApplicationStopping) is null)
            {
                return false;
            }
        }

        return true;
    }

    private async Task<(string Space, float[] Direction)?> DirectionAsync(string task, string sentence, CancellationToken cancellationToken)
    {
        if (texts.SpaceOf(task) is not { } space)
        {
            return null;
        }

        if (kept.TryGetValue((space, sentence), out var known))
        {
            return (space, known);
        }

        return await EncodeAsync(task, space, [sentence], cancellationToken) is [var made] ? (space, made) : null;
    }

    /// <returns>The direction of each; null where it fails, or another model was installed meanwhile.</returns>
    private async Task<IReadOnlyList<float[]>?> EncodeAsync(string task, string space, string[] sentences, CancellationToken cancellationToken)
    {
        if (database.Clock.GetUtcNow().UtcTicks < Interlocked.Read(ref restsUntil))
        {
            return null;
        }

        var (answer, failure) = await texts.EncodeAsync(new TextRequest(task, [.. sentences.Select(LabelSentences.Of)]), Limit, cancellationToken);
        if (failure?.Code == ChildFailureException.TimedOut)
        {
            Interlocked.Exchange(ref restsUntil, (database.Clock.GetUtcNow() + Rest).UtcTicks);
        }

        if (answer is null || answer.Space != space)
        {
            return null;
        }

        if (kept.Count >= MostKept)
        {
            kept.Clear();
        }

        foreach (var (sentence, direction) in sentences.Zip(answer.Vectors))
        {
            kept[(space, sentence)] = direction;
        }

        return answer.Vectors;
    }
}

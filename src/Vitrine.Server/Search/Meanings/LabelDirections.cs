using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Vitrine.Media.Analyzers.Texts;
using Vitrine.Media.Children;
using Vitrine.Server.Hosting;
using Vitrine.Server.Pipeline;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Search.Meanings;

/// <summary>
/// The directions of all labels among sentences. Encoding a thousand takes seconds, so that they are kept in the data folder: a file that is missing, damaged or of another model is made anew.
/// </summary>
internal sealed class LabelDirections(ITextRunner texts, DataFolder folder, ILogger<LabelDirections> log)
{
    /// <summary>Sentences of one request: a search that comes meanwhile waits for one at most.</summary>
    private const int Together = 32;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    private (string Space, IReadOnlyDictionary<string, float[]> Directions)? known;

    /// <param name="space">The model that encodes now.</param>
    /// <returns>Null where it fails; the reason is in the log.</returns>
    public async Task<IReadOnlyDictionary<string, float[]>?> OfAsync(string space, CancellationToken cancellationToken)
    {
        if (known is { } ready && ready.Space == space)
        {
            return ready.Directions;
        }

        var directions = Load(space) ?? await EncodeAsync(space, cancellationToken);
        known = directions is null ? null : (space, directions);
        return directions;
    }

    private async Task<Dictionary<string, float[]>?> EncodeAsync(string space, CancellationToken cancellationToken)
    {
        var directions = new Dictionary<string, float[]>(StringComparer.Ordinal);
        foreach (var some in LabelSentences.All.Chunk(Together))
        {
            var (answer, failure) = await texts.EncodeAsync(new TextRequest(PictureMeanings.Task, [.. some.Select(one => one.Sentence)]), Limit, cancellationToken);
            if (answer is null || answer.Space != space)
            {
                log.LogWarning("Pictures cannot be searched by what sentences mean: {Reason}", failure?.Message ?? "another model was installed meanwhile");
                return null;
            }

            foreach (var (one, vector) in some.Zip(answer.Vectors))
            {
                directions[one.Label] = vector;
            }
        }

        Keep(space, directions);
        return directions;
    }

    /// <summary>SHA-256 of the model and all sentences, then single-precision numbers, label after label, then SHA-256 of those.</summary>
    private Dictionary<string, float[]>? Load(string space)
    {
        try
        {
            var bytes = File.Exists(PathOf(space)) ? File.ReadAllBytes(PathOf(space)) : [];
            var numbers = bytes.Length > 2 * SHA256.HashSizeInBytes ? bytes.AsSpan(SHA256.HashSizeInBytes..^SHA256.HashSizeInBytes) : [];
            var labels = LabelSentences.All;
            var width = numbers.Length / sizeof(float) / labels.Count;
            if (width == 0 || numbers.Length != width * sizeof(float) * labels.Count || !bytes.AsSpan(0, SHA256.HashSizeInBytes).SequenceEqual(KeyOf(space)) || !bytes.AsSpan(^SHA256.HashSizeInBytes..).SequenceEqual(SHA256.HashData(numbers)))
            {
                return null;
            }

            var directions = new Dictionary<string, float[]>(labels.Count, StringComparer.Ordinal);
            var floats = MemoryMarshal.Cast<byte, float>(numbers);
            for (var i = 0; i < labels.Count; i++)
            {
                directions[labels[i].Label] = floats.Slice(i * width, width).ToArray();
            }

            return directions;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private void Keep(string space, Dictionary<string, float[]> directions)
    {
        try
        {
            Directory.CreateDirectory(folder.Index);
            var numbers = MemoryMarshal.AsBytes(LabelSentences.All.SelectMany(one => directions[one.Label]).ToArray().AsSpan()).ToArray();
            var part = PathOf(space) + ".part";
            File.WriteAllBytes(part, [.. KeyOf(space), .. numbers, .. SHA256.HashData(numbers)]);
            File.Move(part, PathOf(space), overwrite: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            log.LogWarning("The directions of labels cannot be kept for the next start: {Reason}", error.Message);
        }
    }

    /// <summary>Of the model and all sentences: directions of others are other ones.</summary>
    internal static byte[] KeyOf(string space) => SHA256.HashData(Encoding.UTF8.GetBytes(space + "\n" + string.Join('\n', LabelSentences.All.Select(one => $"{one.Label}\t{one.Sentence}"))));

    private string PathOf(string space) => Path.Combine(folder.Index, DataFolder.FileNameOf(space) + ".labels");
}

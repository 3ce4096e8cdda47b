using System.Text.Json;
using Vitrine.Core.Search.Duplicates;
using Vitrine.Core.Search.Vectors;
using Vitrine.Eval.Pictures;
using Vitrine.Media.Analyzers.Classify;
using Vitrine.Media.Analyzers.Fingerprints;

namespace Vitrine.Eval.Duplicates;

/// <summary>A picture with its hash.</summary>
/// <param name="Family">The original that it was made from, its own name for an original: pictures of one family are duplicates, others are not.</param>
/// <param name="Edit">What was done to the original; null for an original.</param>
internal sealed record NearPicture(string File, string Family, string? Edit, ulong Hash)
{
    /// <summary>What the classifiers see in it, by the model's name, as it is stored.</summary>
    public IReadOnlyDictionary<string, Int8Vector> Features { get; init; } = new Dictionary<string, Int8Vector>();

    /// <summary>The picture, small enough to be laid over others.</summary>
    public required PictureSketch Sketch { get; init; }

    /// <summary>A family is in one half as a whole.</summary>
    public bool ForTest => Labels.ForTest(Family);
}

/// <summary>The edited pictures of <c>corpus/neardup</c> and all photographs of the corpus.</summary>
internal static class NearPictures
{
    private static readonly string[] Folders = ["clothing", "grocery", "coco", "abo"];
    private static readonly string[] Endings = [".jpg", ".jpeg", ".png"];

    /// <param name="classifiers">By the model's name.</param>
    public static async Task<IReadOnlyList<NearPicture>> ReadAsync(SharedData data, IReadOnlyDictionary<string, IClassifier> classifiers)
    {
        using var truth = JsonDocument.Parse(await File.ReadAllBytesAsync(Path.Combine(data.Root, "corpus", "neardup", "pairs.json")));
        var pictures = new List<NearPicture>();
        foreach (var pair in truth.RootElement.GetProperty("pairs").EnumerateArray())
        {
            pictures.Add(await OneAsync(data, classifiers, pair.GetProperty("b").GetString()!, pair.GetProperty("a").GetString()!, pair.GetProperty("edit").GetString()));
        }

        var photos = Path.Combine(data.Root, "corpus", "photos");
        foreach (var path in Folders.SelectMany(folder => Directory.EnumerateFiles(Path.Combine(photos, folder), "*", SearchOption.AllDirectories)).Order(StringComparer.Ordinal))
        {
            if (Endings.Contains(Path.GetExtension(path)))
            {
                var file = Path.GetRelativePath(Path.Combine(data.Root, "corpus"), path);
                pictures.Add(await OneAsync(data, classifiers, file, file, null));
            }
        }

        return pictures;
    }

    private static async Task<NearPicture> OneAsync(SharedData data, IReadOnlyDictionary<string, IClassifier> classifiers, string file, string family, string? edit)
    {
        var picture = await data.ReadAsync(Path.Combine("corpus", file));
        var features = new Dictionary<string, Int8Vector>();
        foreach (var (name, classifier) in classifiers)
        {
            classifier.Classify(picture, CancellationToken.None);
            features[name] = Int8Vector.Quantise(classifier.Features);
        }

        var print = Fingerprint.Of(picture);
        return new NearPicture(file, family, edit, print.Perceptual) { Sketch = print.Sketch, Features = features };
    }

    /// <summary>All pairs of pictures of one half within the distance, nearest first.</summary>
    public static IReadOnlyList<(NearPicture A, NearPicture B, int Distance)> Pairs(IReadOnlyList<NearPicture> half, int distance) =>
    [
        .. HashIndex.Build([.. half.Select(picture => picture.Hash)]).Pairs(distance).Select(pair => (half[pair.A], half[pair.B], pair.Distance)).OrderBy(pair => pair.Distance),
    ];
}

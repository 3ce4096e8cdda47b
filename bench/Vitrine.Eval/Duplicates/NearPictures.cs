using System.Text.Json;
using Vitrine.Core.Search.Duplicates;
using Vitrine.Eval.Pictures;
using Vitrine.Media.Analyzers.Fingerprints;

namespace Vitrine.Eval.Duplicates;

/// <summary>A picture with its hash.</summary>
/// <param name="Family">The original that it was made from, its own name for an original: pictures of one family are duplicates, others are not.</param>
/// <param name="Edit">What was done to the original; null for an original.</param>
internal sealed record NearPicture(string File, string Family, string? Edit, ulong Hash)
{
    /// <summary>A family is in one half as a whole.</summary>
    public bool ForTest => Labels.ForTest(Family);
}

/// <summary>The edited pictures of <c>corpus/neardup</c> and all photographs of the corpus.</summary>
internal static class NearPictures
{
    private static readonly string[] Folders = ["clothing", "grocery", "coco", "abo"];
    private static readonly string[] Endings = [".jpg", ".jpeg", ".png"];

    public static async Task<IReadOnlyList<NearPicture>> ReadAsync(SharedData data)
    {
        using var truth = JsonDocument.Parse(await File.ReadAllBytesAsync(Path.Combine(data.Root, "corpus", "neardup", "pairs.json")));
        var pictures = new List<NearPicture>();
        foreach (var pair in truth.RootElement.GetProperty("pairs").EnumerateArray())
        {
            pictures.Add(await OneAsync(data, pair.GetProperty("b").GetString()!, pair.GetProperty("a").GetString()!, pair.GetProperty("edit").GetString()));
        }

        var photos = Path.Combine(data.Root, "corpus", "photos");
        foreach (var path in Folders.SelectMany(folder => Directory.EnumerateFiles(Path.Combine(photos, folder), "*", SearchOption.AllDirectories)).Order(StringComparer.Ordinal))
        {
            if (Endings.Contains(Path.GetExtension(path)))
            {
                var file = Path.GetRelativePath(Path.Combine(data.Root, "corpus"), path);
                pictures.Add(await OneAsync(data, file, file, null));
            }
        }

        return pictures;
    }

    private static async Task<NearPicture> OneAsync(SharedData data, string file, string family, string? edit) =>
        new(file, family, edit, Fingerprint.Of(await data.ReadAsync(Path.Combine("corpus", file))).Perceptual);

    /// <summary>All pairs of pictures of one half within the distance, nearest first.</summary>
    public static IReadOnlyList<(NearPicture A, NearPicture B, int Distance)> Pairs(IReadOnlyList<NearPicture> half, int distance) =>
    [
        .. HashIndex.Build([.. half.Select(picture => picture.Hash)]).Pairs(distance).Select(pair => (half[pair.A], half[pair.B], pair.Distance)).OrderBy(pair => pair.Distance),
    ];
}

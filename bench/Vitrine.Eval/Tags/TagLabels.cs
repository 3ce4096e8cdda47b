using Vitrine.Core.Vocabulary;
using Vitrine.Eval.Pictures;

namespace Vitrine.Eval.Tags;

/// <summary>Whether a tag is right for a picture, as far as its folder's name tells.</summary>
internal enum Verdict
{
    Right,
    Wrong,

    /// <summary>The label does not reach so far: the kind of crab, where the folder only says crab.</summary>
    Unknown,
}

/// <param name="Kind">Slugs of concepts that name the folder's kind; empty where the vocabulary has none.</param>
/// <param name="Coarse">Slugs of its coarse class.</param>
internal sealed record FolderLabel(string Folder, string[] Kind, string[] Coarse);

/// <summary>Human labels in the product's own concepts.</summary>
internal sealed class TagLabels(ConceptVocabulary vocabulary)
{
    private readonly Dictionary<string, FolderLabel> folders = Corpus.Concat(Caltech()).ToDictionary(l => l.Folder);

    /// <summary>Longer folder names first: a picture belongs to the first that fits.</summary>
    public static IReadOnlyList<FolderLabel> Corpus { get; } = [.. Lines().OrderByDescending(l => l.Folder.Length)];

    public FolderLabel Of(SeenPicture picture) => folders[picture.Folder];

    /// <summary>
    /// Right is the kind itself, or what is broader than it; narrower than the kind, the folder does not reach. Anything else is wrong for a classifier,
    /// which says what a picture shows. A detector may see what the folder does not name: it is wrong only within the kind's own family (a dog for a
    /// kangaroo), for there the folder would name it.
    /// </summary>
    public Verdict Judge(SeenPicture picture, long concept, bool byDetectorOnly)
    {
        var label = Of(picture);
        var (kind, coarse) = (Keys(label.Kind), Keys(label.Coarse));
        if (kind.Contains(concept))
        {
            // One of several classes that the folder may mean is not proved by the folder.
            return kind.Count > 1 && picture.Set == "caltech101" ? Verdict.Unknown : Verdict.Right;
        }

        if (kind.Exists(k => vocabulary.IsBroader(k, concept)))
        {
            return Verdict.Unknown;
        }

        if (coarse.Contains(concept) || kind.Concat(coarse).Any(k => vocabulary.IsBroader(concept, k)))
        {
            return Verdict.Right;
        }

        return !byDetectorOnly || Family(concept).Overlaps(kind.Concat(coarse).SelectMany(Family)) ? Verdict.Wrong : Verdict.Unknown;
    }

    /// <summary>Whether a concept belongs to the folder's coarse class.</summary>
    public bool IsCoarse(SeenPicture picture, long concept) => Keys(Of(picture).Coarse).Exists(k => k == concept || vocabulary.IsBroader(k, concept));

    private List<long> Keys(string[] slugs) => [.. slugs.Select(s => vocabulary.FindSlug(s)!.Key)];

    private HashSet<long> Family(long concept) => [concept, .. vocabulary.Closure(concept).Select(c => c.Key)];

    private static IEnumerable<FolderLabel> Lines() => Labels.Rows("tags-expected.tsv").Select(p => new FolderLabel(p[0], Split(p[1]), Split(p[2])));

    /// <summary>Caltech-101's folders by the concepts that the vocabulary gives their ImageNet classes.</summary>
    private static IEnumerable<FolderLabel> Caltech() => CaltechClasses.Read().Select(f => new FolderLabel(
        f.Key, [.. f.Value.SelectMany(c => StarterVocabulary.Labels.GetValueOrDefault($"imagenet/{c}") ?? []).Distinct()], f.Key == "stop_sign" ? ["stop-sign"] : []));

    private static string[] Split(string text) => text.Split(',', StringSplitOptions.RemoveEmptyEntries);
}

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

    /// <summary>Right is the kind itself, something narrower or something broader; the coarse class counts only where it is asked for.</summary>
    public Verdict Judge(SeenPicture picture, long concept, bool coarse = false)
    {
        var label = Of(picture);
        var wanted = (label.Kind.Length == 0 || coarse ? label.Kind.Concat(label.Coarse) : label.Kind).Select(s => vocabulary.FindSlug(s)!.Key).ToList();
        if (wanted.Exists(w => w == concept || vocabulary.IsBroader(w, concept)))
        {
            // One of several classes that the folder may mean is not proved by the folder.
            return label.Kind.Length > 1 && picture.Set == "caltech101" ? Verdict.Unknown : Verdict.Right;
        }

        var all = label.Kind.Concat(label.Coarse).Select(s => vocabulary.FindSlug(s)!.Key);
        return all.Any(w => w == concept || vocabulary.IsBroader(concept, w)) ? Verdict.Right : Verdict.Wrong;
    }

    private static IEnumerable<FolderLabel> Lines()
    {
        using var stream = typeof(TagLabels).Assembly.GetManifestResourceStream("tags-expected.tsv")!;
        using var reader = new StreamReader(stream);
        return [.. reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(l => l[0] != '#').Select(l => l.Split('\t'))
            .Select(p => new FolderLabel(p[0], Split(p[1]), Split(p[2])))];
    }

    /// <summary>Caltech-101's folders by the concepts that the vocabulary gives their ImageNet classes.</summary>
    private static IEnumerable<FolderLabel> Caltech() => CaltechClasses.Read().Select(f => new FolderLabel(
        f.Key, [.. f.Value.SelectMany(c => StarterVocabulary.Labels.GetValueOrDefault($"imagenet/{c}") ?? []).Distinct()], []));

    private static string[] Split(string text) => text.Split(',', StringSplitOptions.RemoveEmptyEntries);
}

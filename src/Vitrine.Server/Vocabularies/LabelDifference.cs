using Vitrine.Core.Search;
using Vitrine.Core.Vocabulary;

namespace Vitrine.Server.Vocabularies;

/// <summary>A label that a release puts on the concept of a slug. <paramref name="Role"/>: 1 preferred, 2 synonym, as stored.</summary>
internal readonly record struct PlantedLabel(string Slug, string Language, string Label, long Role)
{
    private const long Preferred = 1;
    private const long Synonym = 2;

    public (string Slug, string Language) Place => (Slug, Language);

    public bool IsPreferred => Role == Preferred;

    public static PlantedLabel Of(string slug, ConceptLabel label) => new(slug, label.Language, label.Text, label.Preferred ? Preferred : Synonym);
}

/// <summary>A row of a label as it is now; the slug is empty where people made the concept.</summary>
internal sealed record PresentLabel(long Key, long Concept, PlantedLabel Label);

/// <summary>
/// What a release changes in the labels of a library: the difference between what it ships and what earlier ones planted, as far as people left that as it was.
/// <list type="bullet">
/// <item>A label that people removed does not come back; one they added or changed is not touched.</item>
/// <item>A concept that no longer ships keeps its labels: tags may say it.</item>
/// <item>A preferred label gives way to another one only where it is the one that was planted.</item>
/// <item>A word that another concept has by now is not put on a second one. Concepts that are new come with their preferred labels in any case: something has to name them.</item>
/// </list>
/// </summary>
/// <param name="Withdrawn">Rows to delete, and what of the planted to forget. A planted label that people removed is remembered for good.</param>
/// <param name="Added">Labels to add to their concepts.</param>
/// <param name="Seen">What is planted or was passed over, so that no later release tries again.</param>
internal sealed record LabelDifference(IReadOnlyList<PresentLabel> Withdrawn, IReadOnlyList<PlantedLabel> Added, IReadOnlyList<PlantedLabel> Seen)
{
    /// <param name="shipped">The labels of this release.</param>
    /// <param name="planted">Those of earlier ones.</param>
    /// <param name="present">All labels of concepts that are not merged.</param>
    /// <param name="made">Slugs of the concepts that are new with this release.</param>
    /// <param name="merged">Slugs of concepts that people merged into others: theirs stay as they are.</param>
    public static LabelDifference Of(
        IReadOnlyList<PlantedLabel> shipped, IReadOnlyList<PlantedLabel> planted, IReadOnlyList<PresentLabel> present, IReadOnlySet<string> made, IReadOnlySet<string> merged)
    {
        var before = planted.ToHashSet();
        var now = shipped.ToHashSet();
        var ships = shipped.Select(label => label.Slug).ToHashSet(StringComparer.Ordinal);
        var seen = shipped.Where(label => !before.Contains(label)).ToArray();
        var withdrawn = present.Where(row => ships.Contains(row.Label.Slug) && before.Contains(row.Label) && !now.Contains(row.Label)).ToList();
        var words = new Words(present, withdrawn);
        var preferred = present.Where(row => row.Label is { IsPreferred: true, Slug.Length: > 0 }).ToLookup(row => row.Label.Place);
        var hadPreferred = planted.Where(label => label.IsPreferred).Select(label => label.Place).ToHashSet();

        var added = new List<PlantedLabel>();
        foreach (var label in seen.Where(label => !merged.Contains(label.Slug)).OrderBy(label => label.Role))
        {
            var replaced = preferred[label.Place].ToArray();
            var isFree = made.Contains(label.Slug) ? label.IsPreferred || words.IsFree(label) : words.IsFree(label) && (!label.IsPreferred || MayName(label, replaced));
            if (isFree)
            {
                added.Add(label);
                words.Add(label);
            }
            else if (label.IsPreferred)
            {
                // The concept would be left without a name in this language.
                withdrawn.RemoveAll(replaced.Contains);
                words.Keep(replaced);
            }
        }

        return new LabelDifference(withdrawn, added, seen);

        bool MayName(PlantedLabel label, PresentLabel[] replaced) => replaced.Length == 0 ? !hadPreferred.Contains(label.Place) : replaced.All(withdrawn.Contains);
    }

    /// <summary>Which concept has a word, by language.</summary>
    private sealed class Words
    {
        private readonly HashSet<(string Language, string Folded)> taken = [];

        public Words(IEnumerable<PresentLabel> present, List<PresentLabel> withdrawn) => Keep(present.Except(withdrawn));

        public bool IsFree(PlantedLabel label) => !taken.Contains(Word(label));

        public void Add(PlantedLabel label) => taken.Add(Word(label));

        public void Keep(IEnumerable<PresentLabel> rows)
        {
            foreach (var row in rows)
            {
                taken.Add(Word(row.Label));
            }
        }

        private static (string Language, string Folded) Word(PlantedLabel label) => (label.Language, TextFold.Key(label.Label));
    }
}

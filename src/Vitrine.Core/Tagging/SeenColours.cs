using Vitrine.Core.Analysis;
using Vitrine.Core.Colours;

namespace Vitrine.Core.Tagging;

/// <summary>The colours that a picture can be found by, from the palettes that analyzers made of it.</summary>
public static class SeenColours
{
    private const string Palette = "palette";

    /// <summary>Colours of less of the picture do not count.</summary>
    private const float LeastShare = 0.05f;

    /// <summary>Their cells (<see cref="ColourCell"/>), each once.</summary>
    public static IReadOnlySet<int> Of(IEnumerable<FindingSet> findings) => findings.SelectMany(set => set.Findings).OfType<Finding.Value>()
        .Where(value => value.Key == Palette && value.Score >= LeastShare).Select(value => ColourCell.Read(value.Content)).OfType<Oklab>().Select(ColourCell.Of).ToHashSet();
}

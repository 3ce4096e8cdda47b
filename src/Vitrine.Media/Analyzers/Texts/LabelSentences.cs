using Vitrine.Media.Analyzers.Classify;
using Vitrine.Media.Analyzers.Detect;

namespace Vitrine.Media.Analyzers.Texts;

/// <summary>Labels of models as English sentences, for the encoder of sentences.</summary>
public static class LabelSentences
{
    /// <summary>Label → sentence, of every label that a classifier or detector may find, in a fixed order.</summary>
    public static IReadOnlyList<(string Label, string Sentence)> All { get; } =
    [
        .. Enumerable.Range(0, ImageNetNames.Count).Select(index => (ImageNetNames.Label(index), Of(string.Join(", ", ImageNetNames.Of(index))))),
        .. CocoNames.All.Zip(CocoNames.Labels, (name, label) => (label, Of(name))),
        .. OpenImagesDetector.Names.Select(name => ("oid/" + name, Of(name.ToLowerInvariant()))),
    ];

    /// <summary>Names are put into the same words as searches are, so that what is compared is what differs.</summary>
    public static string Of(string name) => "a photo of " + name;
}

using Vitrine.Core.Analysis;
using Vitrine.Core.Assets;
using Vitrine.Core.Tagging;
using Vitrine.Core.Vocabulary;

namespace Vitrine.Core.Tests.Tagging;

public sealed class EvidenceTests
{
    private static readonly ConceptVocabulary Starter = StarterVocabulary.Build();

    [Fact]
    public void Evidence_OfABoxThatIsHardlyThere_IsLeftOut()
    {
        var faces = new FindingSet("faces", 1, "yunet@1", [Face(0.93f, 0.1f), Face(0.9f, 0.3f), Face(0.35f, 0.6f)]);

        var face = Assert.Single(Tagger.Propose([faces], Starter, Calibration.Default, TagPolicy.Default));

        Assert.Equal([0.93f, 0.9f], face.Evidence.Select(one => one.RawScore));
    }

    [Fact]
    public void Evidence_OfPersons_IsNoneForFaces()
    {
        // A face is a part of a person, not a kind of one: both are named, each with its own boxes.
        var faces = new FindingSet("faces", 1, "yunet@1", [Face(0.93f, 0.1f)]);
        var objects = new FindingSet("detect", 1, "yolox-nano@1", [new Finding.Label("coco/person", 0.9f, new Extent(new Box(0, 0, 0.5f, 1)))]);

        var proposals = Tagger.Propose([faces, objects], Starter, Calibration.Default, TagPolicy.Default);

        Assert.Equal(["face", "person"], proposals.Select(proposal => Starter.Find(proposal.Concept)!.Slug!).Order(StringComparer.Ordinal));
        Assert.All(proposals, proposal => Assert.Single(proposal.Evidence));
    }

    private static Finding.Label Face(float score, float x) => new("face", score, new Extent(new Box(x, 0.2f, 0.1f, 0.1f)));
}

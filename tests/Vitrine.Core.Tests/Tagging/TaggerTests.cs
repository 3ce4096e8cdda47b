using Vitrine.Core.Analysis;
using Vitrine.Core.Assets;
using Vitrine.Core.Claims;
using Vitrine.Core.Tagging;
using Vitrine.Core.Vocabulary;

namespace Vitrine.Core.Tests.Tagging;

public sealed class TaggerTests
{
    private static readonly ConceptVocabulary Starter = StarterVocabulary.Build();
    private static readonly Box Left = new(0, 0, 0.4f, 1);

    [Fact]
    public void Propose_ManyBreedsEachUnlikely_ProposesTheDog()
    {
        // Twelve breeds at 0.08: none is worth a tag, together they leave little doubt.
        var breeds = Enumerable.Range(151, 12).Select(n => new Finding.Label($"imagenet/{n}", 0.08f));

        var proposal = Assert.Single(Propose([Classify([.. breeds])]));

        Assert.Equal("dog", Word(proposal));
        Assert.True(proposal.Confidence > 8_000, $"{proposal.Confidence}");
        Assert.All(proposal.Evidence, e => Assert.StartsWith("imagenet/", e.Label, StringComparison.Ordinal));
    }

    [Fact]
    public void Propose_ASureBreed_ImpliesTheDogAndDoesNotRepeatIt()
    {
        var proposals = Propose([Classify(new("imagenet/207", 0.9f), new("imagenet/208", 0.05f))]);

        Assert.Equal(["golden retriever"], proposals.Select(Word));
    }

    [Fact]
    public void Propose_ADoubtfulBreedOfASureDog_GivesWayToTheDog()
    {
        var proposals = Propose([Classify(new("imagenet/207", 0.4f), new("imagenet/208", 0.3f), new("imagenet/219", 0.25f))]);

        Assert.DoesNotContain("golden retriever", proposals.Select(Word));
        Assert.Contains(proposals, p => Starter.IsBroader(Starter.FindSlug("dog")!.Key, p.Concept) || Word(p) == "dog");
    }

    [Fact]
    public void Propose_ClassifierAndDetectorAgree_IsSurerThanEachAlone()
    {
        var classify = Classify(new Finding.Label("imagenet/954", 0.6f));
        var detect = Detect(new Finding.Label("coco/banana", 0.6f, new Extent(Left)));

        var both = Assert.Single(Propose([classify, detect]));

        Assert.True(both.Confidence > Assert.Single(Propose([classify])).Confidence);
        Assert.True(both.Confidence > Assert.Single(Propose([detect])).Confidence);
        Assert.Equal(Left, both.Box);
        Assert.Equal(["classify", "detect"], both.Evidence.Select(e => e.Analyzer).Order());
    }

    [Fact]
    public void Propose_DetectorSeesTheBroaderConcept_SupportsTheNarrowerAndLendsItsBox()
    {
        var classify = Classify(new Finding.Label("imagenet/770", 0.6f));
        var detect = Detect(new Finding.Label("oid/Footwear", 0.95f, new Extent(Left)));

        var alone = Assert.Single(Propose([classify]));
        var both = Assert.Single(Propose([classify, detect]));

        Assert.Equal("running shoe", Word(both));
        Assert.True(both.Confidence > alone.Confidence);
        Assert.Equal(Left, both.Box);
    }

    [Fact]
    public void Propose_DetectorSeesADogTheClassifierHardlySees_DoesNotInventABreed()
    {
        var proposals = Propose([Classify(new Finding.Label("imagenet/207", 0.05f)), Detect(new Finding.Label("coco/dog", 0.95f, new Extent(Left)))]);

        Assert.Equal(["dog"], proposals.Select(Word));
    }

    [Fact]
    public void Propose_DetectorSeesACat_DoesNotSupportTheDog()
    {
        var alone = Propose([Classify(new Finding.Label("imagenet/207", 0.5f))]).Single();
        var both = Propose([Classify(new Finding.Label("imagenet/207", 0.5f)), Detect(new Finding.Label("coco/cat", 0.9f, new Extent(Left)))]);

        Assert.Equal(alone.Confidence, both.Single(p => Word(p) == "golden retriever").Confidence);
        Assert.Contains("cat", both.Select(Word));
    }

    [Fact]
    public void Propose_SeveralBoxesOfOneLabel_CountOnce()
    {
        var one = Propose([Detect(new Finding.Label("coco/person", 0.8f, new Extent(Left)))]).Single();
        var three = Propose([Detect(
            new("coco/person", 0.8f, new Extent(Left)),
            new("coco/person", 0.7f, new Extent(new Box(0.5f, 0, 0.2f, 1))),
            new("coco/person", 0.6f, new Extent(new Box(0.8f, 0, 0.2f, 1))))]).Single();

        Assert.Equal(one.Confidence, three.Confidence);
        Assert.Equal(3, three.Evidence.Count);
        Assert.Equal(Left, three.Box);
    }

    [Fact]
    public void Propose_NothingButUnknownLabels_ProposesNothing() =>
        Assert.Empty(Propose([Detect(new Finding.Label("coco/unicorn", 1), new Finding.Label("", 1), new Finding.Label("imagenet/1000", 1))]));

    [Fact]
    public void Propose_ScoresThatAreNoNumbers_ProposesNothing() =>
        Assert.Empty(Propose([Classify(new("imagenet/1", float.NaN), new("imagenet/2", -1))]));

    [Theory]
    [InlineData("colour", "red", "red")]
    [InlineData("black-and-white", "true", "black and white")]
    [InlineData("colour", "white", "white")]
    [InlineData("medium", "screenshot", "screenshot")]
    [InlineData("background", "white", "white background")]
    public void Propose_MeasuredValues_BecomeTags(string key, string content, string word) =>
        Assert.Equal(word, Word(Assert.Single(Propose([new FindingSet("looks", 1, "looks@1", [new Finding.Value(key, content, 0.9f)])]))));

    [Theory]
    [InlineData("black-and-white", "false")]
    [InlineData("background", "busy")]
    [InlineData("medium", "photo")]
    [InlineData("sharpness", "0.7")]
    public void Propose_OtherMeasuredValues_AreNoTags(string key, string content) =>
        Assert.Empty(Propose([new FindingSet("looks", 1, "looks@1", [new Finding.Value(key, content, 0.9f)])]));

    [Fact]
    public void Propose_WithoutMeasuredPrecision_IsSuggestOnly() =>
        Assert.All(Propose([Detect(new("coco/dog", 1f), new("coco/car", 1f))]), p => Assert.Equal(ClaimState.Suggested, p.State));

    [Fact]
    public void Propose_MeasuredConcepts_AreAcceptedFromTheirThresholdOn()
    {
        var measured = Calibrated("""[{"concept":"dog","confidence":90},{"concept":"bikini","confidence":1},{"concept":"*","confidence":null}]""");

        Assert.Equal(ClaimState.Accepted, State(Detect(new Finding.Label("coco/dog", 0.95f)), TagPolicy.Default));
        Assert.Equal(ClaimState.Suggested, State(Detect(new Finding.Label("coco/dog", 0.85f)), TagPolicy.Default));
        Assert.Equal(ClaimState.Suggested, State(Detect(new Finding.Label("coco/dog", 0.95f)), TagPolicy.Default with { SuggestOnly = true }));
        Assert.Equal(ClaimState.Suggested, State(Detect(new Finding.Label("coco/cat", 0.99f)), TagPolicy.Default));
        Assert.Equal(ClaimState.Suggested, State(Classify(new Finding.Label("imagenet/445", 0.99f)), TagPolicy.Default));

        ClaimState State(FindingSet set, TagPolicy policy) => Tagger.Propose([set], Starter, measured, policy).Single().State;
    }

    [Fact]
    public void Propose_UnderTwoThresholds_ReDecidesTheSameFindings()
    {
        FindingSet[] findings = [Detect(new("coco/dog", 0.9f), new("coco/car", 0.5f), new("coco/boat", 0.3f))];

        Assert.Equal(["dog"], Propose(findings, TagPolicy.Default with { MinConfidence = 80 }).Select(Word));
        Assert.Equal(["dog", "car", "boat"], Propose(findings, TagPolicy.Default with { MinConfidence = 0 }).Select(Word));
        Assert.Equal(["dog", "car"], Propose(findings, TagPolicy.Default with { MinConfidence = 0, MaxTags = 2 }).Select(Word));
        Assert.Equal(["dog"], Propose(findings, TagPolicy.Default with { MinConfidenceOf = new Dictionary<long, int> { [Starter.FindSlug("car")!.Key] = 99 } }).Select(Word));
    }

    [Fact]
    public void Propose_AConceptsOwnThreshold_TakesThePlaceOfTheLibrarys()
    {
        var vocabulary = new ConceptVocabulary(
            Starter.All.Select(c => c.Slug == "boat" ? c with { MinConfidence = 10 } : c.Slug == "dog" ? c with { MinConfidence = 100 } : c),
            StarterVocabulary.Labels.SelectMany(l => l.Value.Select(s => new LabelMeaning(l.Key, Starter.FindSlug(s)!.Key))));

        var proposals = Tagger.Propose([Detect(new("coco/dog", 0.9f), new("coco/boat", 0.3f))], vocabulary, JudgedCalibration.Value, TagPolicy.Default);

        Assert.Equal(["boat"], proposals.Select(Word));
    }

    [Fact]
    public void Propose_GroupsOfTheVocabulary_AreNeverSaid()
    {
        // Half of all animals at once: "animal" only orders the vocabulary.
        var animals = Enumerable.Range(0, 390).Select(n => new Finding.Label($"imagenet/{n}", 1f / 390));

        Assert.DoesNotContain(Propose([Classify([.. animals])]), p => Starter.Find(p.Concept)!.NeverByAi);
    }

    [Fact]
    public void ToClaims_OfProposals_IsWhatReAnalysisTakes()
    {
        var claims = Tagger.ToClaims(Propose([Detect(new Finding.Label("coco/dog", 0.9f))]));

        var claim = Assert.Single(ReAnalysis.Diff([], claims).Insert);
        Assert.Equal(new ClaimValue.Concept(Starter.FindSlug("dog")!.Key), claim.Value);
        Assert.Equal(SourceType.Fusion, claim.Source.Type);
    }

    [Fact]
    public void MainObject_IsTheLargeCentralOne_AndAFaceOnlyWhereNothingElseIs()
    {
        var faces = new FindingSet("faces", 1, "m", [new Finding.Label("face", 0.99f, new Extent(new Box(0.3f, 0.3f, 0.4f, 0.4f)))]);
        var objects = Detect(
            new("coco/person", 0.9f, new Extent(new Box(0, 0, 0.1f, 0.1f))),
            new("coco/dog", 0.8f, new Extent(new Box(0.2f, 0.2f, 0.6f, 0.6f))),
            new("coco/car", 0.9f));

        Assert.Equal(Starter.FindSlug("dog")!.Key, MainObject.Pick([faces, objects], Starter, JudgedCalibration.Value)!.Concept);
        Assert.Equal(Starter.FindSlug("face")!.Key, MainObject.Pick([faces], Starter, JudgedCalibration.Value)!.Concept);
        Assert.Null(MainObject.Pick([Classify(new Finding.Label("imagenet/1", 1))], Starter, JudgedCalibration.Value));
    }

    private static FindingSet Classify(params Finding.Label[] labels) => new("classify", 1, "resnet18-distilled@1", labels);

    private static FindingSet Detect(params Finding.Label[] labels) => new("detect", 1, "nanodet@1", labels);

    /// <summary>Lower than what a library shows by default, so that doubtful proposals are seen too.</summary>
    private static IReadOnlyList<TagProposal> Propose(IReadOnlyList<FindingSet> findings, TagPolicy? policy = null) =>
        Tagger.Propose(findings, Starter, JudgedCalibration.Value, policy ?? TagPolicy.Default with { MinConfidence = 30 });

    private static Calibration Calibrated(string acceptAt) => Calibration.Parse(System.Text.Encoding.UTF8.GetBytes(
        $$"""{"format":1,"fittedOn":"test","prior":0.02,"agreement":0.5,"labelSets":{"imagenet":"sum"},"curves":[{"set":"*","points":[[0,0],[1,1]]}],"acceptAt":{{acceptAt}}}"""));

    private static string Word(TagProposal proposal) => Starter.Find(proposal.Concept)!.Label();
}

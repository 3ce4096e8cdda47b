using Vitrine.Core.Search;
using Vitrine.Core.Vocabulary;
using Vitrine.Tests.Shared;

namespace Vitrine.Core.Tests.Vocabulary;

public sealed class StarterVocabularyTests
{
    private static readonly ConceptVocabulary Starter = StarterVocabulary.Build();

    [Fact]
    public void Labels_OfEveryStarterModel_MeanAConcept()
    {
        string[] colours = ["black", "white", "grey", "red", "orange", "yellow", "green", "teal", "blue", "purple", "pink", "brown", "beige"];
        string[] media = ["photo", "illustration", "document", "screenshot"];
        string[] ids = [
            .. Enumerable.Range(0, 1000).Select(n => $"imagenet/{n}"), .. colours.Select(c => $"looks/colour/{c}"), .. media.Select(m => $"looks/medium/{m}"),
            "looks/background/white", "looks/background/plain", "looks/black-and-white/true", "looks/transparency/true", "face"];

        Assert.All(ids, id => Assert.NotEmpty(Starter.OfLabel(id)));
        Assert.Equal(80, StarterVocabulary.Labels.Keys.Count(l => l.StartsWith("coco/", StringComparison.Ordinal)));
        Assert.Equal(23, StarterVocabulary.Labels.Keys.Count(l => l.StartsWith("oid/", StringComparison.Ordinal)));
    }

    [Fact]
    public void Labels_MeanOnlyConceptsThatExist() =>
        Assert.All(StarterVocabulary.Labels, l => Assert.All(l.Value, slug => Assert.NotNull(Starter.FindSlug(slug))));

    [Fact]
    public void Concepts_EachOnce_WithParentsThatExist()
    {
        Assert.Equal(StarterVocabulary.Concepts.Count, StarterVocabulary.Concepts.Select(c => c.Slug).Distinct().Count());
        Assert.All(StarterVocabulary.Concepts, c => Assert.All(c.Broader, b => Assert.NotNull(Starter.FindSlug(b))));
        Assert.All(StarterVocabulary.Concepts, c => Assert.Matches("^[a-z0-9]+(-[a-z0-9]+)*$", c.Slug));
    }

    [Fact]
    public void Concepts_FormNoCircle() =>
        Assert.All(Starter.All, c => Assert.All(c.Broader, b => Assert.False(Starter.IsBroader(c.Key, b), $"{c.Slug} is broader than itself")));

    [Fact]
    public void Concepts_BroaderOnesNameNoneThatAnotherImplies() =>
        Assert.All(Starter.All, c => Assert.All(c.Broader, b => Assert.DoesNotContain(c.Broader, other => Starter.IsBroader(b, other))));

    [Fact]
    public void Words_OfOneLanguage_NameOneConceptEach()
    {
        var words = Starter.All.SelectMany(c => c.Labels).GroupBy(l => (l.Language, TextFold.Key(l.Text)));

        Assert.All(words, w => Assert.Single(w));
    }

    [Theory, InlineData("en"), InlineData("de"), InlineData("fr"), InlineData("es")]
    public void Words_EveryConceptIsNamedOnceInEachLanguage(string language) =>
        Assert.All(Starter.All, c => Assert.True(c.Labels.Count(l => l.Preferred && l.Language == language) == 1, $"{c.Slug} in {language}"));

    [Fact]
    public void Words_AreText_WithoutBlanksAroundThemOrUnclosedQualifiers() =>
        Assert.All(Starter.All.SelectMany(c => c.Labels), l => Assert.Matches(@"^[\p{L}\p{N}][\p{L}\p{N}'.\- ]*( \([\p{L}\p{N}' \-]+\))?$", l.Text));

    /// <summary>A language that was left in English would pass every other test.</summary>
    [Theory, InlineData("de", 20), InlineData("fr", 20), InlineData("es", 15)]
    public void Words_OfALanguage_AreMostlyItsOwn(string language, int most)
    {
        var same = Starter.All.Count(c => TextFold.Key(c.Label(language)) == TextFold.Key(c.Label()));

        Assert.InRange(same * 100 / Starter.All.Count, 0, most);
    }

    [Fact]
    public void Words_GermanNounsBeginWithACapital()
    {
        // Adjectives, adverbs and places said by a preposition do not.
        var small = Starter.All.Count(c => char.IsLower(c.Label("de")[0]));

        Assert.InRange(small, 1, Starter.All.Count / 40);
    }

    [Theory, InlineData("fr"), InlineData("es")]
    public void WordsFile_HasTheConceptsInTheirOrder(string language)
    {
        using var stream = typeof(StarterVocabulary).Assembly.GetManifestResourceStream($"Vitrine.Core.Vocabulary.Data.words.{language}.tsv")!;
        using var reader = new StreamReader(stream);
        var slugs = reader.ReadToEnd().Split('\n').Where(line => line.Length > 0 && line[0] != '#').Select(line => line.Split('\t')[0]);

        Assert.Equal(StarterVocabulary.Concepts.Select(c => c.Slug), slugs);
    }

    [Fact]
    public void Concepts_CoverWhatPeopleTag()
    {
        string[] groups = [
            "clothing", "garment-part", "footwear", "jewellery", "material", "textile", "pattern", "colour", "food", "drink", "furniture", "vehicle", "tool", "electronics",
            "musical-instrument", "sport", "activity", "gesture-and-pose", "scene", "room", "nature", "building", "weather", "light", "season", "holiday", "event", "shot-type",
            "picture-type", "document", "animal", "plant", "body-part", "occupation"];

        Assert.InRange(Starter.All.Count, 1500, 10_000);
        Assert.All(groups, g => Assert.InRange(Starter.All.Count(c => Starter.IsBroader(Starter.FindSlug(g)!.Key, c.Key)), 4, 1000));
    }

    [Fact]
    public void Concepts_OfSensitiveAttributes_AreNeverSaidByMachines()
    {
        string[] slugs = [
            "woman", "man", "child", "baby", "teenager", "senior", "couple", "family", "pregnant-woman", "skin", "beard", "bald-head", "headscarf", "turban", "priest", "praying",
            "ramadan", "eid", "hanukkah", "passover", "diwali", "holi", "baptism", "funeral", "smiling", "laughing", "crying"];

        Assert.All(slugs, s => Assert.True(Starter.FindSlug(s)!.NeverByAi, s));
    }

    [Theory]
    [InlineData("imagenet/770", "running shoe", "trainer", "shoe", "footwear")]
    [InlineData("imagenet/207", "golden retriever", "retriever", "dog", "mammal", "animal")]
    [InlineData("imagenet/671", "mountain bike", "bicycle", "vehicle")]
    [InlineData("imagenet/134", "crane (bird)", "waterbird", "bird", "animal")]
    [InlineData("imagenet/517", "crane (machine)", "tool")]
    [InlineData("imagenet/673", "computer mouse", "electronics")]
    [InlineData("imagenet/457", "bow tie", "neckwear", "accessory")]
    [InlineData("imagenet/504", "coffee mug", "mug", "cup", "kitchenware")]
    [InlineData("coco/person", "person")]
    [InlineData("coco/tv", "television", "electronics")]
    [InlineData("oid/High heels", "high heels", "shoe", "footwear")]
    [InlineData("face", "face")]
    [InlineData("looks/colour/red", "red", "colour")]
    public void Label_MeansWordsPeopleUse(string label, string word, params string[] broader)
    {
        var concept = Starter.Find(Assert.Single(Starter.OfLabel(label)))!;

        Assert.Equal(word, concept.Label());
        Assert.Equal(broader, Starter.Closure(concept.Key).Select(c => c.Label()));
    }

    [Fact]
    public void ImageNet_NumbersAgreeWithThePublishedOrder()
    {
        // Line 1 is the background; class k stands on line k + 2. A shared word shows that the numbers were not shifted.
        var published = File.ReadAllLines(SharedFolder.Path("models", "classify", "imagenet_labels.txt")).Skip(1).ToArray();
        Assert.Equal(1000, published.Length);

        var shared = published.Select((line, k) => WordsOf(line).Overlaps(
            Starter.OfLabel($"imagenet/{k}").SelectMany(c => Starter.Find(c)!.Labels).SelectMany(l => WordsOf(l.Text))));

        Assert.InRange(shared.Count(same => same), 970, 1000);

        static HashSet<string> WordsOf(string text) =>
            [.. TextFold.Fold(text).Split([' ', ',', '-', '\'', '(', ')'], StringSplitOptions.RemoveEmptyEntries).Where(w => w.Length > 2)];
    }

    [Fact]
    public void Build_WithKeysOfTheCaller_UsesThem()
    {
        var built = StarterVocabulary.Build(slug => slug == "dog" ? 77 : 1000 + Starter.FindSlug(slug)!.Key);

        Assert.Equal(77, built.FindSlug("dog")!.Key);
        Assert.Equal([77L], built.OfLabel("coco/dog"));
        Assert.Contains(built.Closure(built.FindSlug("beagle")!.Key), c => c.Key == 77);
    }
}

using Vitrine.Core.Claims;
using Vitrine.Media.Metadata.Mapping;
using Vitrine.Media.Metadata.Writing;
using Vitrine.Server.Claims;
using Vitrine.Server.Exports;
using Vitrine.Server.WriteBack;

namespace Vitrine.Server.Tests.WriteBack;

/// <summary>The difference between what the library says and what a file said last.</summary>
public sealed class WriteBackPlanTests
{
    [Fact]
    public void Plan_OfTheSame_IsNothing()
    {
        var words = Words(("title", "", "Dog"), ("title", "de", "Hund")) with { Tags = [new ExportedTag(7, "dog", ["dog"])] };

        Assert.True(Plan(words, Said("title", null, "Dog"), Said("title", "de", "Hund"), new FileValue("tag", null, "c:7", "dog")).IsEmpty);

        // XMP's default repeats a language: nothing of its own.
        Assert.True(Plan(Words(("title", "de", "Hund")), Said("title", null, "Hund"), Said("title", "de", "Hund")).IsEmpty);
    }

    [Fact]
    public void Plan_OfAClearedValue_TakesItOut()
    {
        var single = Assert.Single(Plan(Words(("title", "", "Dog")), Said("title", null, "Dog"), Said("title", "de", "Hund"), Said("credit", null, "Ann")).Singles, one => one.Attribute == "title");
        Assert.Equal(["de"], single.Gone);
        Assert.Single(Plan(Words(), Said("credit", null, "Ann")).Singles, one => one is { Attribute: "credit", Now.Count: 0 });
    }

    [Fact]
    public void Keywords_KeepTheirSpellingUntilTheirTagIsRenamed()
    {
        var words = Words() with { Tags = [new ExportedTag(7, "hound", ["hound"])] };
        var said = new FileValue("tag", null, "c:7", "Dog");

        Assert.True(WriteBackPlan.Of(words, [said], PropertyMap.Shipped, (_, literal) => literal == "Dog", []).IsEmpty);

        var members = Assert.Single(WriteBackPlan.Of(words, [said], PropertyMap.Shipped, WriteBackPlan.NeverKept, []).Members);
        Assert.Equal(("hound", "Dog"), (Assert.Single(members.Add).Text, Assert.Single(members.Remove)));
    }

    [Fact]
    public void Fields_GoIntoOurNamespace()
    {
        var words = new ExportedWords
        {
            Singles = new Dictionary<string, IReadOnlyDictionary<string, ClaimValue>> { ["field:sku"] = new Dictionary<string, ClaimValue> { [""] = new ClaimValue.Number(42.5m) } },
            Lists = new Dictionary<string, IReadOnlyList<ClaimValue>> { ["fields:colours"] = [new ClaimValue.Text("red"), new ClaimValue.Text("blue")] },
        };

        var edits = WrittenEdits.Of(Plan(words), PropertyMap.Shipped);

        Assert.Contains(edits.Xmp, edit => edit is { Path: "vitrine:field.sku", Text: "42.5" });
        Assert.Contains(edits.Xmp, edit => edit.Path == "vitrine:field.colours" && edit.Items is ["red", "blue"]);
    }

    [Fact]
    public void Places_ThatAreNotToLeave_StayInFieldsToo()
    {
        var here = new Dictionary<string, ClaimValue> { [""] = new ClaimValue.Place(null, null, null, 48.1, 11.5) };
        var words = new ExportedWords { Singles = new Dictionary<string, IReadOnlyDictionary<string, ClaimValue>> { ["place"] = here, ["field:spot"] = here, ["field:sku"] = new Dictionary<string, ClaimValue> { [""] = new ClaimValue.Number(1) } } };

        Assert.Equal(["field:sku"], words.WithoutPlace().Singles.Keys);
    }

    private static WrittenChange Plan(ExportedWords words, params FileValue[] said) => WriteBackPlan.Of(words, said, PropertyMap.Shipped, WriteBackPlan.NeverKept, []);

    private static FileValue Said(string attribute, string? language, string text) => new(attribute, language, "t:" + text);

    private static ExportedWords Words(params (string Attribute, string Language, string Text)[] texts) => new()
    {
        Singles = texts.GroupBy(text => text.Attribute).ToDictionary(
            group => group.Key, group => (IReadOnlyDictionary<string, ClaimValue>)group.ToDictionary(text => text.Language, text => (ClaimValue)new ClaimValue.Text(text.Text))),
    };
}

using System.Collections;
using System.Globalization;
using System.Net;
using System.Resources;
using System.Text.RegularExpressions;
using Vitrine.Server.Ui.Help;
using Vitrine.Server.Ui.Layout;
using Vitrine.Tests.Shared;

namespace Vitrine.Server.Tests.Ui;

/// <summary>The help: whole in both languages, with links that lead somewhere, and with what is so on this server.</summary>
public sealed partial class HelpTests
{
    private static readonly ResourceManager Texts = new("Vitrine.Server.Ui.HelpStrings", typeof(Prose).Assembly);

    [Theory]
    [InlineData("en", "What AI tags are", "none yet", "at most 12 per file")]
    [InlineData("de", "Was KI-Schlagwörter sind", "noch keines", "höchstens 12 je Datei")]
    public async Task Page_TellsEverySectionWithAnchorsThatAreThereOnce(string language, string heading, string none, string most)
    {
        await using var app = await DamApp.StartAsync(Engines.Sqlite);
        using var changed = await app.SendAsync(HttpMethod.Patch, "api/library", """{"maxTags":12}""");
        Assert.Equal(HttpStatusCode.OK, changed.StatusCode);

        var page = await app.PageAsync("help", language);

        Assert.Contains($"<html lang=\"{language}\">", page, StringComparison.Ordinal);
        Assert.Contains(heading, page, StringComparison.Ordinal);
        Assert.Contains(none, page, StringComparison.Ordinal);
        Assert.Contains(most, page, StringComparison.Ordinal);
        var ids = Ids().Matches(page).Select(id => id.Groups[1].Value).ToList();
        Assert.Equal(ids.Distinct(), ids);
        Assert.Empty(HelpContents.Sections.SelectMany(section => section.Topics.Prepend(section.Anchor)).Except(ids));
        Assert.Empty(Links().Matches(page).Select(link => link.Groups[1].Value).Except(ids));
        foreach (var (_, keys) in PageKeys.All)
        {
            Assert.All(keys.SelectMany(key => key.Keys.Split(' ')), key => Assert.Contains($"<kbd>{WebUtility.HtmlEncode(key)}</kbd>", Decoded(page), StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Page_WithoutSignIn_AsksForIt()
    {
        await using var app = await DamApp.StartAsync(Engines.Sqlite);
        using var answer = await DamApp.SendAsync(app.Anonymous, HttpMethod.Get, "help");
        Assert.Equal("/login?return=%2Fhelp", answer.Header("Location"));
    }

    [Fact]
    public void Texts_OfBothLanguages_AreTheSameOnesAndAllAreShown()
    {
        var english = Keys(CultureInfo.InvariantCulture);
        Assert.Equal(english, Keys(CultureInfo.GetCultureInfo("de")));
        var anchors = HelpContents.Sections.SelectMany(section => section.Topics.Prepend(section.Anchor)).ToList();
        Assert.Empty(english.Except(anchors.SelectMany(anchor => (string[])[anchor, anchor + ".title"])));
        Assert.Empty(anchors.Select(anchor => anchor + ".title").Except(english));
        Assert.Empty(HelpContents.Sections.SelectMany(section => section.Topics).Except(english));
    }

    [Fact]
    public void Prose_OfMarkup_IsEncodedAndLinksOnlyWithin()
    {
        Assert.Equal(
            "<p>a &lt;b&gt; <code>x &amp; *y*</code> <strong>z</strong> <em>q</em></p><ul><li>one</li><li><a class=\"link\" href=\"/help#ai\">two</a></li></ul>",
            Prose.Of("a <b> `x & *y*` **z** *q*\n\n- one\n- [two](/help#ai)").Value);
        Assert.DoesNotContain("<a", Prose.Of("[away](https://elsewhere.invalid) [script](javascript:alert)").Value, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("en", "Bring in your pictures", "Nothing leaves this machine", "Not known yet")]
    [InlineData("de", "Holen Sie Ihre Bilder herein", "Nichts verlässt diesen Rechner", "Noch nicht bekannt")]
    public async Task EmptyLibrary_SaysWhatHappensWithFilesAndWhichModelsThereAre(string language, string title, string isPrivate, string time)
    {
        await using var app = await DamApp.StartAsync(Engines.Sqlite);
        var page = await app.PageAsync("", language);
        Assert.Contains(title, page, StringComparison.Ordinal);
        Assert.Contains(isPrivate, page, StringComparison.Ordinal);
        Assert.Contains(time, page, StringComparison.Ordinal);
        Assert.Contains("href=\"/help\"", page, StringComparison.Ordinal);
        Assert.Contains("./vitrine import ~/Pictures", page, StringComparison.Ordinal);

        // A model that is to be fetched, with size and licence as the catalogue has them.
        var model = Media.Packs.PackCatalog.Shipped.FindModel("oid-ssd")!;
        Assert.Contains("oid-ssd", page, StringComparison.Ordinal);
        Assert.Contains(model.Licence.Spdx, page, StringComparison.Ordinal);

        await app.UploadAsync("a.gif", PlayedMedia.File("a"));
        Assert.DoesNotContain(title, await app.PageAsync("", language), StringComparison.Ordinal);
        Assert.Contains(isPrivate, await app.PageAsync("welcome", language), StringComparison.Ordinal);
    }

    [Fact]
    public void PacksMissing_NamesOnlyWhatNothingElseDoes()
    {
        static Vitrine.Contracts.PackView Pack(string name, string task, bool installed, string? problem) => new(name, task, "MIT", 1, installed, installed, "", problem, true);
        var missing = Vitrine.Cli.Commands.Importing.PacksMissing(
        [
            Pack("better", "classify", false, "no network"), Pack("worse", "classify", true, null), Pack("faces", "faces", false, "npm: not found"), Pack("unasked", "detect", false, null),
        ]);
        Assert.Equal([new("faces", "install", "pack-not-fetched", "npm: not found")], missing);
    }

    private static List<string> Keys(CultureInfo culture) =>
        [.. Texts.GetResourceSet(culture, createIfNotExists: true, tryParents: false)!.Cast<DictionaryEntry>().Select(entry => (string)entry.Key).Order(StringComparer.Ordinal)];

    private static string Decoded(string page) => WebUtility.HtmlDecode(page);

    [GeneratedRegex(@"\bid=""([^""]+)""")]
    private static partial Regex Ids();

    [GeneratedRegex(@"href=""(?:/help)?#([^""]+)""")]
    private static partial Regex Links();
}

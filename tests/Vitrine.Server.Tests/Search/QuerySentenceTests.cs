using System.Globalization;
using System.Net;
using System.Text.Json;
using Vitrine.Core.Search;
using Vitrine.Server.Search;
using Vitrine.Server.Tests.Ui;
using Vitrine.Server.Ui;
using Vitrine.Tests.Shared;

namespace Vitrine.Server.Tests.Search;

/// <summary>What is wrong with a query is told to people in their language, and to programs in English.</summary>
public sealed class QuerySentenceTests
{
    private static readonly GermanSentences German = new("QueryStrings", typeof(QuerySentences), typeof(SearchSentences));

    [Fact]
    public void EverySentence_IsThereInGerman_WithTheSameHoles() => German.AssertWhole(least: 80);

    /// <summary>Whatever is wrong is one of these sentences, and not one letter of it is said in a format.</summary>
    [Theory]
    [InlineData("tag:", "Nach tag: fehlt ein Wert.", "ein Wert, wie in tag:dog")]
    [InlineData("(a", "Eine Klammer wird nicht geschlossen.", ")")]
    [InlineData("a OR", "Nach OR fehlt etwas.", "Wörter, ein Feld oder (")]
    [InlineData("{0}:{1}{2} ()", "Zwischen den Klammern steht nichts.", "Wörter oder ein Feld")]
    [InlineData("width>{0}{9}", "„{0}{9}“ ist keine Zahl.", "eine Zahl, wie in width>=1920")]
    [InlineData("kind:imge", "„imge“ ist keine Art.", null)]
    [InlineData("is:{0}", "„{0}“ kann ein Asset nicht sein.", null)]
    [InlineData("tag>5", "Nach dem Feld tag wird mit einem Doppelpunkt gefragt.", ":")]
    [InlineData("person(Ann, Bob)", "Eine Angabe handelt von genau einem Wert für person.", null)]
    [InlineData("kind IN image", "Nach kind IN fehlt eine Liste von Werten.", "Werte in Klammern, wie in kind IN (image, video)")]
    [InlineData("taken:2024-13", "„2024-13“ ist kein Datum.", null)]
    public void AMistake_IsSaidInGerman(string query, string sentence, string? wanted)
    {
        var error = QueryParser.Parse(query).Error!;
        Assert.Equal(sentence, error.Sentence.In(english => German[english], CultureInfo.InvariantCulture));
        if (wanted is not null)
        {
            Assert.Equal(wanted, error.Wanted.In(english => German[english], CultureInfo.InvariantCulture));
        }
    }

    [Theory]
    [InlineData("""[]""", "Eine Abfrage ist ein Objekt, nicht eine Liste.")]
    [InlineData("""{"field": "kind", "operator": null, "value": "image"}""", "„null“ ist kein Operator; was nicht sein darf, steht in not.")]
    [InlineData("""{"field": "taken", "operator": "EXISTS", "value": 1}""", "Zu EXISTS gehört kein Wert.")]
    [InlineData("""{"all": [{"field": "size", "value": "1e99"}]}""", "„1e99“ ist keine Größe.")]
    public void AMistakeInATree_IsSaidInGerman(string json, string sentence)
    {
        using var tree = JsonDocument.Parse(json);
        Assert.Equal(sentence, QueryJson.Read(tree.RootElement).Error!.Sentence.In(english => German[english], CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task Pages_SayItInTheLanguageOfWhoLooks()
    {
        await using var app = await DamApp.StartAsync(Engines.Sqlite);
        var german = await app.PageAsync("?q=width%3Eabc", "de");
        Assert.Contains("„abc“ ist keine Zahl.", german, StringComparison.Ordinal);
        Assert.Contains("Erwartet wird hier: eine Zahl, wie in width>=1920", german, StringComparison.Ordinal);
        Assert.DoesNotContain("is no number", german, StringComparison.Ordinal);
        var english = await app.PageAsync("?q=width%3Eabc", "fr");
        Assert.Contains("\"abc\" is no number.", english, StringComparison.Ordinal);
        Assert.Contains("Expected here: a number, as in width>=1920", english, StringComparison.Ordinal);
        Assert.Contains("„abc“ ist keine Zahl.", await app.PageAsync("map?q=width%3Eabc", "de"), StringComparison.Ordinal);
    }

    /// <summary>Queries that could be read, and ask for what is not here.</summary>
    [Fact]
    public async Task Pages_SayInGerman_WhatASearchCannotAnswer()
    {
        await using var app = await DamApp.StartAsync(Engines.Sqlite);
        foreach (var (address, sentence, wanted) in new[]
        {
            ("?q=embedded.Nowhere%3Ax", "Keine Datei hier hat eine Angabe namens „Nowhere“.", "nichts: Noch wurde keine Angabe gelesen"),
            ("?q=field.nowhere%3Ax", "Es gibt kein Feld namens „nowhere“.", "nichts: Es gibt noch kein Feld"),
            ("?q=similar%3Anowhere", "„nowhere“ nennt kein Bild.", "die Kennung eines Assets mit Bild oder eines Bildes, das zum Suchen geschickt wurde"),
            ("?q=shows%3A%22a+dog%22", "Was Bilder zeigen, lässt sich nicht mit Sätzen vergleichen: Es ist kein Modell dafür installiert.", "eine Abfrage ohne shows, oder das Paket „sentences“"),
            ("?sort=nmae", "„nmae“ ist keine Sortierung", "added, taken, name,"),
            ("?sort=collection", "Die Reihenfolge einer Sammlung braucht eine Abfrage, die nach einer einzigen Sammlung fragt.", "collection:"),
        })
        {
            var page = await app.PageAsync(address, "de");
            Assert.Contains(sentence, page, StringComparison.Ordinal);
            Assert.Contains("Erwartet wird hier: " + wanted, page, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("api/search/query", """{"query": "width>abc"}""")]
    [InlineData("api/search", """{"query": "width>abc"}""")]
    [InlineData("api/searches", """{"name": "wide", "query": "width>abc"}""")]
    [InlineData("api/collections", """{"name": "wide", "query": "width>abc"}""")]
    public async Task Answers_AreGermanForAGermanPage_AndEnglishForEveryProgram(string path, string body)
    {
        await using var app = await DamApp.StartAsync(Engines.Sqlite);
        var program = await WrongAsync(app, path, body, "de", isPage: false);
        Assert.Equal(("\"abc\" is no number.", "\"abc\" is no number.", "a number, as in width>=1920"), (Text(program, "detail"), Text(program, "message"), Text(program, "expected")));
        var page = await WrongAsync(app, path, body, "de", isPage: true);
        Assert.Equal(("„abc“ ist keine Zahl.", "„abc“ ist keine Zahl.", "eine Zahl, wie in width>=1920"), (Text(page, "detail"), Text(page, "message"), Text(page, "expected")));
        Assert.Equal(program.EnumerateObject().Select(member => member.Name), page.EnumerateObject().Select(member => member.Name));
        Assert.Equal(program.ToString(), (await WrongAsync(app, path, body, "en", isPage: true)).ToString());
    }

    private static async Task<JsonElement> WrongAsync(DamApp app, string path, string body, string language, bool isPage)
    {
        using var answer = await app.SendAsync(HttpMethod.Post, path, body, request =>
        {
            request.Headers.AcceptLanguage.ParseAdd(language);
            if (isPage)
            {
                request.Headers.Add(QueryProblems.PageHeader, "1");
            }
        });
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        using var read = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        var members = read.RootElement.EnumerateObject().Where(member => member.Name != "traceId").ToDictionary(member => member.Name, member => member.Value.Clone());
        return JsonSerializer.SerializeToElement(members);
    }

    private static string? Text(JsonElement json, string name) => json.GetProperty(name).GetString();
}

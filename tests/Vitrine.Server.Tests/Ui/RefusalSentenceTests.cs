using System.Globalization;
using System.Net;
using System.Text.Json;
using Vitrine.Contracts;
using Vitrine.Core.Claims;
using Vitrine.Server.Hosting;
using Vitrine.Server.Search;
using Vitrine.Server.Tests.Groups;
using Vitrine.Server.Tests.Search;
using Vitrine.Server.Ui;
using Vitrine.Tests.Shared;

namespace Vitrine.Server.Tests.Ui;

/// <summary>What cannot be done as it was asked is told to people in their language, and to programs in English.</summary>
public sealed class RefusalSentenceTests
{
    private static readonly GermanSentences German = new("RefusalStrings", typeof(ValueSentences), typeof(RefusalSentences));

    [Fact]
    public void EverySentence_IsThereInGerman_WithTheSameHoles() => German.AssertWhole(least: 120);

    [Fact]
    public async Task Refusals_AreGermanForAGermanPage_AndEnglishForEveryProgram()
    {
        await using var app = await DamApp.StartAsync(Engines.Sqlite);
        var asset = await app.UploadAsync("a.gif", PlayedMedia.File("a"));
        await app.Client.CreateCollectionAsync(new CollectionRequest("Hand", null, null));
        var smart = await app.Client.CreateCollectionAsync(new CollectionRequest("Smart", null, "kind:image"));
        await app.DoAsync(HttpMethod.Post, "api/fields", """{"name": "stock", "label": "Stock", "type": "Number", "max": 5}""");
        await app.DoAsync(HttpMethod.Post, "api/fields", """{"name": "colour", "label": "Colour", "type": "SingleSelect", "options": ["red", "blue"]}""");
        foreach (var (method, path, body, english, german) in new[]
        {
            ("POST", "api/collections", """{"name": "Hand"}""", "There is a collection named Hand already.", "Es gibt schon eine Sammlung namens Hand."),
            ("POST", "api/collections", """{"name": " "}""", "A collection needs a name.", "Hier fehlt ein Name (Sammlung)."),
            ("POST", "api/collections", """{"name": "x", "sort": "nmae", "query": "a"}""", "'nmae' is no order", "„nmae“ ist keine Sortierung"),
            ("POST", $"api/collections/{smart.Id}/assets", $$"""{"ids": ["{{asset.Id}}"]}""", "Smart is a smart collection: its query", "Smart ist eine intelligente Sammlung: Ihre Abfrage"),
            ("PATCH", $"api/collections/{smart.Id}", """{"query": "collection:Smart"}""", "Smart would be in itself: its query asks for the collection Smart.", "Smart läge in sich selbst: Ihre Abfrage fragt nach der Sammlung Smart."),
            ("PATCH", $"api/collections/{smart.Id}", """{"sort": "collection"}""", "The order of a collection needs", "Die Reihenfolge einer Sammlung braucht"),
            ("PATCH", $"api/collections/{smart.Id}", $$"""{"description": "{{new string('a', 10_001)}}"}""", "A description has at most 10,000 characters.", "Eine Beschreibung hat höchstens 10.000 Zeichen."),
            ("POST", "api/searches", """{"name": "x", "query": ""}""", "A saved search needs a query.", "Eine gespeicherte Suche braucht eine Abfrage."),
            ("POST", "api/bulk", """{"query": "", "expected": 3, "add": {"tags": ["x"]}}""", "The set has 1 assets now, not 3.", "Die Menge hat jetzt 1 Assets, nicht 3."),
            ("POST", "api/bulk", """{"query": "width>abc", "add": {"tags": ["x"]}}""", "\"abc\" is no number.", "„abc“ ist keine Zahl."),
            ("GET", "api/table?query=width>abc", "", "\"abc\" is no number.", "„abc“ ist keine Zahl."),
            ("GET", "api/map?q=width>abc", "", "\"abc\" is no number.", "„abc“ ist keine Zahl."),
            ("PATCH", $"api/assets/{asset.Id}", """{"fields": {"stock": "9"}}""", "fields.stock: Stock is at most 5, not 9.", "fields.stock: Stock ist höchstens 5, nicht 9."),
            ("PATCH", $"api/assets/{asset.Id}", """{"fields": {"colour": {}}}""", "fields.colour: Colour is one of its options, not an object.", "fields.colour: Colour ist eine der Optionen, nicht ein Objekt."),
            ("PATCH", $"api/assets/{asset.Id}", """{"rating": 9, "fields": {"colour": "green"}}""", "2 values cannot be taken. The first is rating: Stars are", "2 Werte können nicht übernommen werden. Der erste ist rating: Sterne sind"),
        })
        {
            var program = await RefusedAsync(app, method, path, body, isPage: false);
            Assert.StartsWith(english, Text(program, "detail"), StringComparison.Ordinal);
            var page = await RefusedAsync(app, method, path, body, isPage: true);
            Assert.StartsWith(german, Text(page, "detail"), StringComparison.Ordinal);
            Assert.Equal(program.EnumerateObject().Select(member => member.Name), page.EnumerateObject().Select(member => member.Name));
        }

        var wrong = (await RefusedAsync(app, "PATCH", $"api/assets/{asset.Id}", """{"fields": {"colour": "green"}}""", isPage: true)).GetProperty("errors")[0];
        Assert.Equal(("fields.colour", "Colour hat keine Option „green“.", "eines von red, blue"), (Text(wrong, "field"), Text(wrong, "message"), Text(wrong, "valid")));
        using var check = await app.SendAsync(HttpMethod.Post, "api/fields/check", """{"fields": {"stock": "many"}}""", ForAPage);
        Assert.Equal("Stock ist eine Zahl, und „many“ ist keine.", Text((await check.JsonAsync()).GetProperty("errors")[0], "message"));
    }

    /// <summary>What is wrong within a collection is told by its name.</summary>
    [Fact]
    public async Task WhatACollectionCannotAnswer_IsGermanOnGermanPages()
    {
        await using var app = await DamApp.StartAsync(Engines.Sqlite);
        var ids = await app.BringAsync(("a.gif", ["LOOK:1,0"]), ("b.gif", ["LOOK:1,0.1"]));
        await app.Client.CreateCollectionAsync(new CollectionRequest("Harbour", null, $"similar:{ids["a.gif"]}"));
        await app.DoAsync(HttpMethod.Delete, $"api/assets/{ids["a.gif"]}");

        var german = $"Harbour: Es gibt kein Asset mit der Kennung {ids["a.gif"]}";
        Assert.Contains(german, await app.PageAsync("?q=collection%3AHarbour", "de"), StringComparison.Ordinal);
        Assert.Contains($"Harbour: There is no asset with the id {ids["a.gif"]}", await app.PageAsync("?q=collection%3AHarbour", "en"), StringComparison.Ordinal);
        Assert.StartsWith(german, Text(await RefusedAsync(app, "POST", "api/search", """{"query": "collection:Harbour"}""", isPage: true), "detail"), StringComparison.Ordinal);
        Assert.StartsWith(german, Text(await RefusedAsync(app, "POST", "api/bulk", """{"query": "collection:Harbour", "add": {"tags": ["x"]}}""", isPage: true), "detail"), StringComparison.Ordinal);
    }

    private static async Task<JsonElement> RefusedAsync(DamApp app, string method, string path, string body, bool isPage)
    {
        using var answer = await app.SendAsync(new HttpMethod(method), path, body.Length == 0 ? null : body, request =>
        {
            if (isPage)
            {
                ForAPage(request);
            }
            else
            {
                request.Headers.AcceptLanguage.ParseAdd("de");
            }
        });
        Assert.True(answer.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.Conflict, $"{method} {path} {body}: {answer.StatusCode}");
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        using var read = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        return read.RootElement.Clone();
    }

    private static void ForAPage(HttpRequestMessage request)
    {
        request.Headers.AcceptLanguage.ParseAdd("de");
        request.Headers.Add(QueryProblems.PageHeader, "1");
    }

    private static string? Text(JsonElement json, string name) => json.GetProperty(name).GetString();
}

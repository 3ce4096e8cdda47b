using System.Net;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Vitrine.Contracts;
using Vitrine.Core.Search;
using Vitrine.Server.Access;
using Vitrine.Server.Search;
using Vitrine.Server.Tests.Access;
using Vitrine.Tests.Shared;

namespace Vitrine.Server.Tests.Ui;

/// <summary>Pages of errors say what happened, what is safe and what helps; programs get the same as a problem with a sentence.</summary>
public sealed class ErrorPageTests
{
    [Theory]
    [InlineData("en", "What is safe", "What helps", "This file is not here", "There is nothing here")]
    [InlineData("de", "Was sicher ist", "Was hilft", "Diese Datei ist nicht hier", "Hier ist nichts")]
    public async Task NotFound_TellsAFileFromAPage(string language, string safe, string helps, string file, string page)
    {
        await using var app = await DamApp.StartAsync(Engines.Sqlite);
        foreach (var (path, title) in new[] { ("assets/6b07d4b7573ed702edb5b8c2", file), ("assets/x", file), ("nowhere", page) })
        {
            var shown = await app.PageAsync(path, language, HttpStatusCode.NotFound);
            Assert.Contains(title, shown, StringComparison.Ordinal);
            Assert.Contains(safe, shown, StringComparison.Ordinal);
            Assert.Contains(helps, shown, StringComparison.Ordinal);
            Assert.Contains("href=\"/help#trouble\"", shown, StringComparison.Ordinal);
            Assert.Equal(title == file, shown.Contains("class=\"button\" href=\"/trash\"", StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData("database", HttpStatusCode.ServiceUnavailable, "The database is away", "Die Datenbank ist weg", "database")]
    [InlineData("clash", HttpStatusCode.ServiceUnavailable, "Others were quicker", "Andere waren schneller", "at the same moment")]
    [InlineData("full", HttpStatusCode.InsufficientStorage, "The disk is full", "Die Platte ist voll", "disk is full")]
    [InlineData("full-database", HttpStatusCode.InsufficientStorage, "The disk is full", "Die Platte ist voll", "disk is full")]
    [InlineData("stopping", HttpStatusCode.ServiceUnavailable, "The server is stopping", "Der Server hält gerade an", "stopping")]
    [InlineData("fault", HttpStatusCode.InternalServerError, "stands in its log under", "steht in seinem Protokoll unter", "stands in its log")]
    public async Task Trouble_OfTheServer_IsToldToPeopleAndPrograms(string trouble, HttpStatusCode status, string english, string german, string detail)
    {
        await using var app = await DamApp.StartAsync(Engines.Sqlite, new DamSetup { Services = services => services.AddSingleton<SearchEngine>(new FailingSearch(() => Error(trouble))) });
        if (trouble == "stopping")
        {
            app.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();
        }

        foreach (var (language, title) in new[] { ("en", english), ("de", german) })
        {
            var page = await app.PageAsync("?q=x", language, status);
            Assert.Contains(title, page, StringComparison.Ordinal);
            Assert.Contains("href=\"/?q=x\"", page, StringComparison.Ordinal);
            Assert.DoesNotContain("secret", page, StringComparison.Ordinal);
        }

        using var program = await app.SendAsync(HttpMethod.Post, "api/search", "{}");
        Assert.Contains(detail, (await program.ProblemAsync(status)).GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Key_ThatMayLess_IsToldWhichScopeItLacks()
    {
        await using var app = await DamApp.StartAsync(Engines.Sqlite);
        var (secret, _) = await app.KeyAsync(["view"]);
        using var client = app.NewClient(secret);
        Assert.Contains("You may not see this", await app.PageAsync("settings", "en", HttpStatusCode.Forbidden, client), StringComparison.Ordinal);
        using var refused = await DamApp.SendAsync(client, HttpMethod.Post, "api/keys", "{}");
        Assert.Contains("'own'", Detail(await refused.ProblemAsync(HttpStatusCode.Forbidden)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task SignIn_ThatEnded_IsSaidOnTheSignInPage()
    {
        await using var app = await DamApp.StartAsync(Engines.Sqlite);
        var cookie = await app.SessionAsync();
        Assert.DoesNotContain("You were signed out", await app.PageAsync("login", client: app.Anonymous), StringComparison.Ordinal);
        using (var ended = await app.SendAsync(HttpMethod.Delete, "api/sessions"))
        {
            Assert.True(ended.IsSuccessStatusCode);
        }

        using var asked = await app.WithAsync(cookie, HttpMethod.Get, "activity");
        Assert.Equal("/login?return=%2Factivity", asked.Header("Location"));
        Assert.Contains("You were signed out", await app.PageAsync("login?return=%2Factivity", client: app.Anonymous, cookie: cookie), StringComparison.Ordinal);
        Assert.Contains("Sie wurden abgemeldet", await app.PageAsync("login", "de", client: app.Anonymous, cookie: cookie), StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Problems_WithoutAWriter_HaveASentence(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        using var nobody = await DamApp.SendAsync(app.Anonymous, HttpMethod.Get, "api/library");
        Assert.Contains("Nobody is signed in", Detail(await nobody.ProblemAsync(HttpStatusCode.Unauthorized)), StringComparison.Ordinal);
        using var stranger = app.NewClient("vk_12345678_wrong");
        using var unknown = await DamApp.SendAsync(stranger, HttpMethod.Get, "api/library");
        Assert.Contains("not known here, or has ended", Detail(await unknown.ProblemAsync(HttpStatusCode.Unauthorized)), StringComparison.Ordinal);
        Assert.Equal("Bearer", unknown.Header("WWW-Authenticate"));
        using var nothing = await app.SendAsync(HttpMethod.Get, "api/assets/6b07d4b7573ed702edb5b8c2");
        Assert.Contains("has been erased", Detail(await nothing.ProblemAsync(HttpStatusCode.NotFound)), StringComparison.Ordinal);
        using var verb = await app.SendAsync(HttpMethod.Put, "api/library", "{}");
        Assert.Contains("PUT does nothing at this address; it takes", Detail(await verb.ProblemAsync(HttpStatusCode.MethodNotAllowed)), StringComparison.Ordinal);
    }

    private static string Detail(JsonElement problem) => problem.GetProperty("detail").GetString()!;

    private static Exception Error(string trouble) => trouble switch
    {
        "database" => new SqliteException("a secret of the inside", SQLitePCL.raw.SQLITE_IOERR),
        "clash" => new Npgsql.PostgresException("a secret of the inside", "ERROR", "ERROR", Npgsql.PostgresErrorCodes.DeadlockDetected),
        "full-database" => new SqliteException("a secret of the inside", SQLitePCL.raw.SQLITE_FULL),
        "full" => new IOException("a secret of the inside", 28),
        _ => new InvalidOperationException("a secret of the inside"),
    };

    private sealed class FailingSearch(Func<Exception> error) : SearchEngine
    {
        public override Task<SearchHits> SearchAsync(Principal principal, Query query, Query? without, bool together, SearchSort sort, SearchPlace place, int limit, CancellationToken cancellationToken) => throw error();

        public override Task<IReadOnlyList<ScorePart>> ScoreAsync(Principal principal, Query query, long asset, CancellationToken cancellationToken) => throw error();

        public override Task<IReadOnlyList<long>> KeysAsync(Principal principal, Query query, bool together, CancellationToken cancellationToken) => throw error();

        public override Task<IReadOnlyList<long>> AmongAsync(Principal principal, Query query, long[] keys, CancellationToken cancellationToken) => throw error();

        public override Task<IReadOnlyList<(long Asset, double Confidence)>> SurestAsync(Principal principal, Query query, IReadOnlyList<long[]> things, int most, CancellationToken cancellationToken) => throw error();

        public override Task<IReadOnlyList<long>> TaggedAsync(long library, IReadOnlyList<long[]> concepts, CancellationToken cancellationToken) => throw error();
    }
}

using System.Net;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Vitrine.Tests.Shared;

namespace Vitrine.Server.Tests.Features;

/// <summary>Every refusal is a problem (RFC 9457) that tells a program what is wrong and a stranger nothing.</summary>
public sealed class ProblemTests
{
    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Refusals_OfEveryKind_AreProblems(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var deep = new string('[', 500) + new string(']', 500);
        foreach (var (method, path, json, status) in new (HttpMethod, string, string?, HttpStatusCode)[]
        {
            (HttpMethod.Get, "api/nothing", null, HttpStatusCode.NotFound),
            (HttpMethod.Get, "nothing", null, HttpStatusCode.NotFound),
            (HttpMethod.Put, "api/library", "{}", HttpStatusCode.MethodNotAllowed),
            (HttpMethod.Delete, "api/search", null, HttpStatusCode.MethodNotAllowed),
            (HttpMethod.Post, "api/search", "{", HttpStatusCode.BadRequest),
            (HttpMethod.Post, "api/search", "", HttpStatusCode.BadRequest),
            (HttpMethod.Post, "api/search", deep, HttpStatusCode.BadRequest),
            (HttpMethod.Post, "api/search", """{"limit":"ten"}""", HttpStatusCode.BadRequest),
            (HttpMethod.Post, "api/search", """{"limit":99999999999999999999}""", HttpStatusCode.BadRequest),
            (HttpMethod.Post, "api/search", """{"query":5}""", HttpStatusCode.BadRequest),
            (HttpMethod.Post, "api/import", "{}", HttpStatusCode.BadRequest),
            (HttpMethod.Post, "api/import", """{"paths":[null]}""", HttpStatusCode.BadRequest),
            (HttpMethod.Post, "api/import", """{"paths":["relative"]}""", HttpStatusCode.BadRequest),
            (HttpMethod.Post, "api/import", """{"paths":["/tmp\u0000/x"]}""", HttpStatusCode.BadRequest),
            (HttpMethod.Post, "api/import", """{"paths":["/nothing-is-here"]}""", HttpStatusCode.BadRequest),
            (HttpMethod.Post, "api/import", """{"paths":["/"],"mode":"steal"}""", HttpStatusCode.BadRequest),
            (HttpMethod.Post, "api/import", """{"paths":["/"]}""", HttpStatusCode.Forbidden),
            (HttpMethod.Get, "api/assets/at", null, HttpStatusCode.BadRequest),
            (HttpMethod.Get, "api/concepts?limit=x", null, HttpStatusCode.BadRequest),
            (HttpMethod.Get, "api/jobs/x", null, HttpStatusCode.NotFound),
            (HttpMethod.Post, "api/packs/nothing/install", null, HttpStatusCode.NotFound),
        })
        {
            using var response = await app.SendAsync(method, path, json);
            var problem = await response.ProblemAsync(status);
            Assert.False(problem.TryGetProperty("exception", out _), path);
            Assert.True(problem.TryGetProperty("detail", out var detail) && detail.GetString() is { Length: > 10 }, path);
        }
    }

    [Fact]
    public async Task Errors_ForABrowser_ArePages()
    {
        await using var app = await DamApp.StartAsync(Engines.Sqlite, new DamSetup { Services = services => services.AddSingleton<Server.Search.SearchEngine, Access.RequestGuardTests.BrokenSearch>() });
        foreach (var (path, status, heading) in new[]
        {
            ("nothing", HttpStatusCode.NotFound, "There is nothing here"), ("assets/x/y/z", HttpStatusCode.NotFound, "This file is not here"), ("?q=x", HttpStatusCode.InternalServerError, "That did not work"),
        })
        {
            using var response = await app.SendAsync(HttpMethod.Get, path, null, request => request.Headers.Accept.ParseAdd("text/html"));
            Assert.Equal((path, status), (path, response.StatusCode));
            Assert.Equal("text/html", response.Content.Headers.ContentType?.MediaType);
            var page = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            Assert.Contains(heading, page, StringComparison.Ordinal);
            Assert.DoesNotContain("secret of the inside", page, StringComparison.Ordinal);
        }

        using var program = await app.SendAsync(HttpMethod.Get, "api/nothing", null, request => request.Headers.Accept.ParseAdd("text/html"));
        await program.ProblemAsync(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Bodies_OfAnotherTypeOrTooLong_AreRefused()
    {
        await using var app = await DamApp.StartAsync(Engines.Sqlite);
        using var form = await app.Http.PostAsync("api/search", new StringContent("query=x", Encoding.UTF8, "application/x-www-form-urlencoded"));
        await form.ProblemAsync(HttpStatusCode.UnsupportedMediaType);
        using var plain = await app.Http.PostAsync("api/bulk", new StringContent("{}", Encoding.UTF8, "text/plain"));
        await plain.ProblemAsync(HttpStatusCode.UnsupportedMediaType);
        // Asks before it sends: the server closes on a body it will not read, and a client in the middle of one may hear only that.
        using var huge = await app.SendAsync(
            HttpMethod.Post, "api/search", $$"""{"query":"{{new string('x', 2 << 20)}}"}""", request => request.Headers.ExpectContinue = true);
        await huge.ProblemAsync(HttpStatusCode.RequestEntityTooLarge);
    }

    [Fact]
    public async Task Client_SaysWhatTheServerSaid()
    {
        await using var app = await DamApp.StartAsync(Engines.Sqlite);
        var query = await Assert.ThrowsAsync<Vitrine.Contracts.VitrineException>(() => app.Client.SearchAsync(new("(a")));
        Assert.Equal("A bracket is opened and not closed.", query.Message);
        var missing = await Assert.ThrowsAsync<Vitrine.Contracts.VitrineException>(() => app.Client.AssetAsync("x"));
        Assert.Equal(HttpStatusCode.NotFound, missing.Status);
    }
}

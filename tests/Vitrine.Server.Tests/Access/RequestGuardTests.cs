using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Vitrine.Tests.Shared;

namespace Vitrine.Server.Tests.Access;

/// <summary>What a foreign page or a rebound name may not do, and what every answer tells the browser.</summary>
public sealed class RequestGuardTests
{
    [Fact]
    public async Task Hosts_OtherThanOurs_AreRefused()
    {
        await using var app = await DamApp.StartAsync(Engines.Sqlite);
        foreach (var (host, expected) in new[]
        {
            ("evil.example", HttpStatusCode.MisdirectedRequest), ("127.0.0.1.evil.example", HttpStatusCode.MisdirectedRequest), ("localhost.", HttpStatusCode.MisdirectedRequest),
            ("192.168.0.10:80", HttpStatusCode.MisdirectedRequest), ("localhost:9", HttpStatusCode.OK), ("[::1]", HttpStatusCode.OK), ("LOCALHOST", HttpStatusCode.OK),
        })
        {
            using var response = await app.SendAsync(HttpMethod.Get, "api/library", null, request => request.Headers.Host = host);
            Assert.True(expected == response.StatusCode, $"{host}: {response.StatusCode}");
            AssertProtected(response);
        }
    }

    /// <summary>Written by hand: no client sends such a thing.</summary>
    [Theory, InlineData("127.0.0.1:99999", 400), InlineData("localhost:65536", 400), InlineData("localhost:4294967376", 400), InlineData("localhost:65535", 200)]
    public async Task Hosts_WithAPortThatCannotBe_AreRefused(string host, int expected)
    {
        await using var app = await DamApp.StartAsync(Engines.Sqlite);
        using var connection = new TcpClient();
        await connection.ConnectAsync(IPAddress.Loopback, new Uri(app.Url).Port, TestContext.Current.CancellationToken);
        await using var stream = connection.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"GET /login HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"), TestContext.Current.CancellationToken);
        using var reader = new StreamReader(stream);
        var answer = await reader.ReadToEndAsync(TestContext.Current.CancellationToken);

        Assert.StartsWith($"HTTP/1.1 {expected} ", answer, StringComparison.Ordinal);
        Assert.Equal(expected == 400, answer.Contains("a port is a number up to 65535", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("api/search?q=%FF%FE", 400)]
    [InlineData("api/search?q=a%C3", 400)]
    [InlineData("api/search?q=%ED%A0%80", 400)]
    [InlineData("api/search?%C0%AF=x", 400)]
    [InlineData("api/assets/%FF", 400)]
    [InlineData("?q=%E9", 400)]
    [InlineData("login%FF", 400)]
    [InlineData("api/search?q=%C3%A9+%F0%9F%98%80+100%25", 200)]
    [InlineData("api/search?q=100%+%zz", 200)]
    [InlineData("api/assets/%C3%A9", 404)]
    public async Task Addresses_WhoseBytesAreNoText_AreRefused(string address, int expected)
    {
        await using var app = await DamApp.StartAsync(Engines.Sqlite);
        using var answer = await app.Http.GetAsync(new Uri($"{app.Url}/{address}", new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }), TestContext.Current.CancellationToken);
        Assert.Equal(expected, (int)answer.StatusCode);
        if (expected == 400)
        {
            Assert.Contains("is not UTF-8", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
            AssertProtected(answer);
        }
    }

    [Fact]
    public async Task Writes_FromForeignPages_AreRefused()
    {
        await using var app = await DamApp.StartAsync(Engines.Sqlite);
        foreach (var (header, value, expected) in new[]
        {
            ("Origin", "http://evil.example", HttpStatusCode.Forbidden), ("Origin", "null", HttpStatusCode.Forbidden),
            ("Origin", app.Url.Replace("http:", "https:", StringComparison.Ordinal), HttpStatusCode.Forbidden), ("Origin", app.Url, HttpStatusCode.OK),
            ("Sec-Fetch-Site", "cross-site", HttpStatusCode.Forbidden), ("Sec-Fetch-Site", "same-site", HttpStatusCode.Forbidden),
            ("Sec-Fetch-Site", "same-origin", HttpStatusCode.OK), ("Sec-Fetch-Site", "none", HttpStatusCode.OK),
        })
        {
            using var response = await app.SendAsync(HttpMethod.Patch, "api/library", """{"maxTags":20}""", request => request.Headers.TryAddWithoutValidation(header, value));
            Assert.True(expected == response.StatusCode, $"{header}: {value}: {response.StatusCode}");
        }

        // A form without a script: no referrer, so no origin, but the browser says that it is ours.
        foreach (var (site, expected) in new[] { ("same-origin", HttpStatusCode.OK), ("same-site", HttpStatusCode.Forbidden), ("none", HttpStatusCode.Forbidden) })
        {
            using var form = await app.SendAsync(HttpMethod.Patch, "api/library", """{"maxTags":20}""", request =>
            {
                request.Headers.TryAddWithoutValidation("Origin", "null");
                request.Headers.TryAddWithoutValidation("Sec-Fetch-Site", site);
            });
            Assert.True(expected == form.StatusCode, $"null, {site}: {form.StatusCode}");
        }

        using var read = await app.SendAsync(HttpMethod.Get, "api/library", null, request => request.Headers.TryAddWithoutValidation("Sec-Fetch-Site", "cross-site"));
        Assert.Equal(HttpStatusCode.OK, read.StatusCode);
    }

    [Fact]
    public async Task Answers_OfEveryKind_CarryTheHeadersOfSafety()
    {
        await using var app = await DamApp.StartAsync(Engines.Sqlite, new DamSetup { Services = services => services.AddSingleton<Server.Search.SearchEngine, BrokenSearch>() });
        foreach (var (method, path, json) in new[]
        {
            (HttpMethod.Get, "api/status", null), (HttpMethod.Get, "api/nothing", null), (HttpMethod.Put, "api/library", null), (HttpMethod.Post, "api/search", "{"),
            (HttpMethod.Get, "api/assets/1/preview", null),
        })
        {
            using var response = await app.SendAsync(method, path, json);
            AssertProtected(response);
        }

        using var broken = await app.SendAsync(HttpMethod.Post, "api/search", "{}");
        AssertProtected(broken);
        var problem = await broken.ProblemAsync(HttpStatusCode.InternalServerError);
        Assert.DoesNotContain("secret of the inside", problem.ToString(), StringComparison.Ordinal);
    }

    private static void AssertProtected(HttpResponseMessage response)
    {
        Assert.Equal("nosniff", response.Header("X-Content-Type-Options"));
        Assert.Equal("same-origin", response.Header("Referrer-Policy"));
        Assert.Contains("camera=()", response.Header("Permissions-Policy"), StringComparison.Ordinal);
        Assert.Null(response.Header("Strict-Transport-Security"));
        Assert.Equal("same-origin", response.Header("Cross-Origin-Opener-Policy"));
        Assert.Equal("same-origin", response.Header("Cross-Origin-Resource-Policy"));
        Assert.Null(response.Header("Server"));
        var policy = response.Header("Content-Security-Policy")!;
        Assert.Contains("default-src 'self'", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
    }

    internal sealed class BrokenSearch : Server.Search.SearchEngine
    {
        public override Task<Server.Search.SearchHits> SearchAsync(
            Server.Access.Principal principal, Core.Search.Query query, Core.Search.Query? without, bool together, Server.Search.SearchSort sort, Server.Search.SearchPlace place, int limit, CancellationToken cancellationToken) =>
            throw new InvalidOperationException("a secret of the inside");

        public override Task<IReadOnlyList<Vitrine.Contracts.ScorePart>> ScoreAsync(Server.Access.Principal principal, Core.Search.Query query, long asset, CancellationToken cancellationToken) =>
            throw new InvalidOperationException("a secret of the inside");

        public override Task<IReadOnlyList<long>> KeysAsync(Server.Access.Principal principal, Core.Search.Query query, bool together, CancellationToken cancellationToken) =>
            throw new InvalidOperationException("a secret of the inside");

        public override Task<IReadOnlyList<long>> AmongAsync(Server.Access.Principal principal, Core.Search.Query query, long[] keys, CancellationToken cancellationToken) =>
            throw new InvalidOperationException("a secret of the inside");

        public override Task<IReadOnlyList<(long Asset, double Confidence)>> SurestAsync(
            Server.Access.Principal principal, Core.Search.Query query, IReadOnlyList<long[]> things, int most, CancellationToken cancellationToken) =>
            throw new InvalidOperationException("a secret of the inside");

        public override Task<IReadOnlyList<long>> TaggedAsync(long library, IReadOnlyList<long[]> concepts, CancellationToken cancellationToken) =>
            throw new InvalidOperationException("a secret of the inside");
    }
}

using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Vitrine.Tests.Shared;

namespace Vitrine.Server.Tests.Access;

/// <summary>Asks every endpoint there is, as nobody and with keys that may do less, and looks at the answer: what counts is what the wire says.</summary>
public sealed partial class EndpointScan
{
    /// <summary>What answers anybody. A new line here is a decision.</summary>
    private static readonly string[] ForEverybody =
    [
        "GET /api/status", "POST /api/session", "GET /openapi/{documentName}.json", "GET /docs/{documentName?}", "GET /docs/scalar.js", "GET /docs/scalar.aspnetcore.js", "GET /docs/favicon.svg",
        "GET /login", "POST /login", "POST /login/link", "POST /login/password", "POST /login/out", "GET /not-found", "POST /not-found",
    ];

    [Fact]
    public async Task Endpoints_AskedByNobody_AnswerNothing()
    {
        await using var app = await DamApp.StartAsync(Engines.Sqlite);
        List<string> open = [];
        var asked = 0;
        foreach (var (method, route, _, type, _) in Endpoints(app))
        {
            using var answer = await AskAsync(app.Anonymous, method, route, type);
            var toSignIn = answer.StatusCode == HttpStatusCode.Redirect && answer.Header("Location")!.StartsWith("/login", StringComparison.Ordinal);
            if (answer.StatusCode != HttpStatusCode.Unauthorized && !toSignIn && !ForEverybody.Contains($"{method} {route}"))
            {
                open.Add($"{method} {route}: {(int)answer.StatusCode}");
            }

            asked++;
        }

        Assert.Empty(open);
        Assert.True(asked > 60, $"{asked}");
    }

    /// <summary>A wrong method or type of body is found while an endpoint is looked for, which is before anybody is asked who they are.</summary>
    [Fact]
    public async Task Endpoints_AskedByNobodyInAWayTheyDoNotTake_SayNothing()
    {
        await using var app = await DamApp.StartAsync(Engines.Sqlite);
        List<string> open = [];
        foreach (var (method, route, _, _, _) in Endpoints(app).Where(endpoint => endpoint.Route.StartsWith("/api/", StringComparison.Ordinal)))
        {
            foreach (var other in new[] { method, "PROPPATCH" })
            {
                using var text = new StringContent("x");
                using var answer = await DamApp.SendAsync(app.Anonymous, new HttpMethod(other), Concrete(route), other == "GET" ? null : "x", request => request.Content = other == "GET" ? null : text);
                if (answer.StatusCode != HttpStatusCode.Unauthorized && !ForEverybody.Contains($"{method} {route}"))
                {
                    open.Add($"{other} {route}: {(int)answer.StatusCode}");
                }
            }
        }

        Assert.Empty(open);
        using var known = await DamApp.SendAsync(app.Http, HttpMethod.Post, "api/search", "x", request => request.Content = new StringContent("x"));
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, known.StatusCode);
    }

    [Fact]
    public async Task Endpoints_AskedWithAKeyThatMayDoLess_Refuse()
    {
        await using var app = await DamApp.StartAsync(Engines.Sqlite);
        using var view = app.NewClient((await app.KeyAsync(["view"])).Secret);
        using var upload = app.NewClient((await app.KeyAsync(["upload"])).Secret);
        using var edit = app.NewClient((await app.KeyAsync(["edit"])).Secret);
        List<string> wrong = [];
        var refused = 0;
        foreach (var (method, route, policy, type, _) in Endpoints(app).Where(endpoint => endpoint.Policy is not null))
        {
            foreach (var (client, name, may) in new[] { (view, "view", (string[])["view"]), (upload, "upload", ["upload"]), (edit, "edit", ["view", "upload", "edit"]) })
            {
                if (may.Contains(policy))
                {
                    continue;
                }

                using var answer = await AskAsync(client, method, route, type);
                refused++;
                if (answer.StatusCode != HttpStatusCode.Forbidden)
                {
                    wrong.Add($"{method} {route} ({policy}) with {name}: {(int)answer.StatusCode}");
                }
            }
        }

        Assert.Empty(wrong);
        Assert.True(refused > 60, $"{refused}");
    }

    /// <summary>Whatever is not read only must not be open to who may only view. Pages take POST by themselves and do nothing with it.</summary>
    [Fact]
    public async Task Endpoints_ThatWrite_AskForMoreThanViewing()
    {
        await using var app = await DamApp.StartAsync(Engines.Sqlite);
        string[] changeNothing = ["POST /api/search", "POST /api/search/query", "POST /api/search/suggestions", "POST /api/search/examples", "POST /api/bulk/values", "POST /api/downloads", "POST /api/activity/first", "POST /api/field-patterns/try", "DELETE /api/session"];

        // What somebody keeps for himself: it changes nothing of the library, and nobody else's.
        string[] ownThings = ["POST /api/searches", "PATCH /api/searches/{id}", "DELETE /api/searches/{id}", "POST /api/searches/{id}/restore", "POST /api/searches/{id}/looked", "DELETE /api/searches/recent"];
        var loose = Endpoints(app)
            .Where(endpoint => endpoint is { Policy: "view", Method: not "GET" and not "HEAD", IsPage: false } && !changeNothing.Concat(ownThings).Contains($"{endpoint.Method} {endpoint.Route}"))
            .Select(endpoint => $"{endpoint.Method} {endpoint.Route}");

        Assert.Empty(loose);
    }

    [Fact]
    public async Task Document_SaysTheScopeOfEachOperation()
    {
        await using var app = await DamApp.StartAsync(Engines.Sqlite);
        using var answer = await app.Anonymous.GetAsync("openapi/v1.json");
        var paths = (await answer.JsonAsync()).GetProperty("paths");
        foreach (var (method, route, policy, _, _) in Endpoints(app).Where(endpoint => endpoint.Route.StartsWith("/api/", StringComparison.Ordinal)))
        {
            var security = paths.GetProperty(Plain().Replace(route, "{$1}")).GetProperty(method.ToLowerInvariant()).GetProperty("security");
            if (policy is null)
            {
                Assert.Equal(0, security.GetArrayLength());
            }
            else
            {
                Assert.Equal(policy, security[0].GetProperty("bearer")[0].GetString());
            }
        }
    }

    /// <summary>With a body of the type that the endpoint takes.</summary>
    private static async Task<HttpResponseMessage> AskAsync(HttpClient client, string method, string route, string? type)
    {
        using var multipart = new MultipartFormDataContent { { new StringContent("1"), "file" } };
        using var other = new StringContent("x", System.Text.Encoding.UTF8, type ?? "application/json");
        var isJson = type is null or "application/json";
        return await DamApp.SendAsync(
            client, new HttpMethod(method), Concrete(route), method == "GET" || !isJson ? null : "{}",
            request => request.Content = type == "multipart/form-data" ? multipart : isJson ? request.Content : other);
    }

    private static IEnumerable<(string Method, string Route, string? Policy, string? Type, bool IsPage)> Endpoints(DamApp app) =>
        from endpoint in app.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        let route = "/" + endpoint.RoutePattern.RawText!.TrimStart('/')
        where !endpoint.Metadata.Any(one => one.GetType().Name == "StaticAssetDescriptor") && route != "/{**path:file}" && endpoint.DisplayName != "Blazor Opaque Redirection"
        from method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"]
        let policy = endpoint.Metadata.GetMetadata<IAllowAnonymous>() is null ? endpoint.Metadata.GetMetadata<IAuthorizeData>()?.Policy : null
        let types = endpoint.Metadata.GetMetadata<IAcceptsMetadata>()?.ContentTypes
        let type = types is null ? (string?)null : types.Contains("multipart/form-data") ? "multipart/form-data" : types[0]
        let isPage = endpoint.Metadata.Any(one => one.GetType().Name == "ComponentTypeMetadata")
        select (method, route, policy, type, isPage);

    /// <summary>A route with something in its holes.</summary>
    private static string Concrete(string route) => Hole().Replace(route, "1").TrimStart('/');

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Hole();

    [GeneratedRegex(@"\{\**(\w+)[^}]*\}")]
    private static partial Regex Plain();
}

using Microsoft.Extensions.DependencyInjection;
using System.Net;
using Vitrine.Core.Assets;
using Vitrine.Server.Pipeline;
using Vitrine.Server.Storage;
using Vitrine.Tests.Shared;

namespace Vitrine.Server.Tests.Features;

public sealed class FailureListTests
{
    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Activity_WithAThousandFailures_GroupsThemByReasonAndPagesTheRest(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        await app.UploadAsync("a.gif", PlayedMedia.File("a"));
        await app.FinishAsync();
        await FailAsync(app, 700, "renditions", "truncated", "The file ends too early.");
        await FailAsync(app, 300, "details", "timeout", "It took too long.");

        using var response = await app.SendAsync(HttpMethod.Get, "api/activity");
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        var activity = await response.JsonAsync();

        Assert.InRange(text.Length, 1, 10_000);
        Assert.Equal(1000, activity.GetProperty("failed").GetInt32());
        Assert.Equal(
            ["renditions truncated The file ends too early. 700", "details timeout It took too long. 300"],
            activity.GetProperty("reasons").EnumerateArray().Select(reason =>
                $"{reason.GetProperty("step")} {reason.GetProperty("code")} {reason.GetProperty("message")} {reason.GetProperty("count")}"));
        Assert.Equal(20, activity.GetProperty("failures").GetArrayLength());
        Assert.Equal(10, activity.GetProperty("failures").EnumerateArray().Count(failure => failure.GetProperty("code").GetString() == "timeout"));

        var (listed, pages, cursor) = (0, 0, "");
        do
        {
            using var page = await app.SendAsync(HttpMethod.Get, "api/activity/failures?step=renditions&code=truncated" + cursor);
            var json = await page.JsonAsync();
            Assert.All(json.GetProperty("items").EnumerateArray(), item => Assert.Equal("truncated", item.GetProperty("code").GetString()));
            listed += json.GetProperty("items").GetArrayLength();
            pages++;
            cursor = json.TryGetProperty("cursor", out var next) ? "&cursor=" + next.GetString() : "";
        }
        while (cursor.Length > 0);
        Assert.Equal((700, 4), (listed, pages));
        Assert.Equal(200, (await app.Client.FailuresAsync(cancellationToken: TestContext.Current.CancellationToken)).Items.Count);

        using var refused = await app.SendAsync(HttpMethod.Get, "api/activity/failures?cursor=-1");
        await refused.ProblemAsync(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Page_WithAThousandFailures_IsSmallAndLinksToTheRest()
    {
        await using var app = await DamApp.StartAsync(Engines.Sqlite);
        await app.UploadAsync("a.gif", PlayedMedia.File("a"));
        await app.FinishAsync();
        await FailAsync(app, 1000, "renditions", "truncated", "The file ends too early.");

        var page = await app.Http.GetStringAsync("activity", TestContext.Current.CancellationToken);
        var link = WebUtility.HtmlDecode(System.Text.RegularExpressions.Regex.Match(page, "href=\"/(activity\\?step=[^\"]+)\"").Groups[1].Value);
        var all = await app.Http.GetStringAsync(link, TestContext.Current.CancellationToken);

        Assert.InRange(page.Length, 1, 60_000);
        Assert.Equal(10, Rows(page));
        Assert.Equal(200, Rows(all));
        Assert.Contains("rel=\"next\"", all, StringComparison.Ordinal);
        Assert.Equal(200, Rows(await app.Http.GetStringAsync("ui/" + link.Replace("activity?", "activity/failures?", StringComparison.Ordinal), TestContext.Current.CancellationToken)));
    }

    private static int Rows(string page) => page.Split("<li class=\"problem\">").Length - 1;

    /// <summary>Failed runs of as many versions of the one asset there is.</summary>
    private static async Task FailAsync(DamApp app, int count, string step, string code, string message)
    {
        var ids = app.Services.GetRequiredService<IdGenerator>();
        await app.Database.WriteAsync(Actor.System, async session =>
        {
            for (var i = 0; i < count; i++)
            {
                var version = await session.InsertAsync(
                    $"""
                    insert into version (id, asset_key, number, sha256, essence_key, bytes, format, mime, actor_key, created_at)
                    select {ids.Next()}, asset_key, number + 1, sha256, essence_key, bytes, format, mime, actor_key, created_at from version order by key desc limit 1 returning key
                    """);
                await session.ExecuteAsync(
                    $"""
                    insert into run (library_key, version_key, step_key, step_version, lane, pass, priority, state, attempts, interruptions, error_code, error, created_at, ended_at)
                    values ({1}, {version}, (select key from step where name = {step}), {1}, {2}, {1}, {0}, {RunState.Failed}, {0}, {0}, {code}, {message}, {session.Now}, {session.Now})
                    """);
            }
        });
    }
}

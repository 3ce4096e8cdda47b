using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Vitrine.Contracts;
using Vitrine.Server.Hosting;
using Vitrine.Server.Storage;
using Vitrine.Server.Vocabularies;
using Vitrine.Tests.Shared;

namespace Vitrine.Server.Tests.Storage;

/// <summary>Several nodes over one database: what one of them writes becomes known to the others.</summary>
public sealed class FollowerTests
{
    [Fact]
    public async Task Concept_MadeByAnotherNode_IsSuggestedAndFoundHere()
    {
        await using var here = await DamApp.StartAsync(Engines.Postgres);
        await using var there = await DamApp.BesideAsync(here);
        using var form = DamApp.UploadForm("a.gif", PlayedMedia.File("a"), null, "zebrafinch");

        using var uploaded = await there.Http.PostAsync("api/assets", form);
        Assert.Equal(HttpStatusCode.Created, uploaded.StatusCode);
        await FollowedAsync(here, uploaded);

        using var suggested = await here.SendAsync(HttpMethod.Get, "api/concepts?prefix=zebraf");
        Assert.Equal("zebrafinch", (await suggested.JsonAsync())[0].GetProperty("label").GetString());
        Assert.Equal(1, (await here.Client.SearchAsync(new SearchRequest("tag:zebrafinch"))).Total);
    }

    [Fact]
    public async Task Announcements_FromAnotherNode_RingHereAndOwnOnesRingOnce()
    {
        await using var here = await DamApp.StartAsync(Engines.Postgres);
        await using var there = await DamApp.BesideAsync(here);
        await here.FinishAsync();
        var heard = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
        here.Database.Committed += sequence => heard.TrySetResult(sequence);

        var told = await there.Database.WriteAsync(
            Actor.System, session => { session.Log(new Change(1, LogSubject.Setting, 1, ChangeEvent.Changed)); return Task.CompletedTask; });

        Assert.Equal(told, await heard.Task.WaitAsync(TestContext.Current.CancellationToken));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Position_IsKeptForEachNodeAndWhatFollowsIsTakenIn(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var vocabulary = app.Services.GetRequiredService<VocabularyStore>();

        // Written beside the vocabulary, as another node does.
        var written = await app.Database.WriteAsync(Actor.System, async session =>
        {
            var concept = await session.InsertAsync(
                $"insert into concept (id, library_key, flags, created_at) values ({"aaaaaaaaaaaaaaaaaaaaaaaa"}, {1}, {1}, {session.Now}) returning key");
            await session.ExecuteAsync(
                $"insert into concept_label (concept_key, language, label, folded, role) values ({concept}, {"und"}, {"Hoatzin"}, {"hoatzin"}, {1})");
            session.Log(new Change(1, LogSubject.Concept, concept, ChangeEvent.Added));
            return concept;
        });
        await FollowedAsync(app, written.Sequence);

        Assert.Equal(written.Value, Assert.Single(vocabulary.Current.Match("hoatzin")).Key);
        Assert.Equal(1, await app.Database.ReadAsync(session => session.NumberAsync($"select count(*) from follower where name <> {"write-back"}")));
    }

    private static Task FollowedAsync(DamApp app, HttpResponseMessage written) =>
        FollowedAsync(app, long.Parse(written.Header("X-Vitrine-Sequence")!, System.Globalization.CultureInfo.InvariantCulture));

    /// <summary>The upload's concept may have an earlier sequence than its answer: positions are stored for what concerns the memory.</summary>
    private static Task FollowedAsync(DamApp app, long sequence)
    {
        var name = app.Services.GetServices<IHostedService>().OfType<ChangeFollower>().Single().Name;
        return app.UntilAsync(async session =>
        {
            var needed = await session.NumberAsync($"select max(sequence) from change_log where subject_kind = {LogSubject.Concept} and sequence <= {sequence}");
            return await session.NumberAsync($"select position from follower where name = {name}") >= needed ? null : $"follower at {needed}";
        });
    }
}

using Vitrine.Contracts;
using Vitrine.Core.Claims;
using Vitrine.Server.Claims;
using Vitrine.Server.Jobs;
using Vitrine.Server.Storage;
using Vitrine.Server.Tests.Pipeline;
using Vitrine.Tests.Shared;

namespace Vitrine.Server.Tests.Bulk;

/// <summary>A job's changes are seen all at once or not at all, whatever happens meanwhile.</summary>
public sealed class PendingBatchTests
{
    private const int Assets = 40;

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task HalfWritten_IsSeenNowhere_AndWhatAPersonSaysMeanwhileWins(string engine)
    {
        await using var rig = await RigAsync(engine);
        var assets = await rig.KeysAsync($"select key from asset order by key");
        await rig.RunAsync(JobKinds.BulkEdit, """{"set":{"title":"Before"},"add":{"tags":["old"]}}""", [.. assets]);
        var seen = new List<(long Tags, long Terms, long Titles)>();
        var id = await EnqueueAsync(rig, """{"set":{"title":"After"},"add":{"tags":["new"]},"remove":{"tags":["old"]}}""", assets);
        var job = await rig.Jobs.ClaimAsync(rig.Database, JobLane.Edit);
        var writes = 0;
        rig.Database.Written += Look;
        await rig.Jobs[JobKinds.BulkEdit].RunAsync(job!, TestContext.Current.CancellationToken);
        rig.Database.Written -= Look;

        // At each commit either all of the old or all of the new; in between people change one asset that was written and one that was not yet.
        Assert.True(seen.Count > 6, "the job wrote in pieces");
        Assert.Equal([(0, 0, 0), (Assets - 1, Assets - 2, Assets - 2)], seen.Distinct());
        Assert.Equal(("Mine", "Mine too"), (await TitleAsync(rig, assets[0]), await TitleAsync(rig, assets[^1])));
        Assert.Equal("After", await TitleAsync(rig, assets[1]));
        Assert.Equal(0, await rig.NumberAsync($"select count(*) from pending_asset"));
        Assert.Equal(0, await rig.NumberAsync($"select count(*) from shown_words where words like {"% 2before%"}"));
        Assert.Equal(1, await rig.NumberAsync($"select count(*) from job_problem where code = {"meanwhile"}"));
        await ProjectedAsync(rig, assets);
        Assert.NotNull(id);

        void Look()
        {
            var before = ++writes;
            seen.Add((TagsNow(rig, "new"), Now(rig, Sql.Of($"select count(*) from shown_words where words like {"% 2after%"}")), Shown(rig, assets)));
            if (before == 2)
            {
                Say(rig, assets[0], "Mine", "new");
                Say(rig, assets[^1], "Mine too", null);
            }
        }
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Queued_WhatAPersonSaysBeforeItBeginsWins_AndWhatAnEarlierJobSaysDoesNot(string engine)
    {
        await using var rig = await RigAsync(engine);
        var assets = await rig.KeysAsync($"select key from asset order by key");
        await EnqueueAsync(rig, """{"set":{"title":"First"}}""", assets);
        await EnqueueAsync(rig, """{"set":{"title":"Second"},"add":{"tags":["new"]}}""", assets);
        Say(rig, assets[0], "Mine", "new");

        await rig.RunJobsAsync(JobLane.Edit);

        Assert.Equal(("Mine", "Second", "Second"), (await TitleAsync(rig, assets[0]), await TitleAsync(rig, assets[1]), await TitleAsync(rig, assets[^1])));
        Assert.Equal(Assets - 1, TagsNow(rig, "new"));
        Assert.Equal(2, await rig.NumberAsync($"select count(*) from job_problem where code = {"meanwhile"}"));
        await ProjectedAsync(rig, assets);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Cancelled_InTheMiddle_LeavesNothing(string engine)
    {
        await using var rig = await RigAsync(engine);
        var assets = await rig.KeysAsync($"select key from asset order by key");
        await rig.RunAsync(JobKinds.BulkEdit, """{"set":{"title":"Before"},"add":{"tags":["old"]}}""", [.. assets]);
        var claims = await LedgerAsync(rig);
        var id = await EnqueueAsync(rig, """{"set":{"title":"After","takenAt":"2020"},"add":{"tags":["new"]},"remove":{"tags":["old"]}}""", assets);
        var job = await rig.Jobs.ClaimAsync(rig.Database, JobLane.Edit);
        var writes = 0;
        rig.Database.Written += Cancel;
        await Assert.ThrowsAsync<JobCancelledException>(() => rig.Jobs[JobKinds.BulkEdit].RunAsync(job!, TestContext.Current.CancellationToken));
        rig.Database.Written -= Cancel;

        Assert.InRange((await rig.JobAsync(id)).Done, 1, Assets - 1);
        Assert.Equal(claims, await LedgerAsync(rig));
        Assert.Equal(0, await rig.NumberAsync($"select (select count(*) from pending_batch) + (select count(*) from pending_taken) + (select count(*) from tag_row where going <> 0)"));
        await ProjectedAsync(rig, assets);

        void Cancel()
        {
            if (++writes == 2)
            {
                _ = rig.Database.WriteAsync(rig.Seed.Owner, session => JobQueue.CancelAsync(session, id)).GetAwaiter().GetResult();
            }
        }
    }

    /// <summary>What lists and search read is what the ledger says, for each asset: making it anew changes nothing.</summary>
    internal static async Task ProjectedAsync(Rig rig, IReadOnlyList<long> assets)
    {
        var before = await ProjectionAsync(rig);
        foreach (var key in assets)
        {
            await rig.Database.WriteAsync(Actor.System, async session => await new AssetProjection(rig.Vocabulary).RefreshAsync(session, (await ClaimLedger.FindAsync(session, key))!, null, default));
        }

        Assert.Equal(before, await ProjectionAsync(rig));
    }

    private static async Task<List<string>> ProjectionAsync(Rig rig) => await rig.Database.ReadAsync(session => session.QueryAsync(
        $"""
        select 'tag ' || asset_key || ' ' || concept_key || ' ' || claim_key || ' ' || state || ' ' || source_type || ' ' || confidence from shown_tag
        union all select 'words ' || asset_key || words from shown_words
        union all select 'taken ' || key || ' ' || coalesce(taken_at, '') from asset order by 1
        """,
        row => row.GetString(0)));

    private static async Task<Rig> RigAsync(string engine)
    {
        var rig = await Rig.CreateAsync(engine);
        for (var i = 0; i < Assets; i++)
        {
            rig.Write($"a{i:00}.gif", $"{i}");
        }

        await rig.ImportAsync();
        return rig;
    }

    private static async Task<string> EnqueueAsync(Rig rig, string request, IReadOnlyList<long> assets) =>
        (await rig.Database.WriteAsync(rig.Seed.Owner, session => rig.Jobs.EnqueueAsync(session, rig.Seed.LibraryKey, JobKinds.BulkEdit, request, [.. assets]))).Value;

    private static Task<List<string>> LedgerAsync(Rig rig) => rig.Database.ReadAsync(session => session.QueryAsync(
        $"select 'now ' || key || ' ' || subject_key || ' ' || coalesce(cast(concept_key as text), text_value, cast(number_value as text), '') from claim union all select 'then ' || key || ' ' || ended_seq from claim_history order by 1", row => row.GetString(0)));

    private static long Now(Rig rig, Sql sql) => rig.NumberAsync(sql).GetAwaiter().GetResult();

    private static long TagsNow(Rig rig, string label) => Now(rig, Sql.Of($"select count(*) from shown_tag t join concept_label l on l.concept_key = t.concept_key where l.label = {label}"));

    private static long Shown(Rig rig, IReadOnlyList<long> assets) => rig.Database.ReadAsync(session => ClaimRows.CountingAsync(session, SubjectKind.Asset, [.. assets], default)).GetAwaiter().GetResult()
        .Where(entry => entry.Attribute == ClaimAttributes.Title).GroupBy(entry => entry.Subject.Key)
        .Count(entries => ShownValue.Resolve(entries) is [{ IsVisible: true, Value: ClaimValue.Text { Content: "After" } }]);

    private static async Task<string?> TitleAsync(Rig rig, long asset)
    {
        var entries = await rig.Database.ReadAsync(session => ClaimRows.CountingAsync(session, SubjectKind.Asset, [asset], default));
        return AttributeText.Write(ShownValue.Resolve(entries.Where(entry => entry.Attribute == ClaimAttributes.Title)).SingleOrDefault(claim => claim.IsVisible)?.Value);
    }

    private static void Say(Rig rig, long asset, string title, string? unwanted) => rig.Database.WriteAsync(
        rig.Seed.Owner,
        async session =>
        {
            var subject = (await ClaimLedger.FindAsync(session, asset))!;
            var turn = await rig.Ledger.TurnAsync(session, subject, null);
            await turn.SetAsync(ClaimAttributes.Title, null, new ClaimValue.Text(title));
            if (unwanted is not null)
            {
                await turn.DecideAsync(ClaimAttributes.Tag, null, new ClaimValue.Concept(await rig.Vocabulary.ResolveAsync(session, rig.Seed.LibraryKey, unwanted)), EntryKind.Reject);
            }

            await turn.EndAsync();
        }).GetAwaiter().GetResult();
}

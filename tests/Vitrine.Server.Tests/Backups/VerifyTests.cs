using System.Net;
using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using Vitrine.Contracts;
using Vitrine.Server.Backups.Verify;
using Vitrine.Server.Pipeline;
using Vitrine.Server.Storage;
using Vitrine.Tests.Shared;

namespace Vitrine.Server.Tests.Backups;

/// <summary>What a check finds, what it repairs, and that it never takes away what somebody needs.</summary>
public sealed class VerifyTests
{
    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Library_ThatIsWhole_HasNothingToSay(string engine)
    {
        await using var app = await MadeAsync(engine);

        var (job, report) = await app.VerifyAsync();

        Assert.Equal(("Everything is there and whole.", 0), (job.Message, job.Failed));
        Assert.Empty(report.Findings);
        Assert.Equal((2, 1, 6), (report.Checked["blobs"], report.Checked["links"], report.Checked["renditions"]));
        Assert.True(report.Bytes > 0);
        Assert.Equal(0, (await app.VerifyAsync(quick: true)).Report.Bytes);
        using var editor = await app.AsAsync(Role.Editor);
        Assert.Equal(HttpStatusCode.Forbidden, (await editor.PostAsync("api/verify", null, Ending)).StatusCode);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Blob_WithOtherBytesOrNone_IsNamed_AndComesBackFromALinkedTwin(string engine)
    {
        await using var app = await MadeAsync(engine);
        var twin = PlayedMedia.File("upload one");
        await File.WriteAllBytesAsync(Path.Combine(app.Files, "twin.gif"), twin, Ending);
        await app.JobAsync(await app.ImportAsync(app.Files));
        await app.FinishAsync();
        Spoil(app, "upload one");
        Spoil(app, "upload two");

        Assert.Empty((await app.VerifyAsync(quick: true)).Report.Findings);
        var (job, report) = await app.VerifyAsync();
        var found = Assert.Single(report.Findings);
        Assert.Equal(("blob-damaged", 2, 0), (found.Code, found.Count, found.Fixed));
        Assert.Equal(["one.gif", "two.gif"], found.Names.Order(StringComparer.Ordinal));
        Assert.Equal(2, job.Failed);
        Assert.Equal(2, job.Problems.Count);
        Assert.Equal(2, (await app.Client.ActivityAsync(Ending)).Jobs.First(one => one.What == "verify").Problems.Count);
        Assert.Equal(0, await app.NumberAsync($"select count(*) from problem"));

        found = Assert.Single((await app.VerifyAsync(fix: true)).Report.Findings);
        Assert.Equal((2, 1), (found.Count, found.Fixed));
        Assert.Equal(twin, await OriginalAsync(app, "one.gif"));
        Assert.Equal("two.gif damaged", await app.Database.ReadAsync(session => session.TextAsync(
            $"select a.name || ' ' || p.code from problem p join version v on v.key = p.version_key join asset a on a.key = v.asset_key where p.step = {"verify"}")));

        // Whoever puts it back by hand: the mark goes with the next check.
        var whole = PlayedMedia.File("upload two");
        await File.WriteAllBytesAsync(BlobPath(app, "upload two"), whole, Ending);
        Assert.Empty((await app.VerifyAsync(fix: true)).Report.Findings);
        Assert.Equal(0, await app.NumberAsync($"select count(*) from problem"));

        // Gone altogether it is missing, and comes back from what was moved aside.
        File.Delete(BlobPath(app, "upload two"));
        Assert.Equal("blob-missing", Assert.Single((await app.VerifyAsync(fix: true)).Report.Findings).Code);
        Directory.CreateDirectory(Path.Combine(app.Data, "lost-found"));
        await File.WriteAllBytesAsync(Path.Combine(app.Data, "lost-found", Name(whole)), whole, Ending);
        Assert.Equal(1, Assert.Single((await app.VerifyAsync(fix: true)).Report.Findings).Fixed);
        Assert.Equal(whole, await OriginalAsync(app, "two.gif"));
        Assert.Equal(0, await app.NumberAsync($"select count(*) from problem"));
        Assert.Empty((await app.VerifyAsync()).Report.Findings);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task LinkedFiles_GoneChangedOrSilentlyDamaged_AreTold(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        foreach (var name in new[] { "gone", "changed", "damaged", "same" })
        {
            await File.WriteAllBytesAsync(Path.Combine(app.Files, name + ".gif"), PlayedMedia.File(name), Ending);
        }

        await app.JobAsync(await app.ImportAsync(app.Files));
        await app.FinishAsync();
        File.Delete(Path.Combine(app.Files, "gone.gif"));
        await File.AppendAllTextAsync(Path.Combine(app.Files, "changed.gif"), "more", Ending);
        var damaged = Path.Combine(app.Files, "damaged.gif");
        var time = File.GetLastWriteTimeUtc(damaged);
        await File.WriteAllBytesAsync(damaged, PlayedMedia.File("demaged"), Ending);
        File.SetLastWriteTimeUtc(damaged, time);

        Assert.Equal(["link-missing", "link-changed"], (await app.VerifyAsync(quick: true)).Report.Findings.Select(finding => finding.Code));
        var (_, report) = await app.VerifyAsync(fix: true);
        Assert.Equal(["link-damaged", "link-missing", "link-changed"], report.Findings.Select(finding => finding.Code));
        Assert.All(report.Findings, finding => Assert.Equal((1, 0), (finding.Count, finding.Fixed)));
        Assert.Equal(1, await app.NumberAsync($"select count(*) from problem where step = {"verify"}"));
        Assert.True(File.Exists(damaged));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Renditions_MissingAreMadeAgain_UnknownAndHalfWrittenGo(string engine)
    {
        await using var app = await MadeAsync(engine);
        var files = Directory.GetFiles(Path.Combine(app.Data, "renditions"), "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).ToArray();
        File.Delete(files[0]);
        await File.WriteAllTextAsync(files[^1], "cut", Ending);
        var unknown = Path.Combine(Directory.CreateDirectory(Path.Combine(app.Data, "renditions", "aa", "aa")).FullName, new string('a', 64) + ".preview");
        var young = Path.Combine(Directory.CreateDirectory(Path.Combine(app.Data, "renditions", "bb", "bb")).FullName, new string('b', 64) + ".preview");
        var part = Path.Combine(app.Data, "spool", "left.part");
        foreach (var (file, age) in new[] { (unknown, 2), (young, 0), (part, 2) })
        {
            await File.WriteAllTextAsync(file, "x", Ending);
            File.SetLastWriteTimeUtc(file, TimeProvider.System.GetUtcNow().UtcDateTime.AddDays(-age));
        }

        var (_, report) = await app.VerifyAsync(quick: true);
        Assert.Equal(
            [("rendition-missing", 2, 0), ("rendition-orphan", 1, 0), ("temporary-file", 1, 0)], report.Findings.Select(finding => (finding.Code, (int)finding.Count, (int)finding.Fixed)));
        Assert.True(File.Exists(unknown) && File.Exists(part));

        (_, report) = await app.VerifyAsync(fix: true, quick: true);
        Assert.All(report.Findings, finding => Assert.Equal(finding.Count, finding.Fixed));
        await app.FinishAsync();
        Assert.False(File.Exists(unknown) || File.Exists(part));
        Assert.True(File.Exists(young));
        Assert.Equal(files, Directory.GetFiles(Path.Combine(app.Data, "renditions"), "*", SearchOption.AllDirectories).Where(file => file != young).Order(StringComparer.Ordinal));
        Assert.Empty((await app.VerifyAsync()).Report.Findings);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Orphan_IsMovedAsideNotDeleted_AndOneThatWasReferencedSinceTheReportStays(string engine)
    {
        await using var app = await MadeAsync(engine);
        var (kept, aside) = (PlayedMedia.File("stale report"), PlayedMedia.File("really nobody's"));
        foreach (var content in new[] { kept, aside })
        {
            Directory.CreateDirectory(Path.GetDirectoryName(BlobPath(app, Name(content), isName: true))!);
            await File.WriteAllBytesAsync(BlobPath(app, Name(content), isName: true), content, Ending);
        }

        var found = Assert.Single((await app.VerifyAsync()).Report.Findings);
        Assert.Equal(("blob-orphan", 2, true), (found.Code, found.Count, found.Harmless));

        // The report is stale now: someone brought the same bytes.
        var id = (await app.UploadAsync("kept.gif", kept)).Id;
        Assert.False(await new BlobRepair(app.Services.GetRequiredService<Verification>()).MoveAsideAsync(SHA256.HashData(kept), Ending));
        found = Assert.Single((await app.VerifyAsync(fix: true)).Report.Findings);
        Assert.Equal((1, 1), (found.Count, found.Fixed));
        using var original = await app.SendAsync(HttpMethod.Get, $"api/assets/{id}/original");
        Assert.Equal(kept, await original.Content.ReadAsByteArrayAsync(Ending));
        Assert.Equal([Name(aside)], Directory.GetFiles(Path.Combine(app.Data, "lost-found")).Select(Path.GetFileName));
        Assert.Equal(aside, await File.ReadAllBytesAsync(Path.Combine(app.Data, "lost-found", Name(aside)), Ending));
        Assert.False(File.Exists(BlobPath(app, Name(aside), isName: true)));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Orphan_MovedAsideWhileItIsUploaded_IsNeverLost(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var repair = new BlobRepair(app.Services.GetRequiredService<Verification>());
        for (var round = 0; round < 12; round++)
        {
            var content = PlayedMedia.File($"round {round}");
            Directory.CreateDirectory(Path.GetDirectoryName(BlobPath(app, Name(content), isName: true))!);
            await File.WriteAllBytesAsync(BlobPath(app, Name(content), isName: true), content, Ending);

            var moving = Task.Run(() => repair.MoveAsideAsync(SHA256.HashData(content), Ending), Ending);
            var id = (await app.UploadAsync($"{round}.gif", content)).Id;
            await moving;

            using var original = await app.SendAsync(HttpMethod.Get, $"api/assets/{id}/original");
            Assert.Equal(content, await original.Content.ReadAsByteArrayAsync(Ending));
        }

        await app.FinishAsync();
        Assert.Empty((await app.VerifyAsync()).Report.Findings);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Verify_WhileOthersUploadAndErase_FindsNothing(string engine)
    {
        await using var app = await MadeAsync(engine);
        using var enough = new CancellationTokenSource();
        var writing = Task.Run(
            async () =>
            {
                for (var i = 0; !enough.IsCancellationRequested; i++)
                {
                    var asset = await app.UploadAsync($"busy{i}.gif", PlayedMedia.File($"busy {i}"));
                    if (i % 3 == 0)
                    {
                        using var _ = await app.SendAsync(HttpMethod.Post, "api/bulk", $$"""{"ids":["{{asset.Id}}"],"trash":true}""");
                        using var __ = await app.SendAsync(HttpMethod.Post, "api/trash/empty", "{}");
                    }
                }
            },
            Ending);
        for (var i = 0; i < 4; i++)
        {
            var (_, report) = await app.VerifyAsync(fix: true);
            Assert.Empty(report.Findings.Where(finding => finding.Code != "blob-condemned").Select(finding => $"{finding.Code} {string.Join(',', finding.Names)}"));
        }

        await enough.CancelAsync();
        await writing;
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Run_ThatNobodyWorksOn_IsQueuedAgain(string engine)
    {
        await using var app = await MadeAsync(engine);
        await app.Services.GetRequiredService<Scheduler>().StopAsync(Ending);
        await app.Database.WriteAsync(Actor.System, session => session.ExecuteAsync(
            $"update run set state = {RunState.Running}, node = {"gone"}, boot = {"gone"}, token = {"gone"}, limit_at = {session.Now - TimeSpan.FromHours(1)} where step_key in (select key from step where name = {"metadata"})"));

        Assert.Equal("run-stuck", Assert.Single((await app.VerifyAsync(quick: true)).Report.Findings).Code);
        await app.VerifyAsync(fix: true, quick: true);

        Assert.Equal(3, await app.NumberAsync($"select count(*) from run where state = {RunState.Queued}"));
    }

    private static async Task<DamApp> MadeAsync(string engine)
    {
        var app = await DamApp.StartAsync(engine);
        await app.UploadAsync("one.gif", PlayedMedia.File("upload one"));
        await app.UploadAsync("two.gif", PlayedMedia.File("upload two"));
        await File.WriteAllBytesAsync(Path.Combine(app.Files, "linked.gif"), PlayedMedia.File("linked"), Ending);
        await app.JobAsync(await app.ImportAsync(app.Files));
        await app.FinishAsync();
        return app;
    }

    private static string Name(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content));

    private static string BlobPath(DamApp app, string of, bool isName = false)
    {
        var name = isName ? of : Name(PlayedMedia.File(of));
        return Path.Combine(app.Data, "blobs", name[..2], name[2..4], name);
    }

    /// <summary>One bit of a blob turns over.</summary>
    private static void Spoil(DamApp app, string line)
    {
        var content = File.ReadAllBytes(BlobPath(app, line));
        content[^1] ^= 4;
        File.WriteAllBytes(BlobPath(app, line), content);
    }

    private static async Task<byte[]> OriginalAsync(DamApp app, string name)
    {
        var id = (await app.Client.SearchAsync(new SearchRequest($"name:{name}"), Ending)).Items[0].Id;
        using var original = await app.SendAsync(HttpMethod.Get, $"api/assets/{id}/original");
        return await original.Content.ReadAsByteArrayAsync(Ending);
    }
}

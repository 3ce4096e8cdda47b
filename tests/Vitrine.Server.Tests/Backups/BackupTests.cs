using System.Net;
using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using Vitrine.Contracts;
using Vitrine.Server.Backups;
using Vitrine.Server.Ingest;
using Vitrine.Server.Storage;
using Vitrine.Server.Storage.Blobs;
using Vitrine.Tests.Shared;

namespace Vitrine.Server.Tests.Backups;

/// <summary>Backups of a library that is used meanwhile, and what comes back from them.</summary>
public sealed class BackupTests
{
    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Backup_WhileOthersWrite_HoldsOneMomentWithAllItsOriginals(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        for (var i = 0; i < 40; i++)
        {
            await app.UploadAsync($"{i}.gif", PlayedMedia.File($"KEYWORD:word{i}"));
        }

        var folder = app.BackupFolder();
        using var enough = new CancellationTokenSource();
        var written = 0;
        var writing = Task.Run(
            async () =>
            {
                for (; !enough.IsCancellationRequested; written++)
                {
                    var asset = await app.UploadAsync($"late{written}.gif", PlayedMedia.File($"late {written}"), null, $"tag{written}");
                    using var _ = await app.SendAsync(HttpMethod.Post, "api/bulk", $$"""{"ids":["{{asset.Id}}"],"add":{"tags":["more"] } }""");
                }
            },
            Ending);
        while (written < 5)
        {
            await Task.Delay(10, Ending);
        }

        var job = await app.BackUpAsync(folder, deep: true);
        await enough.CancelAsync();
        await writing;

        Assert.True(job.State == "done", job.Message);
        var manifest = await Library.ManifestAsync(Library.Newest(folder));
        Assert.InRange(manifest.Rows["asset"], 45, 40 + written);
        var target = await app.EmptyTargetAsync();
        var restored = await new Restore(TimeProvider.System).RunAsync(folder, target, null, Ending);
        await using var again = await DamApp.OverAsync(engine, target.Data, target.Database);
        Assert.Equal(app.Token, again.Token);
        Assert.Equal(manifest.Rows["asset"], (await again.Client.SearchAsync(new SearchRequest(""), Ending)).Total);
        Assert.Equal(manifest.Blobs.Count, restored.Blobs);
        Assert.Equal(0, await again.NumberAsync($"select count(*) from job where what = {"backup"} and state in (1, 2)"));
        await again.UploadAsync("after.gif", PlayedMedia.File("after"), "New", "fresh");
        var blobs = again.Services.GetRequiredService<BlobStore>();
        foreach (var sha256 in await again.Database.ReadAsync(session => session.QueryAsync($"select sha256 from version", row => row.GetFieldValue<byte[]>(0))))
        {
            await using var content = await blobs.OpenAsync(sha256, Ending);
            Assert.Equal(sha256, await SHA256.HashDataAsync(content, Ending));
        }
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Restore_GivesTheSameSearchesClaimsCountsAndSignIns_AndMakesPreviewsAgain(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var id = (await app.UploadAsync("a.gif", PlayedMedia.File("KEYWORD:harbour", "LABEL:coco/dog=0.95"), "Trip", "mine")).Id;
        await app.UploadAsync("b.gif", PlayedMedia.File("KEYWORD:boat", "LABEL:coco/cat=0.9"));
        await app.FinishAsync();
        var folder = app.BackupFolder();
        Assert.Equal("done", (await app.BackUpAsync(folder)).State);
        var manifest = await Library.ManifestAsync(Library.Newest(folder));
        var seen = await app.SeenAsync();

        var target = await app.EmptyTargetAsync();
        var result = await new Restore(TimeProvider.System).RunAsync(folder, target, null, Ending);

        Assert.Equal(2, result.Renditions);
        await using var again = await DamApp.OverAsync(engine, target.Data, target.Database);
        Assert.Equal(seen, await again.SeenAsync());
        Assert.Equal(manifest.Sequence, await again.NumberAsync($"select max(sequence) from change_log where sequence <= {manifest.Sequence}"));
        foreach (var table in new[] { "asset", "version", "claim", "claim_history", "evidence", "tag_row", "concept", "credential", "finding" })
        {
            Assert.Equal(manifest.Rows[table], await again.NumberAsync($"select count(*) from {new RawSql(table)}"));
        }

        using var asOwner = again.NewClient(app.Token);
        Assert.Equal(HttpStatusCode.OK, (await asOwner.GetAsync("api/library", Ending)).StatusCode);
        await again.FinishAsync();
        Assert.Equal(HttpStatusCode.OK, (await asOwner.GetAsync($"api/assets/{id}/thumbnail", Ending)).StatusCode);
        Assert.Equal(0, again.Setup.Media.Analyses);
        Assert.Equal(seen, await again.SeenAsync());
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Backup_Again_CopiesOnlyWhatIsNew_AndKeepPrunesTheRest(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var first = (await app.UploadAsync("a.gif", PlayedMedia.File("one"))).Id;
        await app.UploadAsync("b.gif", PlayedMedia.File("two"));
        await app.FinishAsync();
        var folder = app.BackupFolder();
        var backup = app.Backup();
        var before = await backup.RunAsync(new BackupOrder(folder, Link: true), null, Ending);
        await app.UploadAsync("c.gif", PlayedMedia.File("three"));
        await app.FinishAsync();
        var after = await backup.RunAsync(new BackupOrder(folder), null, Ending);

        Assert.Equal((0, 2, 2), (before.Copied, before.Linked, before.Manifest.Blobs.Count));
        Assert.Equal((1, 0, 3), (after.Copied, after.Linked, after.Manifest.Blobs.Count));
        Assert.Equal(3, Library.BlobsIn(folder).Length);

        // Erased from the library, it stays as long as a backup has it.
        await app.Database.WriteAsync(Actor.System, session => session.ExecuteAsync($"update asset set trashed_at = {session.Now} where id = {first}"));
        app.Setup.Clock.Advance(TimeSpan.FromDays(31));
        await app.Services.GetRequiredService<Purge>().TrashAsync(Ending);
        var last = await backup.RunAsync(new BackupOrder(folder, Keep: 2), null, Ending);
        Assert.Equal((1, 0), (last.PrunedBackups, last.PrunedBlobs));
        last = await backup.RunAsync(new BackupOrder(folder, Keep: 1), null, Ending);
        Assert.Equal((2, 1), (last.PrunedBackups, last.PrunedBlobs));
        Assert.Equal(2, Library.BlobsIn(folder).Length);
        Assert.Single(Directory.GetDirectories(folder, "20*"));

        // Whatever its name says where the clock was set back: the one just made stays.
        app.Setup.Clock.Advance(TimeSpan.FromDays(-40));
        last = await backup.RunAsync(new BackupOrder(folder, Keep: 1), null, Ending);
        Assert.Equal((1, 0), (last.PrunedBackups, last.PrunedBlobs));
        Assert.Equal([last.Folder], Directory.GetDirectories(folder, "20*"));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Backup_OfALibraryThatLostAnOriginal_IsRefusedAndNamesIt_UnlessAccepted(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        await app.UploadAsync("a.gif", PlayedMedia.File("one"));
        await app.UploadAsync("b.gif", PlayedMedia.File("two"));
        await app.FinishAsync();
        var lost = Convert.ToHexStringLower(SHA256.HashData(PlayedMedia.File("one")));
        File.Delete(Directory.GetFiles(Path.Combine(app.Data, "blobs"), lost, SearchOption.AllDirectories).Single());
        var folder = app.BackupFolder();

        var refused = await app.BackUpAsync(folder);
        Assert.Equal("failed", refused.State);
        Assert.Contains($"{lost[..12]}… is missing", refused.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetDirectories(folder, "20*"));

        // Damage of the same length is found as it is copied.
        var damaged = Directory.GetFiles(Path.Combine(app.Data, "blobs"), "*", SearchOption.AllDirectories).Single();
        var content = await File.ReadAllBytesAsync(damaged, Ending);
        await File.WriteAllBytesAsync(damaged, [.. content[..^1], (byte)(content[^1] ^ 1)], Ending);
        Assert.Contains($"{Path.GetFileName(damaged)[..12]}… is damaged", (await app.BackUpAsync(app.BackupFolder("empty"))).Message, StringComparison.Ordinal);
        await File.WriteAllBytesAsync(damaged, content, Ending);

        Assert.Equal("done", (await app.BackUpAsync(folder, acceptMissing: true)).State);
        var target = await app.EmptyTargetAsync();
        var result = await new Restore(TimeProvider.System).RunAsync(folder, target, null, Ending);
        Assert.Equal((1, 1), (result.Blobs, result.Manifest.Blobs.Missing));
        Assert.Contains("1 originals were lost", result.Sentence, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Backup_OntoAFullDisk_IsASentenceAndLeavesNothingHalf(string engine)
    {
        using var disk = SmallDisk.Create(48);
        await using var app = await DamApp.StartAsync(engine);
        await app.UploadAsync("a.gif", [.. PlayedMedia.File("one"), .. RandomNumberGenerator.GetBytes(3_000_000)]);
        await app.FinishAsync();
        var folder = Directory.CreateDirectory(Path.Combine(disk.Path, "backups")).FullName;
        await File.AppendAllLinesAsync(Path.Combine(app.Data, "backups.txt"), [folder], Ending);
        disk.FillUpTo(1_000_000);

        var refused = await app.BackUpAsync(folder);
        Assert.Equal("failed", refused.State);
        Assert.Matches("is full|MB left|No space", refused.Message);
        Assert.Empty(Directory.GetDirectories(folder, "20*"));
        Assert.Empty(Directory.GetFileSystemEntries(folder, "*.part", SearchOption.AllDirectories));

        disk.Free();
        var job = await app.BackUpAsync(folder, deep: true);
        Assert.True(job.State == "done", job.Message);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Backup_FromAnS3Store_IsRestoredIntoTheFolder(string engine)
    {
        var gateway = await RadosGateway.StartAsync();
        await using var app = await DamApp.StartAsync(engine, new DamSetup { Blobs = gateway.NewAddress() });
        var content = PlayedMedia.File("one", new string('x', 300_000));
        var id = (await app.UploadAsync("a.gif", content)).Id;
        await app.FinishAsync();
        var folder = app.BackupFolder();
        var job = await app.BackUpAsync(folder, deep: true);
        Assert.True(job.State == "done", job.Message);

        var target = await app.EmptyTargetAsync();
        await new Restore(TimeProvider.System).RunAsync(folder, target, null, Ending);

        await using var again = await DamApp.OverAsync(engine, target.Data, target.Database);
        using var original = await again.SendAsync(HttpMethod.Get, $"api/assets/{id}/original");
        Assert.Equal(content, await original.Content.ReadAsByteArrayAsync(Ending));
        Assert.Single(Library.BlobsIn(again.Data));
    }

    [Fact]
    public async Task Backup_ByApi_GoesOnlyWhereTheCommandLineAllowed()
    {
        await using var app = await DamApp.StartAsync(Engines.Sqlite);
        var allowed = app.BackupFolder();
        var outside = Directory.CreateDirectory(Path.Combine(app.Files, "outside")).FullName;
        using var viewer = await app.AsAsync(Role.Editor);

        using var notOwner = await DamApp.SendAsync(viewer, HttpMethod.Post, "api/backups", $$"""{"path":"{{allowed}}"}""");
        Assert.Equal(HttpStatusCode.Forbidden, notOwner.StatusCode);
        foreach (var path in new[] { outside, app.Data, Path.Combine(allowed, "..", "files"), "/" })
        {
            using var refused = await app.SendAsync(HttpMethod.Post, "api/backups", $$"""{"path":"{{path}}"}""");
            await refused.ProblemAsync(HttpStatusCode.Forbidden);
        }

        // A link inside an allowed folder leads out of it.
        Directory.CreateSymbolicLink(Path.Combine(allowed, "link"), outside);
        using var linked = await app.SendAsync(HttpMethod.Post, "api/backups", $$"""{"path":"{{allowed}}/link"}""");
        await linked.ProblemAsync(HttpStatusCode.Forbidden);
        using var nothing = await app.SendAsync(HttpMethod.Post, "api/backups", """{"path":null}""");
        Assert.Equal(HttpStatusCode.BadRequest, nothing.StatusCode);

        // What lies there already is not mixed with a backup.
        Directory.Delete(Path.Combine(allowed, "link"));
        await File.WriteAllTextAsync(Path.Combine(allowed, "diary.txt"), "mine", Ending);
        var job = await app.BackUpAsync(allowed);
        Assert.Contains("holds something else", job.Message, StringComparison.Ordinal);
        Assert.Equal(["diary.txt"], Directory.GetFileSystemEntries(allowed).Select(Path.GetFileName));
        using var view = await app.SendAsync(HttpMethod.Get, "api/backups");
        Assert.False((await view.JsonAsync()).GetProperty("backup").GetProperty("ok").GetBoolean());
        foreach (var page in new[] { "settings", "ui/backups" })
        {
            var text = WebUtility.HtmlDecode(await app.Http.GetStringAsync(page, Ending));
            Assert.Contains("holds something else", text, StringComparison.Ordinal);
            Assert.Contains(allowed, text, StringComparison.Ordinal);
        }
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Purge_WhileABackupRuns_DeletesNoBytes(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        await app.UploadAsync("a.gif", PlayedMedia.File("one"));
        await app.FinishAsync();
        var purge = app.Services.GetRequiredService<Purge>();
        await app.Database.WriteAsync(Actor.System, session => session.ExecuteAsync($"update asset set trashed_at = {session.Now}"));
        app.Setup.Clock.Advance(TimeSpan.FromDays(31));
        var folder = app.BackupFolder();
        var purged = new List<int>();

        // The copy of the database has the asset; from there on the library loses it, as late as can be.
        await app.Backup().RunAsync(
            new BackupOrder(folder, Deep: true),
            async (_, _) =>
            {
                await purge.TrashAsync(Ending);
                await purge.CondemnAsync(Ending);
                app.Setup.Clock.Advance(TimeSpan.FromDays(8));
                await PurgeHold.RenewAsync(app.Database, Ending);
                purged.Add(await purge.BytesAsync(Ending));
            },
            Ending);

        Assert.All(purged, count => Assert.Equal(0, count));
        Assert.Single(Library.BlobsIn(folder));
        Assert.Equal(1, await purge.BytesAsync(Ending));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task PurgeUploadAndBackup_OfTheSameBytesAtOnce_NeverLoseThem(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var content = PlayedMedia.File("the same");
        var purge = app.Services.GetRequiredService<Purge>();
        var folder = app.BackupFolder();
        await app.UploadAsync("0.gif", content);
        await app.FinishAsync();
        for (var round = 1; round <= 8; round++)
        {
            await app.Database.WriteAsync(Actor.System, session => session.ExecuteAsync($"update asset set trashed_at = {session.Now} where trashed_at is null"));
            app.Setup.Clock.Advance(TimeSpan.FromDays(31));
            await purge.TrashAsync(Ending);
            await purge.CondemnAsync(Ending);
            app.Setup.Clock.Advance(TimeSpan.FromDays(8));

            var backup = Task.Run(() => app.Backup().RunAsync(new BackupOrder(folder, Keep: 2, Deep: true), null, Ending), Ending);
            var purging = Task.Run(() => purge.BytesAsync(Ending), Ending);
            var id = (await app.UploadAsync($"{round}.gif", content)).Id;
            await purging;
            var result = await backup;

            using var original = await app.SendAsync(HttpMethod.Get, $"api/assets/{id}/original");
            Assert.Equal(content, await original.Content.ReadAsByteArrayAsync(Ending));
            Assert.Equal(0, result.Manifest.Blobs.Missing);
            await app.FinishAsync();
        }
    }
}

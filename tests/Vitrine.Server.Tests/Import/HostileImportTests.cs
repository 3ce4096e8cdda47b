using System.Text;
using Vitrine.Server.Pipeline;
using Vitrine.Server.Storage;
using Vitrine.Tests.Shared;

namespace Vitrine.Server.Tests.Import;

/// <summary>The hostile files among good photos, through the whole import with real children.</summary>
public sealed class HostileImportTests : IDisposable
{
    private const string Secret = "the canary sang 7c2f91";

    /// <summary>What a child needs to start, and to be found dead.</summary>
    private const double AboutLimit = 5_000;

    private readonly string outside = Directory.CreateTempSubdirectory("vitrine-outside-").FullName;

    public void Dispose() => Directory.Delete(outside, recursive: true);

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Import_HostileFilesAmongPhotos_EachIsAnAssetOrASentenceAndNothingOutsideIsRead(string engine)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs inotify and named pipes");
        var hostile = SharedFolder.Path("corpus", "hostile", "made");
        var photos = Directory.GetFiles(SharedFolder.Path("corpus", "photos", "coco"), "*.jpg").Order(StringComparer.Ordinal).Take(10).ToArray();
        var canary = Path.Combine(outside, "canary.txt");
        await File.WriteAllTextAsync(canary, Secret, TestContext.Current.CancellationToken);
        await using var media = RealMedia.WithoutModels();
        await using var app = await DamApp.StartAsync(engine, new DamSetup { Media = media });
        foreach (var source in Directory.GetFiles(hostile).Concat(photos))
        {
            File.Copy(source, Path.Combine(app.Files, Path.GetFileName(source)));
        }

        await TrapsAsync(app.Files, canary);
        using var watch = new AccessWatch(canary);

        var job = await app.Client.JobAsync(await FinishedAsync(app));

        // Whoever opens it is noticed: the trap works, and nobody was in it.
        Assert.False(watch.Noticed(), "something outside the library was opened");
        await File.ReadAllTextAsync(canary, TestContext.Current.CancellationToken);
        Assert.True(watch.Noticed());

        var files = Directory.GetFileSystemEntries(app.Files).Length;
        var assets = await NumberAsync(app, $"select count(*) from asset");
        Assert.Equal("done", job.State);
        Assert.Equal(["link-outside", "link-outside", "not-a-file"], job.Problems.Select(problem => problem.Code).Order(StringComparer.Ordinal));
        
        // What lies there as XMP is a sidecar, whether the file that it is about lies there or not.
        Assert.Equal(files, assets + await NumberAsync(app, $"select count(*) from sidecar") + job.Problems.Count);
        Assert.Equal(0, await NumberAsync(app, $"select count(*) from run where state not in ({RunState.Done}, {RunState.Failed})"));
        Assert.Equal(0, await NumberAsync(app, $"select count(*) from asset a where not exists (select 1 from run r where r.version_key = a.version_key)"));
        Assert.All(await TextsAsync(app, $"select message from problem"), AssertPlain);
        Assert.All(
            await TextsAsync(app, $"select coalesce(error, '') from run where state = {RunState.Failed}"), AssertPlain);
        foreach (var photo in photos.Select(Path.GetFileName))
        {
            Assert.Equal(0, await NumberAsync(app, $"select count(*) from run r join asset a on a.version_key = r.version_key where a.name = {photo} and (r.state <> {RunState.Done} or r.attempts > 0)"));
        }

        await AssertWithinLimitsAsync(app);
        await AssertLeaksNothingAsync(app);
    }

    private static async Task<string> FinishedAsync(DamApp app)
    {
        var job = await app.ImportAsync(app.Files);
        await app.FinishAsync();
        return job;
    }

    /// <summary>Files that name the canary in every way we know, two links to it, and a pipe in which who opens it would wait.</summary>
    private static async Task TrapsAsync(string folder, string canary)
    {
        File.CreateSymbolicLink(Path.Combine(folder, "link.txt"), canary);
        Directory.CreateSymbolicLink(Path.Combine(folder, "link-folder"), Path.GetDirectoryName(canary)!);
        using (var pipe = new NamedPipe())
        {
            File.Move(pipe.Path, Path.Combine(folder, "pipe.jpg"));
        }

        var texts = new Dictionary<string, string>
        {
            ["names.svg"] = $"""<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="100" height="100"><image xlink:href="file://{canary}" width="100" height="100"/></svg>""",
            ["entity.svg"] = $"""<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY x SYSTEM "file://{canary}">]><svg xmlns="http://www.w3.org/2000/svg" width="100" height="100"><text y="20">&x;</text></svg>""",
            ["included.svg"] = $"""<svg xmlns="http://www.w3.org/2000/svg" xmlns:xi="http://www.w3.org/2001/XInclude" width="100" height="100"><xi:include href="{canary}" parse="text"/></svg>""",
            ["list.m3u8"] = $"#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nfile://{canary}\n#EXT-X-ENDLIST\n",
            ["film.mp4"] = $"#EXTM3U\n#EXTINF:1,\n{canary}\n",
            ["concat.avi"] = $"ffconcat version 1.0\nfile '{canary}'\n",
            ["drawing.mvg"] = $"push graphic-context\nviewbox 0 0 100 100\nimage over 0,0 100,100 'text:{canary}'\npop graphic-context\n",
            ["page.pdf"] = $"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R/OpenAction<</S/Launch/F({canary})>>>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n",
        };
        foreach (var (name, text) in texts)
        {
            await File.WriteAllTextAsync(Path.Combine(folder, name), text);
        }
    }

    /// <summary>A sentence for people that tells nothing of where our files lie.</summary>
    private static void AssertPlain(string sentence)
    {
        Assert.EndsWith(".", sentence, StringComparison.Ordinal);
        Assert.DoesNotContain("/tmp", sentence, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", sentence, StringComparison.Ordinal);
        Assert.DoesNotContain("\n", sentence, StringComparison.Ordinal);
    }

    private static async Task AssertWithinLimitsAsync(DamApp app)
    {
        var limits = PipelineSteps.For([]).Steps.ToDictionary(step => step.Name, step => step.Limit.TotalMilliseconds, StringComparer.Ordinal);
        var took = await app.Database.ReadAsync(session => session.QueryAsync(
            $"select step, max(milliseconds) from step_run where milliseconds is not null group by step", row => (Step: row.GetString(0), Most: row.GetDouble(1))));
        Assert.NotEmpty(took);
        Assert.All(took, step => Assert.InRange(step.Most, 0, limits[step.Step] + AboutLimit));
    }

    private static async Task AssertLeaksNothingAsync(DamApp app)
    {
        foreach (var rendition in Directory.GetFiles(Path.Combine(app.Data, "renditions"), "*", SearchOption.AllDirectories))
        {
            AssertSilent(Encoding.Latin1.GetString(await File.ReadAllBytesAsync(rendition)));
        }

        Assert.All(await TextsAsync(app, $"select coalesce(facts, '') || coalesce(embedded, '') from version"), AssertSilent);
        Assert.All(await TextsAsync(app, $"select coalesce(text_value, '') || coalesce(value_key, '') from claim"), AssertSilent);
        Assert.All(await TextsAsync(app, $"select message from problem"), AssertSilent);
    }

    private static void AssertSilent(string text)
    {
        Assert.DoesNotContain(Secret, text, StringComparison.Ordinal);
        Assert.DoesNotContain("root:x:0", text, StringComparison.Ordinal);
    }

    private static async Task<long> NumberAsync(DamApp app, Sql sql) => await app.Database.ReadAsync(session => session.NumberAsync(sql)) ?? 0;

    private static Task<List<string>> TextsAsync(DamApp app, Sql sql) => app.Database.ReadAsync(session => session.QueryAsync(sql, row => row.GetString(0)));
}

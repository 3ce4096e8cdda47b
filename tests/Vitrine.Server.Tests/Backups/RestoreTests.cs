using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Vitrine.Contracts;
using Vitrine.Media.Tools;
using Vitrine.Server.Backups;
using Vitrine.Server.Storage;
using Vitrine.Tests.Shared;

namespace Vitrine.Server.Tests.Backups;

/// <summary>What is not restored and why, and restores that are cut short.</summary>
public sealed class RestoreTests
{
    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Restore_OfABackupThatWasTamperedWith_IsRefused(string engine)
    {
        await using var app = await MadeAsync(engine);
        var secret = Path.Combine(app.Files, "secret");
        await File.WriteAllTextAsync(secret, "secret", Ending);
        var folder = app.BackupFolder();
        await app.Backup().RunAsync(new BackupOrder(folder), null, Ending);
        var whole = Library.Newest(folder);
        var file = engine == Engines.Sqlite ? "database.sqlite" : "database.dump";

        await RefusedAsync("names '../secret'", manifest => Files(manifest)[0]!["path"] = "../secret");
        await RefusedAsync("names '/etc/passwd'", manifest => Files(manifest)[0]!["path"] = "/etc/passwd");
        await RefusedAsync("names 'config/../../secret'", manifest => Files(manifest)[0]!["path"] = "config/../../secret");
        await RefusedAsync("is not what the manifest says", manifest => Of(manifest, file)["bytes"] = 5);
        await RefusedAsync("is not what the manifest says", manifest => Of(manifest, "blobs.list")["sha256"] = new string('0', 64));
        await RefusedAsync("names 'blobs.list'", manifest => Of(manifest, "blobs.list")["sha256"] = "no hash");
        await RefusedAsync("disagree", manifest => manifest["blobs"]!["count"] = 999_999_999);
        await RefusedAsync("disagree", manifest => manifest["blobs"]!["bytes"] = long.MaxValue);
        await RefusedAsync("contradicts itself", manifest => manifest["blobs"]!["bytes"] = -1);
        await RefusedAsync("contradicts itself", manifest => manifest["kind"] = "other");
        await RefusedAsync("not the one its manifest describes (table asset)", manifest => manifest["rows"]!["asset"] = 17);
        await RefusedAsync("not the one its manifest describes", manifest => manifest["library"] = new string('a', 24));
        await RefusedAsync("has format 2", manifest => manifest["format"] = 2);
        await RefusedAsync("has schema 999", manifest => manifest["schema"] = 999);
        await RefusedAsync("names something twice", manifest => Files(manifest).Add(Files(manifest)[0]!.DeepClone()));
        await RefusedAsync("cannot be read", manifest => manifest["startedAt"] = "yesterday");
        await RefusedAsync("no plain file", _ => { }, copy =>
        {
            File.Delete(Path.Combine(copy, "blobs.list"));
            File.CreateSymbolicLink(Path.Combine(copy, "blobs.list"), secret);
        });
        await RefusedAsync("it has no manifest.json|There is no backup", _ => { }, copy => File.Delete(Path.Combine(copy, "manifest.json")));

        async Task RefusedAsync(string sentence, Action<JsonNode> change, Action<string>? also = null)
        {
            // The last second of the year sorts behind all others, so that the folder's newest is this one too.
            var copy = Path.Combine(folder, "2001-01-01T00-00-00Z");
            foreach (var path in Directory.GetFiles(whole, "*", SearchOption.AllDirectories))
            {
                var to = Path.Combine(copy, Path.GetRelativePath(whole, path));
                Directory.CreateDirectory(Path.GetDirectoryName(to)!);
                File.Copy(path, to, overwrite: true);
            }

            var manifest = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(copy, "manifest.json"), Ending))!;
            change(manifest);
            await File.WriteAllTextAsync(Path.Combine(copy, "manifest.json"), manifest.ToJsonString(), Ending);
            also?.Invoke(copy);
            var target = await app.EmptyTargetAsync($"refused{Directory.GetDirectories(Path.GetDirectoryName(folder)!).Length}");
            var refused = await Assert.ThrowsAsync<BackupException>(() => new Restore(TimeProvider.System).RunAsync(copy, target, null, Ending));
            Assert.Matches(string.Join('|', sentence.Split('|').Select(System.Text.RegularExpressions.Regex.Escape)), refused.Message);
            Assert.False(File.Exists(Path.Combine(target.Data, "vitrine.db")));
            Directory.Delete(copy, recursive: true);
        }
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Restore_OfABlobThatHasOtherBytes_IsRefusedAndTheTargetSaysSo(string engine)
    {
        await using var app = await MadeAsync(engine);
        var folder = app.BackupFolder();
        await app.Backup().RunAsync(new BackupOrder(folder), null, Ending);
        var blob = Directory.GetFiles(Path.Combine(folder, "blobs"), "*", SearchOption.AllDirectories)[0];
        var content = await File.ReadAllBytesAsync(blob, Ending);

        content[^1] ^= 1;
        await File.WriteAllBytesAsync(blob, content, Ending);
        var target = await app.EmptyTargetAsync();

        var refused = await Assert.ThrowsAsync<BackupException>(() => new Restore(TimeProvider.System).RunAsync(folder, target, null, Ending));
        Assert.Contains(Path.GetFileName(blob), refused.Message, StringComparison.Ordinal);
        Assert.Contains("half restored", Assert.Throws<StorageException>(() => DataFolder.Take(target.Data, holdsDatabase: false)).Message, StringComparison.Ordinal);

        var accepted = await new Restore(TimeProvider.System).RunAsync(folder, await app.EmptyTargetAsync("without") with { AcceptMissing = true }, null, Ending);
        Assert.Equal((2, 1), (accepted.Blobs, accepted.Lost));

        // Whole again, the same restore goes on.
        content[^1] ^= 1;
        await File.WriteAllBytesAsync(blob, content, Ending);
        Assert.Equal(3, (await new Restore(TimeProvider.System).RunAsync(folder, target, null, Ending)).Manifest.Blobs.Count);
        await using var again = await DamApp.OverAsync(engine, target.Data, target.Database);
        Assert.Equal(3, (await again.Client.SearchAsync(new SearchRequest(""), Ending)).Total);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Restore_IntoWhatIsNotEmptyOrOfAnotherEngine_IsRefused(string engine)
    {
        await using var app = await MadeAsync(engine);
        var folder = app.BackupFolder();
        await app.Backup().RunAsync(new BackupOrder(folder), null, Ending);
        var restore = new Restore(TimeProvider.System);
        var empty = await app.EmptyTargetAsync();

        await using (var other = await DamApp.StartAsync(engine))
        {
            // It runs: its folder is taken.
            await Assert.ThrowsAsync<BackupException>(() => restore.RunAsync(folder, new RestoreTarget(other.Data, empty.Database), null, Ending));
        }

        Directory.CreateDirectory(empty.Data);
        await File.WriteAllTextAsync(Path.Combine(empty.Data, "vitrine.db"), "something", Ending);
        var full = await Assert.ThrowsAsync<BackupException>(() => restore.RunAsync(folder, empty, null, Ending));
        Assert.Contains("is not empty (there is vitrine.db)", full.Message, StringComparison.Ordinal);
        File.Delete(Path.Combine(empty.Data, "vitrine.db"));

        if (engine == Engines.Postgres)
        {
            var used = await Assert.ThrowsAsync<BackupException>(() => restore.RunAsync(folder, empty with { Database = app.Connection }, null, Ending));
            Assert.Contains("is not empty: it has", used.Message, StringComparison.Ordinal);
        }

        var elsewhere = empty with { Database = engine == Engines.Sqlite ? "Host=127.0.0.1" : null };
        var moved = await Assert.ThrowsAsync<BackupException>(() => restore.RunAsync(folder, elsewhere, null, Ending));
        Assert.Contains("Moving a library to another engine is not possible", moved.Message, StringComparison.Ordinal);
        await restore.RunAsync(folder, empty, null, Ending);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task BackupAndRestore_Killed_AreNeverTakenForWhole_AndCanBeRunAgain(string engine)
    {
        var data = Directory.CreateTempSubdirectory("vitrine-killed-").FullName;
        var backups = Directory.CreateTempSubdirectory("vitrine-backups-").FullName;
        var target = Path.Combine(data, "..", Path.GetFileName(data) + "-restored");
        string? connection;
        await using (var app = await DamApp.StartAsync(engine, new DamSetup { Data = Path.Combine(data, "data") }))
        {
            connection = app.Connection;
            for (var i = 0; i < 60; i++)
            {
                await app.UploadAsync($"{i}.gif", [.. PlayedMedia.File($"{i}"), .. RandomNumberGenerator.GetBytes(200_000)]);
            }

            await app.FinishAsync();
        }

        string[] database = connection is null ? [] : ["--database", connection];
        var killed = 0;
        foreach (var moment in new Func<bool>[]
        {
            () => Directory.GetDirectories(backups, "20*.part").Length > 0,
            () => Directory.Exists(Path.Combine(backups, "blobs")) && Directory.EnumerateFiles(Path.Combine(backups, "blobs"), "*", SearchOption.AllDirectories).Any(),
        })
        {
            killed += await KillAsync(["backup", "--data", Path.Combine(data, "data"), backups, .. database], moment) ? 1 : 0;
            Assert.All(Directory.GetDirectories(backups, "20*Z"), folder => Assert.True(File.Exists(Path.Combine(folder, "manifest.json"))));
        }

        Assert.True(killed > 0, "no backup was slow enough to be killed");
        var whole = await RunAsync(["backup", "--data", Path.Combine(data, "data"), backups, "--deep", "--keep", "1", .. database]);
        Assert.True(whole.Succeeded, whole.Errors);
        Assert.Empty(Directory.GetFileSystemEntries(backups, "*.part"));
        Assert.Equal(60, Library.BlobsIn(backups).Length);

        string[] into = connection is null ? [] : ["--database", await (await PostgresCluster.StartAsync()).CreateDatabaseAsync()];
        string[] restore = ["restore", "--data", target, backups, .. into];
        await KillAsync(restore, () => Directory.Exists(Path.Combine(target, "blobs")) && Directory.EnumerateFiles(Path.Combine(target, "blobs"), "*", SearchOption.AllDirectories).Any());

        // The kill may come when all is done already: then a server would start, and no restore touches the library that is there.
        var isHalf = File.Exists(Path.Combine(target, "restoring.txt"));
        if (isHalf)
        {
            var half = await RunAsync(["--data", target, "--port", "0", "--packs", "none", .. into]);
            Assert.Equal(1, half.ExitCode);
            Assert.Contains("is half restored from", half.Errors, StringComparison.Ordinal);
        }

        var done = await RunAsync(restore);
        Assert.True(done.Succeeded == isHalf, done.Errors);
        Assert.Equal(!isHalf, done.Errors.Contains("is not empty", StringComparison.Ordinal));
        await using (var again = await DamApp.OverAsync(engine, target, into.LastOrDefault()))
        {
            Assert.Equal(60, (await again.Client.SearchAsync(new SearchRequest(""), Ending)).Total);
            Assert.Equal(60, Library.BlobsIn(target).Length);
        }

        foreach (var folder in new[] { data, backups, target })
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static JsonArray Files(JsonNode manifest) => manifest["files"]!.AsArray();

    private static JsonNode Of(JsonNode manifest, string path) => Files(manifest).Single(file => file!["path"]!.GetValue<string>() == path)!;

    private static async Task<DamApp> MadeAsync(string engine)
    {
        var app = await DamApp.StartAsync(engine);
        for (var i = 0; i < 3; i++)
        {
            await app.UploadAsync($"{i}.gif", PlayedMedia.File($"{i}"));
        }

        await app.FinishAsync();
        return app;
    }

    /// <summary>Runs it to its end; on a busy machine one that was killed may hold its lock a moment longer.</summary>
    private static async Task<ToolResult> RunAsync(IReadOnlyList<string> arguments)
    {
        while (true)
        {
            var result = await ToolProcess.RunAsync(
                new ToolCommand(Path.Combine(AppContext.BaseDirectory, "Vitrine.Server"), arguments) { Limit = TimeSpan.FromMinutes(3) }, Ending);
            if (!result.Errors.StartsWith("Another ", StringComparison.Ordinal))
            {
                return result;
            }
        }
    }

    /// <summary>kill -9 as soon as something can be seen; false where the program was done before.</summary>
    private static async Task<bool> KillAsync(IReadOnlyList<string> arguments, Func<bool> moment)
    {
        using var kill = CancellationTokenSource.CreateLinkedTokenSource(Ending);
        var running = ToolProcess.RunAsync(new ToolCommand(Path.Combine(AppContext.BaseDirectory, "Vitrine.Server"), arguments) { Limit = TimeSpan.FromMinutes(3) }, kill.Token);
        while (!running.IsCompleted && !Seen())
        {
            await Task.Yield();
        }

        await kill.CancelAsync();
        try
        {
            await running;
            return false;
        }
        catch (OperationCanceledException)
        {
            return true;
        }

        bool Seen()
        {
            try
            {
                return moment();
            }
            catch (DirectoryNotFoundException)
            {
                return false;
            }
        }
    }
}

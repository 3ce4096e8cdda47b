using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Vitrine.Contracts;
using Vitrine.Server.Backups;
using Vitrine.Server.Storage;
using Vitrine.Server.Storage.Blobs;
using Vitrine.Tests.Shared;

namespace Vitrine.Server.Tests.Backups;

/// <summary>What the tests of copies do with a library.</summary>
internal static class Library
{
    /// <summary>A folder for backups beside the data folder, allowed as the command line allows it.</summary>
    public static string BackupFolder(this DamApp app, string name = "backups")
    {
        var folder = Directory.CreateDirectory(Path.Combine(Path.GetDirectoryName(app.Files)!, name)).FullName;
        File.AppendAllLines(Path.Combine(app.Data, "backups.txt"), [folder]);
        return folder;
    }

    /// <summary>Backs up by API and returns the job as it ended.</summary>
    public static async Task<JobView> BackUpAsync(this DamApp app, string folder, int? keep = null, bool deep = false, bool acceptMissing = false)
    {
        using var response = await app.SendAsync(HttpMethod.Post, "api/backups", JsonSerializer.Serialize(new BackupRequest(folder, keep, deep, acceptMissing), ApiJson.Default.BackupRequest));
        return await app.JobAsync((await response.JsonAsync()).GetProperty("job").GetString()!);
    }

    public static async Task<(JobView Job, VerifyReport Report)> VerifyAsync(this DamApp app, bool fix = false, bool quick = false)
    {
        var started = await app.Client.VerifyAsync(new VerifyRequest(fix, quick));
        var job = await app.JobAsync(started.Job);
        Assert.Equal("done", job.State);
        return (job, await app.Client.VerifyReportAsync());
    }

    public static Backup Backup(this DamApp app) => new(app.Database, app.Services.GetRequiredService<BlobStore>(), app.Data);

    /// <summary>An empty place to restore into, of the library's engine.</summary>
    public static async Task<RestoreTarget> EmptyTargetAsync(this DamApp app, string name = "restored") => new(
        Path.Combine(Path.GetDirectoryName(app.Files)!, name),
        app.Connection is null ? null : await (await PostgresCluster.StartAsync()).CreateDatabaseAsync());

    public static Task<BackupManifest> ManifestAsync(string folder) => BackupManifest.ReadAsync(folder, TestContext.Current.CancellationToken);

    public static string Newest(string folder) => Directory.GetDirectories(folder, "20*Z*").Order(StringComparer.Ordinal).Last();

    public static string[] BlobsIn(string folder) =>
        [.. Directory.GetFiles(Path.Combine(folder, "blobs"), "*", SearchOption.AllDirectories).Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal)];

    public static async Task<long> NumberAsync(this DamApp app, Sql sql) => await app.Database.ReadAsync(session => session.NumberAsync(sql)) ?? 0;

    /// <summary>What people see of a library: names, order, tags with their states, totals, by search and by claims.</summary>
    public static async Task<string> SeenAsync(this DamApp app)
    {
        var client = app.Client;
        var answer = await client.SearchAsync(new SearchRequest("", Limit: 500, Sort: "name"));
        var words = new List<string> { $"total {answer.Total}" };
        foreach (var found in answer.Items)
        {
            var detail = await client.AssetAsync(found.Id);
            words.Add($"{found.Id} {detail.Name} {string.Join(',', detail.Claims.Select(claim => $"{claim.About}={claim.Name}:{claim.State}:{claim.Confidence}").Order(StringComparer.Ordinal))}");
        }

        return string.Join('\n', words);
    }
}

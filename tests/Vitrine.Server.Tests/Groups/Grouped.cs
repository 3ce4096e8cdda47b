using System.Net;
using System.Text.Json;
using Vitrine.Contracts;
using Vitrine.Server.Pipeline;
using Vitrine.Server.Storage;
using Vitrine.Tests.Shared;

namespace Vitrine.Server.Tests.Groups;

/// <summary>What tests of groups do again and again.</summary>
internal static class Grouped
{
    public const string Phone = "CAMERA:Apple/iPhone 15";

    /// <summary>Brings files into the library and waits until all is read. Each is a name, which may begin with a folder, and lines for <see cref="PlayedMedia"/>.</summary>
    /// <returns>Ids by names.</returns>
    public static async Task<Dictionary<string, string>> BringAsync(this DamApp app, params (string Path, string[] Lines)[] files)
    {
        var ids = new Dictionary<string, string>();
        foreach (var (path, lines) in files)
        {
            ids[path] = await app.BringAsync(path, lines);
        }

        await app.FinishAsync();
        return ids;
    }

    public static async Task<string> BringAsync(this DamApp app, string path, params string[] lines)
    {
        var slash = path.LastIndexOf('/');
        return (await app.UploadAsync(path[(slash + 1)..], PlayedMedia.File([path, .. lines]), slash < 0 ? null : path[..slash])).Id;
    }

    /// <summary>The names of an asset's group, the cover first, with their roles; empty where it stands alone.</summary>
    public static async Task<string> GroupAsync(this DamApp app, string id) =>
        (await app.Client.AssetAsync(id)).Group is { } group
            ? $"{group.Kind}: {group.Members[0].Name}={group.Members[0].Role} {string.Join(' ', group.Members.Skip(1).Select(member => $"{member.Name}={member.Role}").Order(StringComparer.Ordinal))}"
            : "";

    public static async Task<GroupView> MakeAsync(this DamApp app, string kind, string? cover, params string[] ids)
    {
        using var response = await app.SendAsync(HttpMethod.Post, "api/groups", JsonSerializer.Serialize(new { ids, kind, cover }));
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == HttpStatusCode.Created, text);
        return JsonSerializer.Deserialize(text, ApiJson.Default.GroupView)!;
    }

    public static async Task DoAsync(this DamApp app, HttpMethod method, string path, string? json = null)
    {
        using var response = await app.SendAsync(method, path, json);
        Assert.True(response.IsSuccessStatusCode, $"{method} {path}: {(int)response.StatusCode} {await response.Content.ReadAsStringAsync()}");
    }

    /// <summary>Does long work and waits until it has ended.</summary>
    public static async Task<JobView> JobOfAsync(this DamApp app, string path, object request)
    {
        using var response = await app.SendAsync(HttpMethod.Post, path, JsonSerializer.Serialize(request));
        return await app.JobAsync((await response.JsonAsync()).GetProperty("job").GetString()!);
    }

    /// <summary>Has the metadata of all files read again.</summary>
    public static async Task ReadAgainAsync(this DamApp app)
    {
        await app.Database.WriteAsync(
            Actor.System,
            session => session.ExecuteAsync($"update run set state = {RunState.Queued}, token = {(string?)null} where step_key in (select key from step where name = {"metadata"})"));
        (app.Services.GetService(typeof(RunQueue)) as RunQueue)!.Ring();
        await app.FinishAsync();
    }

    /// <summary>Switches rules and waits until they have looked at what is there.</summary>
    /// <returns>The job that looked; empty where there was nothing to look at.</returns>
    public static async Task<string> SwitchAsync(this DamApp app, object settings)
    {
        await app.DoAsync(HttpMethod.Patch, "api/library", JsonSerializer.Serialize(settings));
        await app.FinishAsync();
        return (await app.Database.ReadAsync(session => session.TextAsync($"select id from job where what = {"group"} order by key desc limit 1"))) ?? "";
    }

    /// <summary>No rule groups anything.</summary>
    public static Task SwitchOffAsync(this DamApp app) =>
        app.DoAsync(HttpMethod.Patch, "api/library", """{"groupLive":false,"groupRaw":false,"groupEdits":false,"groupBursts":false}""");

    public static async Task<long> ShownAsync(this DamApp app, string query = "") => (await app.Client.SearchAsync(new SearchRequest(query) { Groups = "together" })).Total;
}

using System.Net;
using System.Text.Json;
using Vitrine.Contracts;
using Vitrine.Server.Tests.Groups;
using Vitrine.Tests.Shared;

namespace Vitrine.Server.Tests.Collections;

/// <summary>What tests of collections do again and again.</summary>
internal static class Collected
{
    /// <summary>Uploads empty-looking files of these names; their order of coming is that of the names.</summary>
    public static async Task<Dictionary<string, string>> FilesAsync(this DamApp app, params string[] names)
    {
        var ids = new Dictionary<string, string>();
        foreach (var name in names)
        {
            ids[name] = (await app.UploadAsync(name + ".gif", PlayedMedia.File(name))).Id;
        }

        await app.FinishAsync();
        return ids;
    }

    /// <summary>A new collection with these assets, in this order.</summary>
    public static async Task<string> CollectionAsync(this DamApp app, string name, params string[] ids)
    {
        var id = (await app.Client.CreateCollectionAsync(new CollectionRequest(name))).Id;
        if (ids.Length > 0)
        {
            await app.AddAsync(id, ids);
        }

        return id;
    }

    public static Task<JobView> AddAsync(this DamApp app, string collection, params string[] ids) => app.JobOfAsync($"api/collections/{collection}/assets", new { ids });

    public static Task<JobView> RemoveAsync(this DamApp app, string collection, params string[] ids) => app.JobOfAsync($"api/collections/{collection}/assets/remove", new { ids });

    /// <summary>The names of a collection's assets, in its order, without their extension.</summary>
    public static async Task<string> OrderAsync(this DamApp app, string collection, string groups = "apart") => string.Join(' ', (await app.Client.SearchAsync(
        new SearchRequest($"collection:{collection}", 500, Sort: "collection") { Groups = groups })).Items.Select(item => Path.GetFileNameWithoutExtension(item.Name)));

    public static async Task<HttpStatusCode> MoveAsync(this DamApp app, string collection, object move)
    {
        using var response = await app.SendAsync(HttpMethod.Post, $"api/collections/{collection}/move", JsonSerializer.Serialize(move));
        return response.StatusCode;
    }

    /// <summary>What the server says of a request that it refuses.</summary>
    public static async Task<string> RefusedAsync(this DamApp app, HttpStatusCode status, HttpMethod method, string path, object? body = null)
    {
        using var response = await app.SendAsync(method, path, body is null ? null : JsonSerializer.Serialize(body));
        return (await response.ProblemAsync(status)).GetProperty("detail").GetString()!;
    }
}

using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Vitrine.Contracts;
using Vitrine.Media.Packs;
using Vitrine.Server.Storage;
using Vitrine.Tests.Shared;

namespace Vitrine.Server.Tests.Places;

/// <summary>A server whose gazetteer is <see cref="SmallWorld"/>, and what tests ask of places.</summary>
internal static class PlacesLibrary
{
    /// <param name="installed">Whether the gazetteer's files are there.</param>
    public static async Task<DamApp> StartAsync(string engine, bool installed = true, int version = 1)
    {
        var app = await DamApp.StartAsync(engine, Setup(version));
        if (installed)
        {
            SmallWorld.InstallInto(Path.Combine(app.Data, "models"));
        }

        return app;
    }

    public static DamSetup Setup(int version = 1) => new()
    {
        Services = services => services.Replace(ServiceDescriptor.Singleton(provider => new PackStore(provider.GetRequiredService<DataFolder>().Models, SmallWorld.Catalog(version)))),
    };

    /// <summary>A file with a position.</summary>
    public static byte[] At(double latitude, double longitude, params string[] lines) =>
        PlayedMedia.File([string.Create(System.Globalization.CultureInfo.InvariantCulture, $"GPS:{latitude},{longitude}"), .. lines]);

    /// <summary>Waits until every position was looked up by a version of the gazetteer.</summary>
    public static async Task PlacedAsync(this DamApp app, int version = 1)
    {
        await app.FinishAsync();
        await app.UntilAsync(session => session.TextAsync($"select 'position ' || asset_key from asset_place where latitude is not null and (gazetteer is null or gazetteer <> {"small@" + version}) limit 1"));
        await app.FinishAsync();
    }

    /// <summary>The claim that is shown of where an asset was taken; null where there is none.</summary>
    public static async Task<ClaimView?> PlaceAsync(this DamApp app, string id) =>
        (await app.Client.AssetAsync(id)).Claims.SingleOrDefault(claim => claim.About == "place" && claim.State is "accepted");

    public static async Task<long> CountAsync(this DamApp app, string query) => (await app.Client.SearchAsync(new SearchRequest(query))).Total;

    public static async Task<JsonElement> JobAsync(this DamApp app, string path, string json)
    {
        using var response = await app.SendAsync(HttpMethod.Post, path, json);
        var job = await app.JobAsync((await response.JsonAsync()).GetProperty("job").GetString()!);
        return JsonSerializer.SerializeToElement(job, ApiJson.Default.JobView);
    }

    public static async Task UndoAsync(this DamApp app, string job)
    {
        using var response = await app.SendAsync(HttpMethod.Post, $"api/jobs/{job}/undo", "{}");
        await app.JobAsync((await response.JsonAsync()).GetProperty("job").GetString()!);
    }

    public static async Task<MapView> MapAsync(this DamApp app, string parameters = "")
    {
        using var response = await app.SendAsync(HttpMethod.Get, "api/map" + parameters);
        return (await response.JsonAsync()).Deserialize(ApiJson.Default.MapView)!;
    }
}

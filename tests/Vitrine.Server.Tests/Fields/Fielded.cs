using System.Net;
using System.Text;
using System.Text.Json;
using Vitrine.Contracts;
using Vitrine.Tests.Shared;

namespace Vitrine.Server.Tests.Fields;

/// <summary>What tests of fields do again and again.</summary>
internal static class Fielded
{
    public static async Task<string> FieldAsync(this DamApp app, string json)
    {
        using var response = await app.SendAsync(HttpMethod.Post, "api/fields", json);
        return (await response.JsonAsync()).GetProperty("id").GetString()!;
    }

    /// <summary>Sets values of an asset and returns what is wrong with them, as field:rule; empty where they were taken.</summary>
    public static async Task<string> SetAsync(this DamApp app, string asset, string fields)
    {
        using var response = await app.SendAsync(HttpMethod.Patch, $"api/assets/{asset}", $$"""{"fields":{{fields}}}""");
        return response.IsSuccessStatusCode ? "" : Wrong(await response.ProblemAsync(HttpStatusCode.BadRequest));
    }

    public static string Wrong(JsonElement problem) =>
        string.Join(' ', problem.GetProperty("errors").EnumerateArray().Select(one => $"{one.GetProperty("field").GetString()}:{one.GetProperty("rule").GetString()}"));

    /// <summary>The values of an asset, as name=value.</summary>
    public static async Task<string> ValuesAsync(this DamApp app, string asset) => string.Join(
        ' ', (await app.FieldsOfAsync(asset)).Fields.Where(field => field.Value is not null).Select(field => $"{field.Name}={field.Value!.Value.GetRawText().Replace("\"", "", StringComparison.Ordinal)}"));

    public static async Task<AssetFields> FieldsOfAsync(this DamApp app, string asset)
    {
        using var response = await app.SendAsync(HttpMethod.Get, $"api/assets/{asset}/fields");
        return (await response.JsonAsync()).Deserialize(ApiJson.Default.AssetFields)!;
    }

    public static async Task<JsonElement> AskAsync(this DamApp app, HttpMethod method, string path, string? json = null)
    {
        using var response = await app.SendAsync(method, path, json);
        return response.StatusCode == HttpStatusCode.NoContent ? default : await response.JsonAsync();
    }

    /// <summary>Names of the assets that a query finds, in order of coming.</summary>
    public static async Task<string> FoundAsync(this DamApp app, string query) =>
        string.Join(' ', (await app.Client.SearchAsync(new SearchRequest(query, Sort: "added"))).Items.Select(item => Path.GetFileNameWithoutExtension(item.Name)));

    public static async Task<HttpResponseMessage> CsvAsync(this DamApp app, HttpMethod method, string path, string csv)
    {
        using var request = new HttpRequestMessage(method, path) { Content = new StringContent(csv, Encoding.UTF8, "text/csv") };
        return await app.Http.SendAsync(request);
    }

    public static async Task<string> UploadWithAsync(this DamApp app, string name, string fields, HttpStatusCode status = HttpStatusCode.Created)
    {
        using var form = DamApp.UploadForm(name, PlayedMedia.File(name));
        form.Add(new StringContent(fields), "fields");
        using var response = await app.Http.PostAsync("api/assets", form);
        return status == HttpStatusCode.Created
            ? (await response.JsonAsync()).GetProperty("id").GetString()!
            : (await response.ProblemAsync(status)).GetProperty("detail").GetString()!;
    }
}

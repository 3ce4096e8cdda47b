using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Vitrine.Contracts;
using Vitrine.Server.Storage;
using Vitrine.Tests.Shared;

namespace Vitrine.Server.Tests.Vocabularies;

/// <summary>What tests of the vocabulary do again and again.</summary>
internal static class Worded
{
    /// <summary>A new concept.</summary>
    public static async Task<ConceptView> ConceptAsync(this DamApp app, string json)
    {
        using var made = await app.SendAsync(HttpMethod.Post, "api/concepts", json);
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        return (await made.JsonAsync()).Deserialize(ApiJson.Default.ConceptView)!;
    }

    /// <summary>The concept, also by the id of one that was merged.</summary>
    public static async Task<ConceptView> ConceptAtAsync(this DamApp app, string id)
    {
        using var answer = await app.SendAsync(HttpMethod.Get, $"api/concepts/{id}");
        if (answer.StatusCode == HttpStatusCode.Found)
        {
            Assert.NotEqual(id, answer.Headers.Location!.OriginalString[^24..]);
            return await app.ConceptAtAsync(answer.Headers.Location.OriginalString[^24..]);
        }

        return (await answer.JsonAsync()).Deserialize(ApiJson.Default.ConceptView)!;
    }

    public static async Task<ConceptView> ChangeAsync(this DamApp app, string id, string json)
    {
        using var changed = await app.SendAsync(HttpMethod.Patch, $"api/concepts/{id}", json);
        Assert.True(changed.IsSuccessStatusCode, await changed.Content.ReadAsStringAsync());
        return (await changed.JsonAsync()).Deserialize(ApiJson.Default.ConceptView)!;
    }

    public static async Task<string[]> PrefixAsync(this DamApp app, string prefix)
    {
        using var found = await app.SendAsync(HttpMethod.Get, $"api/concepts?prefix={Uri.EscapeDataString(prefix)}");
        return [.. (await found.JsonAsync()).EnumerateArray().Select(one => one.GetProperty("label").GetString()!)];
    }

    public static async Task<long> TotalAsync(this DamApp app, string query) => (await app.Client.SearchAsync(new SearchRequest(query))).Total;

    /// <summary>Tags of an asset as <c>name:state</c>, in order.</summary>
    public static async Task<string> TagsAsync(this DamApp app, string id) => string.Join(
        ' ', (await app.Client.AssetAsync(id)).Claims.Where(claim => claim.About == "tag").Select(claim => $"{claim.Name}:{claim.State}").Order(StringComparer.Ordinal));

    public static async Task TagAsync(this DamApp app, string id, string? add = null, string? remove = null)
    {
        using var answer = await app.SendAsync(
            HttpMethod.Patch, $"api/assets/{id}",
            JsonSerializer.Serialize(new { tags = new { add = add is null ? [] : new[] { add }, remove = remove is null ? [] : new[] { remove } } }));
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }

    /// <summary>Sends a file of concepts; the answer as it is.</summary>
    public static async Task<HttpResponseMessage> SendFileAsync(this DamApp app, string format, string content, string more = "")
    {
        using var body = new ByteArrayContent(Encoding.UTF8.GetBytes(content));
        return await app.Http.PostAsync(new Uri($"api/concepts/import?format={format}{more}", UriKind.Relative), body);
    }

    public static async Task<VocabularyPreview> PreviewAsync(this DamApp app, string format, string content)
    {
        using var answer = await app.SendFileAsync(format, content, "&dryRun=true");
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return (await answer.JsonAsync()).Deserialize(ApiJson.Default.VocabularyPreview)!;
    }

    public static async Task<JobView> ImportedAsync(this DamApp app, string format, string content, string more = "")
    {
        using var answer = await app.SendFileAsync(format, content, more);
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        return await app.JobAsync((await answer.JsonAsync()).GetProperty("job").GetString()!);
    }

    public static async Task<string> ExportAsync(this DamApp app, string format)
    {
        using var answer = await app.SendAsync(HttpMethod.Get, $"api/concepts/export?format={format}");
        return await answer.Content.ReadAsStringAsync();
    }

    public static Task<long?> NumberAsync(this DamApp app, Sql sql) => app.Database.ReadAsync(session => session.NumberAsync(sql));

    public static string Text(this long number) => number.ToString(CultureInfo.InvariantCulture);
}

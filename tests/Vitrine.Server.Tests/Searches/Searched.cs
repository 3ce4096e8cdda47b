using System.Net;
using System.Text.Json;
using Vitrine.Contracts;
using Vitrine.Server.Storage;
using Vitrine.Tests.Shared;

namespace Vitrine.Server.Tests.Searches;

/// <summary>What tests of saved searches do again and again.</summary>
internal static class Searched
{
    /// <summary>Keeps a query under a name and returns its id.</summary>
    public static async Task<string> SaveAsync(this DamApp app, string name, string query, bool shared = false, bool watched = false) =>
        (await app.Client.SaveSearchAsync(new SavedSearchRequest(name, query, Shared: shared, Watched: watched))).Id;

    /// <summary>The client of somebody else.</summary>
    public static async Task<VitrineClient> ClientOfAsync(this DamApp app, Role role) => new(await app.AsAsync(role));

    /// <summary>Names of the searches that somebody sees, with how much each finds.</summary>
    public static async Task<string> ListedAsync(this VitrineClient client) =>
        string.Join(", ", (await client.SearchesAsync()).Items.Select(one => $"{one.Name} {one.Total?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "?"}"));

    /// <summary>Returns when all watched searches have been asked about everything that was written.</summary>
    public static Task AskedAsync(this DamApp app) => app.UntilAsync(session => session.TextAsync(
        $"""
        select 'the search ' || name from saved_search
        where deleted_at is null and (watch = 1 or (watch > 1 and position < (select max(sequence) from change_log where subject_kind <> {LogSubject.Search})))
        """));

    /// <summary>What watched searches told: the name of each and how many it newly found, with the names of those that it names.</summary>
    public static async Task<string> ToldAsync(this DamApp app)
    {
        await app.AskedAsync();
        var told = await app.Database.ReadAsync(session => session.QueryAsync(
            $"select payload from change_log where subject_kind = {LogSubject.Search} and event = {ChangeEvent.Added} order by sequence", row => JsonDocument.Parse(row.GetString(0)).RootElement));
        var ids = told.SelectMany(one => one.GetProperty("assets").EnumerateArray()).Select(one => one.GetString()!).Distinct().ToArray();
        var names = new Dictionary<string, string>();
        foreach (var id in ids)
        {
            names[id] = await app.Database.ReadAsync(session => session.TextAsync($"select name from asset where id = {id}")) is { } name ? Path.GetFileNameWithoutExtension(name) : "gone";
        }

        return string.Join("; ", told.Select(one => $"{one.GetProperty("name").GetString()} {one.GetProperty("new").GetInt64()}: {string.Join(' ', one.GetProperty("assets").EnumerateArray().Select(id => names[id.GetString()!]).Order(StringComparer.Ordinal))}"));
    }

    public static async Task<HttpStatusCode> StatusAsync(this HttpClient client, HttpMethod method, string path, string? json = null)
    {
        using var answer = await DamApp.SendAsync(client, method, path, json);
        return answer.StatusCode;
    }
}

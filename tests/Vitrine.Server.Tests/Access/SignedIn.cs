using System.Net;
using System.Text.Json;
using Vitrine.Tests.Shared;

namespace Vitrine.Server.Tests.Access;

/// <summary>Signing in as a browser does, for the tests of it.</summary>
internal static class SignedIn
{
    public const string Password = "correct horse battery";

    public static async Task SetPasswordAsync(this DamApp app, string password = Password)
    {
        using var answer = await app.SendAsync(HttpMethod.Put, "api/session/password", JsonSerializer.Serialize(new { password }));
        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
    }

    /// <summary>Sends the password by the API.</summary>
    public static Task<HttpResponseMessage> SignInAsync(this DamApp app, string password, Action<HttpRequestMessage>? change = null) =>
        DamApp.SendAsync(app.Anonymous, HttpMethod.Post, "api/session", JsonSerializer.Serialize(new { password }), change);

    /// <summary>The cookie of a session begun with a login link.</summary>
    public static async Task<string> SessionAsync(this DamApp app, string? agent = null)
    {
        var token = new Uri(await app.LoginLinkAsync()).Query["?token=".Length..];
        using var answer = await DamApp.SendAsync(app.Anonymous, HttpMethod.Post, "api/session", JsonSerializer.Serialize(new { token }), request =>
        {
            if (agent is not null)
            {
                request.Headers.TryAddWithoutValidation("User-Agent", agent);
            }
        });
        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        return CookieOf(answer);
    }

    public static string CookieOf(HttpResponseMessage answer) => answer.Header("Set-Cookie")!.Split(';')[0];

    /// <summary>Asks with the cookie of a session.</summary>
    public static Task<HttpResponseMessage> WithAsync(this DamApp app, string cookie, HttpMethod method, string path, string? json = null) =>
        DamApp.SendAsync(app.Anonymous, method, path, json, request => request.Headers.Add("Cookie", cookie));

    public static async Task<HttpStatusCode> StatusAsync(this DamApp app, string cookie, HttpMethod method, string path, string? json = null)
    {
        using var answer = await app.WithAsync(cookie, method, path, json);
        return answer.StatusCode;
    }

    /// <summary>Sends a form as a browser without scripts does.</summary>
    public static async Task<HttpResponseMessage> FormAsync(this DamApp app, string path, (string Name, string Value)[] fields, Action<HttpRequestMessage>? change = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value))),
        };
        request.Headers.Add("Origin", app.Url);
        request.Headers.Add("Accept", "text/html");
        change?.Invoke(request);
        return await app.Anonymous.SendAsync(request);
    }

    /// <summary>Makes a key and returns its secret and its id.</summary>
    public static async Task<(string Secret, string Id)> KeyAsync(this DamApp app, string[] scopes, string name = "program", DateTimeOffset? expiresAt = null)
    {
        using var answer = await app.SendAsync(HttpMethod.Post, "api/keys", JsonSerializer.Serialize(new { name, scopes, expiresAt }));
        var made = await answer.JsonAsync();
        return (made.GetProperty("secret").GetString()!, made.GetProperty("key").GetProperty("id").GetString()!);
    }

    public static async Task<HttpStatusCode> AskAsync(this HttpClient client, HttpMethod method, string path, string? json = null)
    {
        using var answer = await DamApp.SendAsync(client, method, path, json);
        return answer.StatusCode;
    }
}

using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Vitrine.Server.Access;
using Vitrine.Server.Hosting;
using Vitrine.Server.Hosting.Reach;
using Vitrine.Server.Storage;
using Vitrine.Tests.Shared;

namespace Vitrine.Server.Tests.Access;

/// <summary>From where the server is reached, by which names, and whom it believes.</summary>
public sealed class ReachTests
{
    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Listen_WithoutAPassword_IsRefusedBeforeAnythingIsOpen(string engine)
    {
        var refused = await Assert.ThrowsAsync<ArgumentException>(() => DamApp.StartAsync(engine, With("--listen", "0.0.0.0")));
        Assert.StartsWith("http://0.0.0.0:0 lets other devices in, and the owner has no password yet. Set one first: ./vitrine password", refused.Message, StringComparison.Ordinal);

        // The same word for an address of this machine alone needs none.
        await using var app = await DamApp.StartAsync(engine, With("--listen", "127.0.0.2:0"));
        Assert.Equal(2, ServerHost.AddressesOf(app.Services).Count);
        Assert.StartsWith("http://127.0.0.1:", app.Url, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task PasswordFile_IsReadAtTheStartAndEndsSessionsWhereItChanged(string engine)
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, SignedIn.Password + "\n", TestContext.Current.CancellationToken);
        var setup = new DamSetup { Options = options => options with { Reach = options.Reach with { PasswordFile = file } } };
        await using (var app = await DamApp.StartAsync(engine, setup))
        {
            using var right = await app.SignInAsync(SignedIn.Password);
            var session = SignedIn.CookieOf(right);
            await app.RestartAsync();
            Assert.Equal(HttpStatusCode.OK, await app.StatusAsync(session, HttpMethod.Get, "api/library"));
            Assert.Empty(app.Services.GetRequiredService<ReachSetup>().Warnings);

            await File.WriteAllTextAsync(file, "a completely new one\r\n", TestContext.Current.CancellationToken);
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);
            }

            await app.RestartAsync();
            Assert.Equal(HttpStatusCode.Unauthorized, await app.StatusAsync(session, HttpMethod.Get, "api/library"));
            using var fresh = await app.SignInAsync("a completely new one");
            Assert.Equal(HttpStatusCode.NoContent, fresh.StatusCode);
            Assert.Contains("every user of this machine can read it", Assert.Single(app.Services.GetRequiredService<ReachSetup>().Warnings), StringComparison.Ordinal);
        }

        foreach (var (text, says) in new[] { ("short\n", "too short"), (new string('x', 9000), "too long to be a password") })
        {
            await File.WriteAllTextAsync(file, text, TestContext.Current.CancellationToken);
            var refused = await Assert.ThrowsAsync<ArgumentException>(() => DamApp.StartAsync(engine, setup));
            Assert.Contains(says, refused.Message, StringComparison.Ordinal);
        }

        File.Delete(file);
        Assert.Contains("cannot be read", (await Assert.ThrowsAsync<ArgumentException>(() => DamApp.StartAsync(engine, setup))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Hosts_OfPublicUrlsAndOfAddresses_AreOurs()
    {
        await using var app = await DamApp.StartAsync(Engines.Sqlite, With("--listen", "127.0.0.2:0", "--public-url", "https://photos.example.org, http://nas:5180"));
        foreach (var (host, expected) in new[]
        {
            ("photos.example.org", HttpStatusCode.OK), ("NAS:5180", HttpStatusCode.OK), ("nas:1", HttpStatusCode.OK), ("127.0.0.2", HttpStatusCode.OK), ("localhost", HttpStatusCode.OK),
            ("photos.example.org.evil.example", HttpStatusCode.MisdirectedRequest), ("evil.example", HttpStatusCode.MisdirectedRequest), ("192.168.0.10", HttpStatusCode.MisdirectedRequest),
            ("127.0.0.3", HttpStatusCode.MisdirectedRequest),
        })
        {
            using var answer = await app.SendAsync(HttpMethod.Get, "api/library", null, request => request.Headers.Host = host);
            Assert.True(expected == answer.StatusCode, $"{host}: {answer.StatusCode}");
        }

        // Behind a proxy that ends TLS and says nothing of it, the public origin is ours; another one is not.
        foreach (var (origin, expected) in new[] { ("https://photos.example.org", HttpStatusCode.OK), ("https://evil.example", HttpStatusCode.Forbidden), ("http://photos.example.org:81", HttpStatusCode.Forbidden) })
        {
            using var answer = await app.SendAsync(HttpMethod.Patch, "api/library", """{"maxTags":3}""", request =>
            {
                request.Headers.Host = "127.0.0.1";
                request.Headers.Add("Origin", origin);
            });
            Assert.True(expected == answer.StatusCode, $"{origin}: {answer.StatusCode}");
        }

        Assert.StartsWith("https://photos.example.org/login?token=", await app.LoginLinkAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("192.168.0.10", true), InlineData("[fe80::1]", true), InlineData("10.0.0.1:5180", true)]
    [InlineData("evil.example", false), InlineData("1", false), InlineData("0x7f.1", false), InlineData("192.168.0.10.evil.example", false), InlineData("192.168.10", false), InlineData("", false)]
    public void Hosts_WhereEveryAddressIsListenedOn_AreAddressesAndNoOtherNames(string host, bool ours) =>
        Assert.Equal(ours, new OwnHosts(new ReachOptions { Listen = [ListenAddress.Parse("0.0.0.0")] }).Answers(new Microsoft.AspNetCore.Http.HostString(host)));

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task ForwardedHeaders_CountFromATrustedProxyAlone(string engine)
    {
        foreach (var (trusted, believed) in new[] { ("127.0.0.0/8", true), ("10.0.0.0/8", false), (null, false) })
        {
            string[] arguments = ["--public-url", "https://photos.example.org", .. trusted is null ? (string[])[] : ["--trusted-proxy", trusted]];
            await using var app = await DamApp.StartAsync(engine, With(arguments));
            await app.SetPasswordAsync();
            using var answer = await app.SignInAsync(SignedIn.Password, request =>
            {
                request.Headers.Add("X-Forwarded-For", "203.0.113.9");
                request.Headers.Add("X-Forwarded-Proto", "https");
                request.Headers.Add("X-Forwarded-Host", "photos.example.org");
                request.Headers.Add("Origin", "https://photos.example.org");
            });
            Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
            Assert.Equal(believed, answer.Header("Set-Cookie")!.Contains("secure", StringComparison.OrdinalIgnoreCase));
            Assert.Equal(believed ? "max-age=31536000" : null, answer.Header("Strict-Transport-Security"));
            using var sessions = await app.SendAsync(HttpMethod.Get, "api/sessions");
            Assert.Equal(believed ? "203.0.113.9" : "127.0.0.1", (await sessions.JsonAsync()).GetProperty("items")[0].GetProperty("address").GetString());

            // What the proxy passes on is still looked at.
            using var rebound = await app.SendAsync(HttpMethod.Get, "api/library", null, request => request.Headers.Add("X-Forwarded-Host", "evil.example"));
            Assert.Equal(believed ? HttpStatusCode.MisdirectedRequest : HttpStatusCode.OK, rebound.StatusCode);
        }
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Throttle_BehindAProxy_SlowsTheGuesserDownAndNobodyElse(string engine)
    {
        await using var app = await DamApp.StartAsync(engine, With("--trusted-proxy", "127.0.0.1"));
        await app.SetPasswordAsync();

        // A guesser who names another address before the one the proxy saw is known by the latter.
        for (var i = 0; i < 8; i++)
        {
            app.Setup.Clock.Advance(TimeSpan.FromMinutes(1));
            using var wrong = await app.SignInAsync("wrong", request => request.Headers.Add("X-Forwarded-For", $"198.51.100.{i}, 203.0.113.9"));
            Assert.Equal(HttpStatusCode.Unauthorized, wrong.StatusCode);
        }

        using var slow = await app.SignInAsync("wrong", request => request.Headers.Add("X-Forwarded-For", "198.51.100.7, 203.0.113.9"));
        Assert.Equal(HttpStatusCode.TooManyRequests, slow.StatusCode);
        using var other = await app.SignInAsync(SignedIn.Password, request => request.Headers.Add("X-Forwarded-For", "203.0.113.10"));
        Assert.Equal(HttpStatusCode.NoContent, other.StatusCode);
    }

    [Theory]
    [InlineData("--listen 0.0.0.0", "http://0.0.0.0:5180")]
    [InlineData("--listen 192.168.1.5", "http://127.0.0.1:5180 http://192.168.1.5:5180")]
    [InlineData("--listen 192.168.1.5:80,[::1]:81", "http://127.0.0.1:5180 http://192.168.1.5:80 http://[::1]:81")]
    [InlineData("--listen [::] --listen 0.0.0.0", "http://[::]:5180")]
    [InlineData("--listen 127.0.0.1", "http://127.0.0.1:5180")]
    [InlineData("--listen 0.0.0.0 --tls-certificate c --tls-key k", "http://127.0.0.1:5180 https://0.0.0.0:5443")]
    [InlineData("--listen http://0.0.0.0:80 --listen 0.0.0.0:443 --tls-certificate c --tls-key k", "http://127.0.0.1:5180 http://0.0.0.0:80 https://0.0.0.0:443")]
    [InlineData("--listen 0.0.0.0:5180 --tls-certificate c --tls-key k", "want the same port")]
    [InlineData("--listen https://0.0.0.0", "needs --tls-certificate and --tls-key")]
    [InlineData("--tls-certificate c --listen 0.0.0.0", "belong together")]
    [InlineData("--tls-certificate c --tls-key k", "needs an address to listen on")]
    [InlineData("--listen localhost", "not 'localhost'")]
    [InlineData("--listen 1", "not '1'")]
    [InlineData("--listen 10.0.0.1:70000", "not '10.0.0.1:70000'")]
    [InlineData("--listen 10.0.0.1:", "not '10.0.0.1:'")]
    [InlineData("--listen ::", "http://[::]:5180")]
    [InlineData("--public-url photos.example.org", "--public-url takes")]
    [InlineData("--public-url https://photos.example.org/a", "--public-url takes")]
    [InlineData("--trusted-proxy 10.0.0.0/33", "--trusted-proxy takes")]
    [InlineData("--trusted-proxy proxy", "--trusted-proxy takes")]
    public void Arguments_OfReach_AreReadOrRefusedWithASentence(string arguments, string expected)
    {
        string said;
        try
        {
            said = string.Join(' ', Listener.Of(ServerOptions.Parse(arguments.Split(' '))));
            Assert.Equal(expected, said);
        }
        catch (ArgumentException error)
        {
            said = error.Message;
        }

        Assert.Contains(expected, said, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task OpenPlainHttp_IsWarnedOfUnlessAProxyStandsBefore(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        await app.SetPasswordAsync();
        foreach (var (arguments, warnings) in new[] { ("--listen 192.0.2.1", 1), ("--listen 192.0.2.1 --trusted-proxy 192.0.2.7", 0), ("--listen 127.0.0.1", 0) })
        {
            var reach = await ReachSetup.PrepareAsync(ServerOptions.Parse(arguments.Split(' ')), app.Database, app.Services.GetRequiredService<Seed>(), TestContext.Current.CancellationToken);
            Assert.Equal(warnings, reach.Warnings.Count);
        }
    }

    private static DamSetup With(params string[] arguments) => new()
    {
        Options = options => options with { Reach = ServerOptions.Parse(arguments).Reach },
    };
}

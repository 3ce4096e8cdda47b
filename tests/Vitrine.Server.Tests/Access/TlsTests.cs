using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Vitrine.Server.Hosting;
using Vitrine.Tests.Shared;

namespace Vitrine.Server.Tests.Access;

/// <summary>TLS by the server itself, with certificates made here.</summary>
public sealed class TlsTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("vitrine-tls-");

    private string Certificate => Path.Combine(folder.FullName, "certificate.pem");

    private string Key => Path.Combine(folder.FullName, "key.pem");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task Tls_ServesTheCertificateAndTheNewOneOnceItIsThere()
    {
        Write("first");
        await using var app = await DamApp.StartAsync(Engines.Sqlite, Setup("--listen", "127.0.0.2:0"));
        await app.SetPasswordAsync();
        var url = ServerHost.AddressesOf(app.Services).Single(address => address.StartsWith("https:", StringComparison.Ordinal));

        Assert.Equal("CN=first", (await AskAsync(url)).Subject);
        var (_, answer) = await AskAsync(url, HttpMethod.Post, "/api/session", $$"""{"password":"{{SignedIn.Password}}"}""");
        Assert.Contains("secure", answer.Header("Set-Cookie"), StringComparison.OrdinalIgnoreCase);
        Assert.Equal("max-age=31536000", answer.Header("Strict-Transport-Security"));
        Assert.Equal(new Version(2, 0), answer.Version);

        // Half of what was renewed is there: the old pair stays.
        var (certificate, key) = Make("second");
        await WriteAsync(Certificate, certificate);
        app.Setup.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal("CN=first", (await AskAsync(url)).Subject);
        await WriteAsync(Key, key);
        app.Setup.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal("CN=second", (await AskAsync(url)).Subject);

        // The machine's own programs still come by plain HTTP.
        Assert.Equal(HttpStatusCode.OK, await app.Http.AskAsync(HttpMethod.Get, "api/library"));
    }

    [Fact]
    public async Task PlainHttp_BesideTls_OnlyShowsTheWay()
    {
        Write("way");
        await using var app = await DamApp.StartAsync(Engines.Sqlite, Setup("--listen", "http://127.0.0.3:0,127.0.0.2:0", "--public-url", "https://photos.example.org"));
        var addresses = ServerHost.AddressesOf(app.Services);
        var (plain, tls) = (addresses.Single(address => address.StartsWith("http://127.0.0.3:", StringComparison.Ordinal)), new Uri(addresses.Single(address => address.StartsWith("https:", StringComparison.Ordinal))));

        using var read = await DamApp.SendAsync(app.Anonymous, HttpMethod.Get, "", null, request =>
        {
            request.RequestUri = new Uri(plain + "/assets/1?a=b");
            request.Headers.Host = "photos.example.org:80";
        });
        Assert.Equal((HttpStatusCode.PermanentRedirect, $"https://photos.example.org:{tls.Port}/assets/1?a=b"), (read.StatusCode, read.Header("Location")));
        using var write = await DamApp.SendAsync(app.Http, HttpMethod.Patch, "", """{"maxTags":3}""", request => request.RequestUri = new Uri(plain + "/api/library"));
        await write.ProblemAsync(HttpStatusCode.Forbidden);
        using var forged = await DamApp.SendAsync(app.Anonymous, HttpMethod.Get, "", null, request =>
        {
            request.RequestUri = new Uri(plain + "/");
            request.Headers.Host = "evil.example";
        });
        Assert.Equal(HttpStatusCode.MisdirectedRequest, forged.StatusCode);
        Assert.Equal(HttpStatusCode.OK, await app.Http.AskAsync(HttpMethod.Get, "api/library"));
    }

    [Fact]
    public async Task Files_ThatAreNoPair_AreRefusedWithASentence()
    {
        Write("one");
        var (_, other) = Make("other");
        await WriteAsync(Key, other);
        var mixed = await Assert.ThrowsAsync<ArgumentException>(() => DamApp.StartAsync(Engines.Sqlite, Setup("--listen", "127.0.0.2:0")));
        Assert.StartsWith($"The certificate {Certificate} with the key {Key} cannot be used: ", mixed.Message, StringComparison.Ordinal);
        File.Delete(Certificate);
        await Assert.ThrowsAsync<ArgumentException>(() => DamApp.StartAsync(Engines.Sqlite, Setup("--listen", "127.0.0.2:0")));
    }

    private DamSetup Setup(params string[] arguments) => new()
    {
        Options = options => options with { Reach = ServerOptions.Parse([.. arguments, "--tls-certificate", Certificate, "--tls-key", Key]).Reach },
    };

    private void Write(string name)
    {
        var (certificate, key) = Make(name);
        File.WriteAllText(Certificate, certificate);
        File.WriteAllText(Key, key);
    }

    /// <summary>As a later time than whatever was there, also where files keep whole seconds only.</summary>
    private static async Task WriteAsync(string path, string text)
    {
        await File.WriteAllTextAsync(path, text, TestContext.Current.CancellationToken);
        File.SetLastWriteTimeUtc(path, File.GetLastWriteTimeUtc(path).AddSeconds(5));
    }

    private static (string Certificate, string Key) Make(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=" + name, key, HashAlgorithmName.SHA256);
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(30));
        return (certificate.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem());
    }

    private static async Task<X509Certificate2> AskAsync(string url) => (await AskAsync(url, HttpMethod.Get, "/api/status", null)).Shown;

    private static async Task<(X509Certificate2 Shown, HttpResponseMessage Answer)> AskAsync(string url, HttpMethod method, string path, string? json)
    {
        X509Certificate2? shown = null;
        var handler = new SocketsHttpHandler
        {
            UseCookies = false,
            UseProxy = false,
            SslOptions = new SslClientAuthenticationOptions
            {
                // One that was made here is vouched for by nobody.
                RemoteCertificateValidationCallback = (_, certificate, _, _) =>
                    (shown = X509CertificateLoader.LoadCertificate(certificate!.GetRawCertData())).Subject.StartsWith("CN=", StringComparison.Ordinal),
            },
        };
        using var invoker = new HttpMessageInvoker(handler);
        using var request = new HttpRequestMessage(method, url + path) { Version = new Version(2, 0), Content = json is null ? null : new StringContent(json, System.Text.Encoding.UTF8, "application/json") };
        var answer = await invoker.SendAsync(request, TestContext.Current.CancellationToken);
        return (shown!, answer);
    }
}

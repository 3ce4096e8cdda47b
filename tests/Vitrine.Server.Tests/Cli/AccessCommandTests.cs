using System.Net;
using System.Text;
using System.Text.Json;
using Vitrine.Media.Tools;
using Vitrine.Server.Hosting.Verbs;
using Vitrine.Server.Tests.Access;
using Vitrine.Tests.Shared;

namespace Vitrine.Server.Tests.Cli;

/// <summary>The password and keys by the command line.</summary>
public sealed class AccessCommandTests
{
    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Password_FromStandardInput_IsSetAndOneTooShortIsRefused(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        await AnnounceAsync(app);
        Assert.Equal((1, "The password is too short: 12 characters at least.\n"), await RunAsync(app, "short\n", "password", "--stdin"));
        Assert.Equal((1, "There is no terminal to ask on. Hand the password over with --stdin.\n"), await RunAsync(app, "", "password"));
        Assert.Equal((0, "The password is set. All browsers are signed out.\n"), await RunAsync(app, SignedIn.Password + "\n", "password", "--stdin"));
        using var right = await app.SignInAsync(SignedIn.Password);
        Assert.Equal(HttpStatusCode.NoContent, right.StatusCode);

        // The data folder's token needs no old one.
        Assert.Equal((0, "The password is set.\n"), await RunAsync(app, "a completely new one\n", "password", "--stdin", "--keep-sessions"));
        Assert.Equal(HttpStatusCode.OK, await app.StatusAsync(SignedIn.CookieOf(right), HttpMethod.Get, "api/library"));
    }

    [Fact]
    public async Task Keys_AreMadeListedAndRevoked()
    {
        await using var app = await DamApp.StartAsync(Engines.Sqlite);
        await AnnounceAsync(app);
        Assert.EndsWith($" is up: {app.Url}\n", (await RunAsync(app, "", "status")).Said, StringComparison.Ordinal);
        Assert.Equal((0, "0 keys\n"), await RunAsync(app, "", "keys", "list"));
        var (made, said) = await RunAsync(app, "", "keys", "create", "Frame in the hall", "--scope", "view,upload", "--days", "30");
        Assert.Equal(0, made);
        var secret = said.Split('\n')[0];
        Assert.StartsWith("vk_", secret, StringComparison.Ordinal);
        using var key = app.NewClient(secret);
        Assert.Equal(HttpStatusCode.OK, await key.AskAsync(HttpMethod.Get, "api/library"));

        Assert.Contains($"{secret[..11]}  view,upload", (await RunAsync(app, "", "keys", "list")).Said, StringComparison.Ordinal);
        using var listed = JsonDocument.Parse((await RunAsync(app, "", "keys", "list", "--json")).Said);
        Assert.Equal("Frame in the hall", listed.RootElement[0].GetProperty("name").GetString());
        Assert.Equal((1, "scopes names one or more of view, upload, edit and own.\n"), await RunAsync(app, "", "keys", "create", "x", "--scope", "all"));
        Assert.Equal((0, "Frame in the hall is revoked.\n"), await RunAsync(app, "", "keys", "revoke", secret[..11]));
        Assert.Equal((1, "There is no such key; ./vitrine keys list names them.\n"), await RunAsync(app, "", "keys", "revoke", secret[..11]));
        Assert.Equal(HttpStatusCode.Unauthorized, await key.AskAsync(HttpMethod.Get, "api/library"));
    }

    [Fact]
    public async Task Doctor_OfARunningServer_SaysWhoReachesIt()
    {
        var file = Path.GetTempFileName();
        await File.WriteAllLinesAsync(file, ["http://127.0.0.1:5180", "12", "also http://192.168.1.5:5180", "warning It is plain HTTP."], TestContext.Current.CancellationToken);
        Assert.Equal(["ok       http://127.0.0.1:5180 (this machine)", "ok       http://192.168.1.5:5180", "warning  It is plain HTTP."], DoctorVerb.Reach(file));
        File.Delete(file);
        Assert.Equal(["no server runs on the data folder"], DoctorVerb.Reach(file));
    }

    [Fact]
    public async Task Server_ThatWouldBeOpenWithoutAPassword_EndsWithOneSentence()
    {
        var folder = Directory.CreateTempSubdirectory("vitrine-open-");
        var command = new ToolCommand(Path.Combine(AppContext.BaseDirectory, "Vitrine.Server"), ["--data", folder.FullName, "--port", "0", "--packs", "none", "--listen", "0.0.0.0:0"]) { Limit = TimeSpan.FromMinutes(2) };
        var result = await ToolProcess.RunAsync(command, TestContext.Current.CancellationToken);
        Assert.Equal(1, result.ExitCode);
        Assert.Equal(
            $"http://0.0.0.0:0 lets other devices in, and the owner has no password yet. Set one first: ./vitrine password --data \"{folder.FullName}\", or name a file that holds it in VITRINE_OWNER_PASSWORD_FILE.",
            result.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1]);
        folder.Delete(recursive: true);
    }

    /// <summary>As a server of its own does at its start.</summary>
    private static async Task AnnounceAsync(DamApp app)
    {
        await File.WriteAllLinesAsync(Path.Combine(app.Data, "server.txt"), [app.Url, "1"], TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(Path.Combine(app.Data, "token"), app.Token, TestContext.Current.CancellationToken);
    }

    private static async Task<(int ExitCode, string Said)> RunAsync(DamApp app, string input, params string[] arguments)
    {
        var command = new ToolCommand(Path.Combine(AppContext.BaseDirectory, "vitrine"), [.. arguments, "--data", app.Data]) { Limit = TimeSpan.FromMinutes(2), Input = Encoding.UTF8.GetBytes(input) };
        var result = await ToolProcess.RunAsync(command, TestContext.Current.CancellationToken);
        return (result.ExitCode, Encoding.UTF8.GetString(result.Output) + result.Errors);
    }
}

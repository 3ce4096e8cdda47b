using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Vitrine.Media.Children;
using Vitrine.Media.Tools;

namespace Vitrine.Media.Tests.Children;

public sealed class SandboxTests
{
    [Theory]
    [InlineData(SandboxLevel.Closed, "SocketException")]
    [InlineData(SandboxLevel.NoNetwork, "SocketException")]
    [InlineData(SandboxLevel.None, "done")]
    public async Task Network_FromAChild_IsReachedOnlyWithoutIsolation(SandboxLevel level, string outcome)
    {
        await using var bench = await ChildBench.StartAsync(level);
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;

        Assert.Equal(outcome, await bench.HearAsync(string.Create(CultureInfo.InvariantCulture, $"connect:{port}")));
    }

    [Theory]
    [InlineData(SandboxLevel.Closed, "FileNotFoundException")]
    [InlineData(SandboxLevel.None, "done")]
    public async Task Accounts_FromAChild_AreReadOnlyWithoutIsolation(SandboxLevel level, string outcome)
    {
        await using var bench = await ChildBench.StartAsync(level);

        Assert.Equal(outcome, await bench.HearAsync("read:/etc/passwd"));
    }

    [Theory]
    [InlineData(SandboxLevel.Closed, "DirectoryNotFoundException")]
    [InlineData(SandboxLevel.None, "done")]
    public async Task UsersFiles_FromAChild_AreReadOnlyWithoutIsolation(SandboxLevel level, string outcome)
    {
        var users = Directory.CreateTempSubdirectory("vitrine-users-");
        try
        {
            var letter = Path.Combine(users.FullName, "letter.txt");
            await File.WriteAllTextAsync(letter, "private", TestContext.Current.CancellationToken);
            await using var bench = await ChildBench.StartAsync(level);

            Assert.Equal(outcome, await bench.HearAsync($"read:{letter}"));
        }
        finally
        {
            users.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData("/usr/written")]
    [InlineData("/written")]
    [InlineData("/etc/written")]
    public async Task System_FromAClosedChild_IsReadOnly(string path)
    {
        await using var bench = await ChildBench.StartAsync(SandboxLevel.Closed);

        Assert.NotEqual("done", await bench.HearAsync($"write:{path}"));
        Assert.False(File.Exists(path));
    }

    [Fact]
    public async Task Root_OfAClosedChild_HoldsNoHomeAndNoOtherProcess()
    {
        await using var bench = await ChildBench.StartAsync(SandboxLevel.Closed);

        var root = (await bench.HearAsync("list:/")).Split(' ');
        var processes = (await bench.HearAsync("list:/proc")).Split(' ').Where(name => int.TryParse(name, out _));

        Assert.DoesNotContain("home", root);
        Assert.DoesNotContain("mnt", root);
        Assert.Equal(["1", "2"], processes);
    }

    [Theory]
    [InlineData(SandboxLevel.Closed)]
    [InlineData(SandboxLevel.None)]
    public async Task Variables_OfAChild_AreNotOurs(SandboxLevel level)
    {
        Environment.SetEnvironmentVariable("VITRINE_TEST_SECRET", "not to be seen");
        await using var bench = await ChildBench.StartAsync(level);

        Assert.DoesNotContain("VITRINE_TEST_SECRET", await bench.HearAsync("variables"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bubblewrap_OfAnOlderRelease_GetsArgumentsItKnows()
    {
        await ChildBench.SandboxAsync(SandboxLevel.Closed);
        var request = new SandboxRequest(new ChildCommand("ls", ["/"], []), [], 0) { TemporaryFolder = "" };

        var arguments = Bubblewrap.Arguments(request, modern: false);
        var result = await ToolProcess.RunAsync(new ToolCommand("bwrap", arguments), TestContext.Current.CancellationToken);

        Assert.True(result.Succeeded, result.Describe("bwrap"));
        Assert.DoesNotContain("--size", arguments);
        Assert.DoesNotContain("--disable-userns", arguments);
    }

    [Fact]
    public async Task Bubblewrap_WithDevices_BindsThoseThatAreThereAndOnlyThen()
    {
        await ChildBench.SandboxAsync(SandboxLevel.Closed);
        var request = new SandboxRequest(new ChildCommand("ls", [], []), [], 0) { TemporaryFolder = "" };
        string[] added =
        [
            "--dev-bind-try", "/dev/nvidia0", "/dev/nvidia0", "--dev-bind-try", "/dev/no-such-card", "/dev/no-such-card",
            "--ro-bind-try", "/sys/bus/pci", "/sys/bus/pci", "--ro-bind-try", "/sys/devices", "/sys/devices", "--ro-bind-try", "/sys/module", "/sys/module",
        ];
        var without = Bubblewrap.Arguments(request, modern: false);
        var with = Bubblewrap.Arguments(request with { Devices = ["/dev/nvidia0", "/dev/no-such-card"] }, modern: false);

        // After the private /dev, over which they lie.
        var at = with.IndexOf("--dev-bind-try");
        Assert.True(at > with.IndexOf("--dev"));
        Assert.Equal(added, with.Skip(at).Take(added.Length));
        Assert.Equal(without, [.. with.Take(at), .. with.Skip(at + added.Length)]);

        var result = await ToolProcess.RunAsync(new ToolCommand("bwrap", [.. with, "/dev", "/sys"]), TestContext.Current.CancellationToken);
        Assert.True(result.Succeeded, result.Describe("bwrap"));
        var listed = Encoding.UTF8.GetString(result.Output).Split('\n');
        Assert.DoesNotContain("no-such-card", listed);
        Assert.Equal(File.Exists("/dev/nvidia0"), listed.Contains("nvidia0"));
        Assert.Contains("devices", listed);
    }

    [Fact]
    public async Task Probe_EachLevel_IsSaidInWords()
    {
        foreach (var strongest in Enum.GetValues<SandboxLevel>())
        {
            var sandbox = await Sandbox.ProbeAsync(TestContext.Current.CancellationToken, strongest);
            Assert.True(sandbox.Level >= strongest);
            Assert.EndsWith(".", sandbox.Description, StringComparison.Ordinal);
            Assert.Equal(sandbox.Level == SandboxLevel.None, sandbox.Description.StartsWith("Warning", StringComparison.Ordinal));
        }
    }
}

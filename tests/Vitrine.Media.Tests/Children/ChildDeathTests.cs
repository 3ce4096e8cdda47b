using Microsoft.Extensions.Time.Testing;
using Vitrine.Media.Children;
using Vitrine.Media.Tests.Tools;
using Vitrine.Media.Tools;
using Vitrine.Tests.Shared;

namespace Vitrine.Media.Tests.Children;

public sealed class ChildDeathTests
{
    public static TheoryData<SandboxLevel> Levels => new(Enum.GetValues<SandboxLevel>());

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Levels))]
    public async Task Kill_BusyChild_ItsFileFailsAndTheNextGetsAFreshChild(SandboxLevel level)
    {
        await using var bench = await ChildBench.StartAsync(level);
        var pipe = bench.Pipe();
        var busy = bench.FailAsync($"busy:{pipe.Path}");
        await pipe.ReadLineAsync();

        ChildBench.Kill(ChildBench.Tree(bench.Pool.Pids[0])[^1]);

        var failure = await busy;
        Assert.Equal((ChildFailureException.Died, true), (failure.Code, failure.AloneInIt));
        Assert.StartsWith("the decode process was killed by signal 9 (kill)", failure.Reason, StringComparison.Ordinal);
        Assert.NotNull(await bench.HearAsync("hash"));
    }

    [Theory]
    [MemberData(nameof(Levels))]
    public async Task Kill_ChildThatRunsATool_TheToolDiesToo(SandboxLevel level)
    {
        await using var bench = await ChildBench.StartAsync(level);
        var pipe = bench.Pipe();
        var busy = bench.FailAsync($"tool:echo up > '{pipe.Path}'; exec sleep 1000");
        await pipe.ReadLineAsync();
        var family = ChildBench.Tree(bench.Pool.Pids[0]);
        var child = family.Last(pid => CommandLine(pid).Contains("child\0decode", StringComparison.Ordinal));
        Assert.NotEqual(child, family[^1]);

        ChildBench.Kill(child);

        Assert.Equal(ChildFailureException.Died, (await busy).Code);
        Assert.True(await ProcessEnd.WaitAsync(family[^1], ChildBench.Patience));
    }

    [Theory]
    [InlineData(SandboxLevel.NoNetwork)]
    [InlineData(SandboxLevel.None)]
    public async Task Start_ChildEndsAndLeavesAProcessWithItsPipes_FailsAndThatOneIsEndedToo(SandboxLevel level)
    {
        // As a sandbox does that is killed while it starts: its inner process belongs to nobody and keeps the pipes open.
        using var pipe = new NamedPipe();
        var leaves = new ChildCommand("/bin/sh", ["-c", $"sh -c 'echo $$ > {pipe.Path}; exec sleep 1000' & kill -9 $$"], []);
        await using var pool = new ChildPool(ChildOptions.Decode, await ChildBench.SandboxAsync(level), size: 1, leaves);
        var left = pipe.ReadLineAsync();

        var failure = await Assert.ThrowsAsync<ChildFailureException>(() =>
            pool.AskAsync([], message => message, ChildBench.Patience, Ending)).WaitAsync(ChildBench.Patience, Ending);

        Assert.Equal((ChildFailureException.NotStarted, false), (failure.Code, failure.AloneInIt));
        Assert.True(await ProcessEnd.WaitAsync(int.Parse(await left, System.Globalization.CultureInfo.InvariantCulture), ChildBench.Patience));
    }

    [Fact]
    public async Task Kill_RestingChild_TheNextFileIsNotToBlame()
    {
        await using var bench = await ChildBench.StartAsync();
        await bench.AskAsync("hash");
        var child = ChildBench.Tree(bench.Pool.Pids[0]);
        ChildBench.Kill(child[^1]);
        Assert.True(await ProcessEnd.WaitAsync(child[0], ChildBench.Patience));

        Assert.NotNull(await bench.HearAsync("hash"));
    }

    [Theory]
    [MemberData(nameof(Levels))]
    public async Task Kill_Parent_ItsChildrenDieWithIt(SandboxLevel level)
    {
        await using var bench = await ChildBench.StartAsync(level);
        var pipes = new[] { bench.Pipe(), bench.Pipe() };
        var self = ChildCommand.OfThisProgram;
        var parent = ToolProcess.RunAsync(
            new ToolCommand(self.Program, [.. self.Arguments, TestParent.Verb, level.ToString(), bench.Folder.FullName, .. pipes.Select(pipe => pipe.Path)])
            {
                Limit = ChildBench.Patience,
            },
            Ending);
        var busy = Task.WhenAll(pipes.Select(pipe => pipe.ReadLineAsync()));
        Assert.Same(busy, await Task.WhenAny(busy, parent));
        var parentPid = ChildBench.Tree(Environment.ProcessId).First(pid => CommandLine(pid).Contains(TestParent.Verb + '\0' + level, StringComparison.Ordinal)
            && CommandLine(pid).Contains(pipes[0].Path, StringComparison.Ordinal));
        var family = ChildBench.Tree(parentPid);
        Assert.True(family.Count >= 3);

        ChildBench.Kill(parentPid);

        Assert.Equal(9, (await parent).Signal);
        foreach (var pid in family)
        {
            Assert.True(await ProcessEnd.WaitAsync(pid, ChildBench.Patience));
        }
    }

    [Theory]
    [MemberData(nameof(Levels))]
    public async Task Limit_ChildThatHangs_IsKilledWithItsTools(SandboxLevel level)
    {
        var clock = new FakeTimeProvider();
        await using var bench = await ChildBench.StartAsync(level, change: options => options with { Clock = clock });
        var pipe = bench.Pipe();

        var hanging = bench.FailAsync($"tool:sleep 1000 & echo up > '{pipe.Path}'; wait", TimeSpan.FromSeconds(2));
        await pipe.ReadLineAsync();
        var family = ChildBench.Tree(bench.Pool.Pids[0]);
        Assert.Contains(family, member => CommandLine(member).Contains("sleep", StringComparison.Ordinal));
        clock.Advance(TimeSpan.FromSeconds(2));

        var failure = await hanging;
        Assert.Equal((ChildFailureException.TimedOut, true), (failure.Code, failure.AloneInIt));
        Assert.Equal("the decode process took longer than 2 s and was stopped", failure.Reason);
        foreach (var member in family)
        {
            Assert.True(await ProcessEnd.WaitAsync(member, ChildBench.Patience));
        }
    }

    [Theory]
    [InlineData("eat:500")]
    [InlineData("tool:head -c 500000000 /dev/zero | tail -c 490000000 | sleep 1000")]
    public async Task Memory_MoreThanAllowed_IsKilled(string order)
    {
        await using var bench = await ChildBench.StartAsync();

        var failure = await bench.FailAsync(order);

        Assert.Equal((ChildFailureException.Memory, true), (failure.Code, failure.AloneInIt));
        Assert.Equal("the decode process used more than 350 MB and was stopped", failure.Reason);
        Assert.NotNull(await bench.HearAsync("hash"));
    }

    [Fact]
    public async Task Memory_ManagedHeapFull_SaysSo()
    {
        await using var bench = await ChildBench.StartAsync();

        var failure = await bench.FailAsync("exhaust");

        Assert.Equal((ChildFailureException.Memory, true), (failure.Code, failure.AloneInIt));
    }

    [Theory]
    [InlineData("stray-pointer", "the decode process was killed by signal 11 (segmentation fault)")]
    [InlineData("signal:14", "the decode process was killed by signal 14 (alarm)")]
    [InlineData("fail-fast", "the decode process was killed by signal 6 (abort): ")]
    public async Task Crash_BySignal_NamesTheSignal(string order, string reason)
    {
        await using var bench = await ChildBench.StartAsync();

        var failure = await bench.FailAsync(order);

        Assert.Equal((ChildFailureException.Died, true), (failure.Code, failure.AloneInIt));
        Assert.StartsWith(reason, failure.Reason, StringComparison.Ordinal);
        if (order == "fail-fast")
        {
            Assert.Contains("the picture was cursed", failure.Reason, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Throw_InTheHandler_TheSentenceComesBackAndTheChildLivesOn()
    {
        await using var bench = await ChildBench.StartAsync();
        await bench.AskAsync("hash");
        var before = bench.Pool.Pids;

        var failure = await bench.FailAsync("throw");

        Assert.Equal((ChildFailureException.Failed, "the header says 3, the data 4"), (failure.Code, failure.Reason));
        Assert.Equal(before, bench.Pool.Pids);
    }

    private static string CommandLine(int pid)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/cmdline");
        }
        catch (IOException)
        {
            return "";
        }
    }
}

using System.Globalization;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using Vitrine.Media.Tools;
using Vitrine.Tests.Shared;

namespace Vitrine.Media.Tests.Tools;

public sealed class ToolProcessTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Run_ArgumentsAShellWouldRead_ArriveAsGiven()
    {
        string[] odd = ["a b", "$HOME", "`id`", "; true", "'\"", "*", "", "--x=\n", "é"];

        var result = await ToolProcess.RunAsync(new ToolCommand("printf", ["%s|", .. odd]), Ending);

        Assert.Equal(string.Join('|', odd) + '|', Encoding.UTF8.GetString(result.Output));
    }

    [Fact]
    public async Task Run_Environment_HoldsNothingOfOurs()
    {
        Environment.SetEnvironmentVariable("VITRINE_TEST_SECRET", "not to be seen");

        var result = await ToolProcess.RunAsync(
            new ToolCommand("env", []) { Environment = new Dictionary<string, string> { ["GIVEN"] = "1" } }, Ending);

        var names = Encoding.UTF8.GetString(result.Output).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('=')[0]);
        Assert.Equal(["GIVEN", "HOME", "LANG", "PATH", "TMPDIR"], names.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Run_NoInput_StandardInputIsAtItsEnd()
    {
        var result = await ToolProcess.RunAsync(new ToolCommand("cat", []), Ending);

        Assert.True(result.Succeeded);
        Assert.Empty(result.Output);
    }

    [Fact]
    public async Task Run_InputLargerThanAPipe_ComesBackWhole()
    {
        var input = new byte[3_000_000];
        Random.Shared.NextBytes(input);

        var result = await ToolProcess.RunAsync(new ToolCommand("cat", []) { Input = input }, Ending);

        Assert.Equal(input, result.Output);
    }

    [Fact]
    public async Task Run_ProgramThatDoesNotReadItsInput_Succeeds()
    {
        var result = await ToolProcess.RunAsync(new ToolCommand("true", []) { Input = new byte[3_000_000] }, Ending);

        Assert.True(result.Succeeded);
    }

    [Fact]
    public async Task Run_ExitCode_IsToldWithTheLastLineOfErrors()
    {
        var result = await ToolProcess.RunAsync(new ToolCommand("sh", ["-c", "echo first >&2; echo 'it broke' >&2; exit 3"]), Ending);

        Assert.Equal(3, result.ExitCode);
        Assert.Null(result.Signal);
        Assert.Equal("sh ended with code 3: it broke", result.Describe("sh"));
    }

    [Fact]
    public async Task Run_DeathBySignal_NamesTheSignal()
    {
        var result = await ToolProcess.RunAsync(new ToolCommand("sh", ["-c", "kill -SEGV $$"]), Ending);

        Assert.Equal(11, result.Signal);
        Assert.Equal("sh was killed by signal 11 (segmentation fault)", result.Describe("sh"));
    }

    [Fact]
    public async Task Run_EndlessOutput_IsStopped()
    {
        var problem = await Assert.ThrowsAsync<ToolException>(
            () => ToolProcess.RunAsync(new ToolCommand("yes", []) { OutputLimit = 2 << 20 }, Ending));

        Assert.Equal(ToolException.TooMuchOutput, problem.Code);
        Assert.Equal("yes wrote more than 2 MB and was stopped", problem.Message);
    }

    [Fact]
    public async Task Run_EndlessErrors_KeepsTheirEnd()
    {
        var result = await ToolProcess.RunAsync(new ToolCommand("sh", ["-c", "seq 1 200000 >&2; exit 1"]), Ending);

        Assert.Equal("sh ended with code 1: 200000", result.Describe("sh"));
        Assert.InRange(result.Errors.Length, 1, 16 << 10);
    }

    [Fact]
    public async Task Run_PastItsLimit_TheWholeTreeIsKilled()
    {
        using var note = new NamedPipe();
        var clock = new FakeTimeProvider();
        var command = new ToolCommand("sh", ["-c", "sleep 1000 & echo $! > \"$0\"; wait", note.Path]) { Limit = TimeSpan.FromSeconds(2), Clock = clock };

        var running = ToolProcess.RunAsync(command, Ending);
        var grandchild = int.Parse(await note.ReadLineAsync(), CultureInfo.InvariantCulture);
        Assert.False(running.IsCompleted);
        clock.Advance(TimeSpan.FromSeconds(2));

        var problem = await Assert.ThrowsAsync<ToolException>(() => running);
        Assert.Equal(ToolException.TimedOut, problem.Code);
        Assert.Equal("sh ran longer than 2 s and was stopped", problem.Message);
        Assert.True(await ProcessEnd.WaitAsync(grandchild, Patience));
    }

    [Fact]
    public async Task Run_Cancelled_KillsAndSaysCancelled()
    {
        using var note = new NamedPipe();
        using var cancel = new CancellationTokenSource();
        var running = ToolProcess.RunAsync(new ToolCommand("sh", ["-c", "echo $$ > \"$0\"; exec sleep 1000", note.Path]), cancel.Token);
        var pid = int.Parse(await note.ReadLineAsync(), CultureInfo.InvariantCulture);

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        Assert.True(await ProcessEnd.WaitAsync(pid, Patience));
    }

    [Fact]
    public async Task Run_MissingProgram_SaysSo()
    {
        var problem = await Assert.ThrowsAsync<ToolException>(
            () => ToolProcess.RunAsync(new ToolCommand("no-such-program", []), Ending));

        Assert.Equal(ToolException.Missing, problem.Code);
        Assert.Equal("no-such-program is not installed", problem.Message);
    }
}

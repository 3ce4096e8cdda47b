using System.Security.Cryptography;
using Microsoft.Extensions.Time.Testing;
using Vitrine.Media.Children;
using Vitrine.Media.Tests.Tools;

namespace Vitrine.Media.Tests.Children;

public sealed class DecodePoolTests
{
    public static TheoryData<SandboxLevel> Levels => new(Enum.GetValues<SandboxLevel>());

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Levels))]
    public async Task Decode_File_ArrivesWholeAndTheAnswerComesBackWhole(SandboxLevel level)
    {
        await using var bench = await ChildBench.StartAsync(level);
        var bytes = RandomNumberGenerator.GetBytes(5_000_000);
        await File.WriteAllBytesAsync(bench.Source, bytes, Ending);

        var answer = await bench.AskAsync("hash");

        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(bytes)), answer.Sniffed.Format);
        Assert.Equal((5_000_000, "sent"), (answer.Facts!.Bytes, answer.Facts.Format));
        Assert.Equal(["preview", "thumbnail"], answer.Renditions.Select(rendition => rendition.Recipe));
        Assert.Equal(bytes[^1000..], answer.Renditions[0].Content);
        Assert.Equal([7], answer.Renditions[1].Content);
        Assert.Equal("Ungültig: 写真 \ufffd \0", answer.Problems[0].Message);
        Assert.Equal(double.NaN, answer.Milliseconds["metadata"]);
    }

    [Theory]
    [MemberData(nameof(Levels))]
    public async Task Decode_FileLargerThanAPayload_IsBoundIntoAChildOfItsOwn(SandboxLevel level)
    {
        await using var bench = await ChildBench.StartAsync(level);
        await using (var file = File.Create(bench.Source))
        {
            file.SetLength((64 << 20) + 1);
        }

        var answer = await bench.AskAsync("hash");

        Assert.Equal(((64 << 20) + 1, "bound"), (answer.Facts!.Bytes, answer.Facts.Format));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(new byte[(64 << 20) + 1])), answer.Sniffed.Format);
        Assert.Empty(bench.Pool.Pids);
    }

    [Fact]
    public async Task Decode_ToolThatNeedsAPath_GetsACopyThatGoesAfterwards()
    {
        await using var bench = await ChildBench.StartAsync(SandboxLevel.Closed);
        await File.WriteAllTextAsync(bench.Source, "content", Ending);

        Assert.Equal("content", await bench.HearAsync("path"));
        Assert.DoesNotContain("file-", await bench.HearAsync("list:/tmp"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Decode_ManyFiles_OneChildServesThem()
    {
        await using var bench = await ChildBench.StartAsync(size: 2);

        await bench.AskAsync("hash");
        var first = bench.Pool.Pids;
        await bench.AskAsync("hash");

        Assert.Equal(first, bench.Pool.Pids);
    }

    [Fact]
    public async Task Decode_AfterItsNumberOfFiles_TheChildIsReplaced()
    {
        await using var bench = await ChildBench.StartAsync(change: options => options with { RecycleAfter = 2 });

        await bench.AskAsync("hash");
        Assert.Single(bench.Pool.Pids);
        await bench.AskAsync("hash");
        Assert.Empty(bench.Pool.Pids);
        await bench.AskAsync("hash");
        Assert.Single(bench.Pool.Pids);
    }

    [Fact]
    public async Task Idle_LongEnough_TheChildGoesAndTheNextFileGetsAFreshOne()
    {
        var clock = new FakeTimeProvider();
        await using var bench = await ChildBench.StartAsync(change: options => options with { Clock = clock, IdleLimit = TimeSpan.FromMinutes(2) });
        await bench.AskAsync("hash");
        var pid = bench.Pool.Pids[0];

        clock.Advance(TimeSpan.FromMinutes(2));

        Assert.True(await ProcessEnd.WaitAsync(pid, ChildBench.Patience));
        await bench.AskAsync("hash");
        Assert.NotEqual(pid, Assert.Single(bench.Pool.Pids));
    }

    [Fact]
    public async Task Decode_ThreeAtOnceOverTwoChildren_TheThirdWaits()
    {
        await using var bench = await ChildBench.StartAsync(size: 2);
        var pipes = new[] { bench.Pipe(), bench.Pipe() };
        using var cancel = new CancellationTokenSource();
        var busy = pipes.Select(pipe => bench.AskAsync($"wait:{pipe.Path}", null, cancel.Token)).ToArray();
        await Task.WhenAll(pipes.Select(pipe => pipe.ReadLineAsync()));
        Assert.Equal(2, bench.Pool.Pids.Count);

        var third = bench.AskAsync("hash");
        Assert.False(third.IsCompleted);
        await cancel.CancelAsync();

        await third;
        foreach (var cancelled in busy)
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        }

        // Both listened to the cancellation, so neither was killed.
        Assert.Equal(2, bench.Pool.Pids.Count);
    }

    [Fact]
    public async Task Decode_CancelledAndDeafToIt_TheChildIsKilled()
    {
        await using var bench = await ChildBench.StartAsync();
        var pipe = bench.Pipe();
        using var cancel = new CancellationTokenSource();
        var deaf = bench.AskAsync($"busy:{pipe.Path}", null, cancel.Token);
        await pipe.ReadLineAsync();
        var child = ChildBench.Tree(bench.Pool.Pids[0])[^1];

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => deaf);
        Assert.True(await ProcessEnd.WaitAsync(child, ChildBench.Patience));
    }

    [Fact]
    public async Task Decode_ChildThatPrints_IsUndisturbed()
    {
        await using var bench = await ChildBench.StartAsync();

        Assert.Equal("said it all", await bench.HearAsync("noise"));
    }

    [Fact]
    public async Task Decode_FileThatIsNotThere_IsTheCallersError()
    {
        await using var bench = await ChildBench.StartAsync();
        File.Delete(bench.Source);

        await Assert.ThrowsAsync<FileNotFoundException>(() => bench.AskAsync("hash"));
    }

    [Fact]
    public async Task Ask_FileThatBecomesShorterMeanwhile_IsTheCallersErrorAndTheNextGetsAFreshChild()
    {
        await using var pool = new ChildPool(ChildOptions.Decode, await ChildBench.SandboxAsync(null), size: 1);
        var order = DecodeWire.Write(new DecodeRequest("", "hash", []), 20, path: null).Body;
        Task<DecodeAnswer> AskAsync(long announced) => pool.AskAsync(
            [order, new OutgoingPart(new MemoryStream(new byte[10]), announced)], DecodeWire.ReadAnswer, ChildBench.Patience, Ending);

        var problem = await Assert.ThrowsAnyAsync<IOException>(() => AskAsync(announced: 20));

        Assert.Equal("the file became shorter while it was read", problem.Message);
        Assert.Empty(pool.Pids);
        Assert.Equal(10, (await AskAsync(announced: 10)).Facts!.Bytes);
    }

    [Fact]
    public async Task Dispose_WhileOneIsBusyAndOneRests_BothEndAtOnce()
    {
        var bench = await ChildBench.StartAsync(size: 2);
        await bench.AskAsync("hash");
        var pipe = bench.Pipe();
        var pipe2 = bench.Pipe();
        using var cancel = new CancellationTokenSource();
        var busy = bench.AskAsync($"busy:{pipe.Path}");
        var other = bench.AskAsync($"wait:{pipe2.Path}", null, cancel.Token);
        await Task.WhenAll(pipe.ReadLineAsync(), pipe2.ReadLineAsync());
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => other);
        var children = bench.Pool.Pids.Select(pid => ChildBench.Tree(pid)[^1]).ToArray();
        Assert.Equal(2, children.Length);

        await bench.DisposeAsync();

        var failure = await Assert.ThrowsAsync<ChildFailureException>(() => busy);
        Assert.Equal((ChildFailureException.Stopped, false), (failure.Code, failure.AloneInIt));
        foreach (var child in children)
        {
            Assert.True(await ProcessEnd.WaitAsync(child, ChildBench.Patience));
        }
    }
}

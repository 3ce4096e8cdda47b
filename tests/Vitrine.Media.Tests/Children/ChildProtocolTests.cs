using System.Buffers.Binary;
using System.Text;
using Vitrine.Media.Children;

namespace Vitrine.Media.Tests.Children;

public sealed class ChildProtocolTests
{
    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Hello_OfAnotherProtocol_SaysBothAndBlamesNoFile()
    {
        await using var bench = await ChildBench.StartAsync(change: options => options with { Kind = TestKinds.Outdated });

        var failure = await bench.FailAsync("hash");

        Assert.Equal((ChildFailureException.Protocol, false), (failure.Code, failure.AloneInIt));
        Assert.Contains("speaks protocol 99", failure.Reason, StringComparison.Ordinal);
        Assert.Contains("this server 3 ", failure.Reason, StringComparison.Ordinal);
        Assert.Empty(bench.Pool.Pids);
    }

    [Fact]
    public async Task Start_KindThatTheExecutableIsNot_SaysWhy()
    {
        await using var bench = await ChildBench.StartAsync(change: options => options with { Kind = "tea" });

        var failure = await bench.FailAsync("hash");

        Assert.Equal((ChildFailureException.NotStarted, false), (failure.Code, failure.AloneInIt));
        Assert.StartsWith("the tea process ended with code 64: a child is started by the server", failure.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Answer_LargerThanAllowed_TheChildIsKilled()
    {
        await using var bench = await ChildBench.StartAsync();

        var failure = await bench.FailAsync("huge");

        Assert.Equal((ChildFailureException.Protocol, true), (failure.Code, failure.AloneInIt));
        Assert.Equal("the decode process sent a frame of more than 64 MB", failure.Reason);
        Assert.Empty(bench.Pool.Pids);
    }

    [Fact]
    public async Task Answer_OfAnotherShape_TheChildIsKilled()
    {
        await using var bench = await ChildBench.StartAsync(change: options => options with { Kind = TestKinds.Raw });

        var failure = await bench.FailAsync("hash");

        Assert.Equal(ChildFailureException.Protocol, failure.Code);
        Assert.Empty(bench.Pool.Pids);
    }

    [Theory]
    [InlineData(0, "")]
    [InlineData(-5, "")]
    [InlineData(70_000, "")]
    [InlineData(null, "not json")]
    [InlineData(null, "null")]
    [InlineData(null, """{"type":"answer","id":1}""")]
    [InlineData(null, """{"type":"answer","id":1,"parts":[-1]}""")]
    [InlineData(null, """{"type":"answer","id":1,"parts":[2000]}""")]
    [InlineData(null, """{"type":"answer","id":1,"parts":[9223372036854775807,9223372036854775807]}""")]
    [InlineData(null, """{"type":"dance","id":1,"parts":[]}""")]
    public async Task Read_Nonsense_IsRefused(int? length, string header)
    {
        var json = Encoding.UTF8.GetBytes(header);
        var bytes = new byte[4 + json.Length];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, length ?? json.Length);
        json.CopyTo(bytes, 4);

        await Assert.ThrowsAsync<ProtocolException>(() => Frames.ReadAsync(new MemoryStream(bytes), maxBytes: 1000, null, Ending));
    }

    [Fact]
    public async Task Read_WhatWasWritten_IsTheSame()
    {
        using var stream = new MemoryStream();
        var message = new ChildMessage("\"body\""u8.ToArray(), [new byte[] { 1, 2 }, Array.Empty<byte>(), new byte[] { 3 }]);
        await Frames.WriteAsync(stream, FrameType.Request, 42, message, Ending);
        stream.Position = 0;

        var frame = await Frames.ReadAsync(stream, maxBytes: 1000, null, Ending);
        var end = await Frames.ReadAsync(stream, maxBytes: 1000, null, Ending);

        Assert.Equal((FrameType.Request, 42), (frame!.Type, frame.Id));
        Assert.Equal("\"body\"", Encoding.UTF8.GetString(frame.Message.Body.Span));
        Assert.Equal([[1, 2], [], [3]], frame.Message.Attachments.Select(part => part.ToArray()));
        Assert.Null(end);
    }

    [Fact]
    public async Task Read_CutShortAnywhere_IsNeverTakenForAFrame()
    {
        using var whole = new MemoryStream();
        await Frames.WriteAsync(whole, FrameType.Answer, 1, new ChildMessage("{}"u8.ToArray(), [new byte[] { 1, 2 }]), Ending);
        var bytes = whole.ToArray();

        for (var length = 1; length < bytes.Length; length++)
        {
            var cut = new MemoryStream(bytes, 0, length);
            await Assert.ThrowsAnyAsync<EndOfStreamException>(() => Frames.ReadAsync(cut, maxBytes: 1000, null, Ending));
        }
    }
}

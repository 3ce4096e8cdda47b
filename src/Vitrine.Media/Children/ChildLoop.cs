namespace Vitrine.Media.Children;

/// <summary>Reads requests and answers them one at a time. It keeps reading while the handler works, so that a cancellation and the parent's end are noticed at once.</summary>
internal sealed class ChildLoop(Stream requests, Stream answers, ChildHandler handler)
{
    private byte[] payload = [];

    public async Task RunAsync()
    {
        var current = new CancellationTokenSource();
        while (await NextAsync() is { } frame)
        {
            switch (frame.Type)
            {
                case FrameType.Request:
                    current.Dispose();
                    current = new CancellationTokenSource();
                    var cancel = current.Token;
                    _ = Task.Run(() => AnswerAsync(frame, cancel));
                    break;
                case FrameType.Cancel:
                    await current.CancelAsync();
                    break;
            }
        }

        // The parent is gone or done with us. Nothing here is worth finishing, and a handler may hang in native code.
        ChildLimits.EndNow(0);
    }

    private async Task<Frame?> NextAsync()
    {
        try
        {
            return await Frames.ReadAsync(requests, ChildProtocol.MaxPayload + (16 << 20), Allocate, CancellationToken.None);
        }
        catch (Exception problem) when (problem is IOException or EndOfStreamException)
        {
            return null;
        }
    }

    private async Task AnswerAsync(Frame request, CancellationToken cancellationToken)
    {
        try
        {
            await Frames.WriteAsync(answers, FrameType.Begun, request.Id, (IReadOnlyList<OutgoingPart>)[], CancellationToken.None);
            var (type, message) = await HandleAsync(request.Message, cancellationToken);
            await Frames.WriteAsync(answers, type, request.Id, message, CancellationToken.None);
        }
        catch (IOException)
        {
            ChildLimits.EndNow(0);
        }
    }

    private async Task<(FrameType Type, ChildMessage Message)> HandleAsync(ChildMessage request, CancellationToken cancellationToken)
    {
        try
        {
            return (FrameType.Answer, await handler(request, cancellationToken));
        }
        catch (OutOfMemoryException)
        {
            // What else failed to get memory by now is unknown: a fresh child is the only sound state.
            ChildLimits.EndNow(ChildProtocol.OutOfMemoryCode);
            throw;
        }
        catch (Exception problem)
        {
            await Console.Error.WriteLineAsync(problem.ToString());
            return (FrameType.Failure, ChildMessage.Of(problem.Message, ProtocolJson.Default.String));
        }
    }

    /// <summary>The file's bytes go into one array that is kept: a new large array per file would leave the collector tens of megabytes behind.</summary>
    private Memory<byte> Allocate(int index, int length)
    {
        if (index != 1)
        {
            return new byte[length];
        }

        if (payload.Length < length || payload.Length > 4L * length + (4 << 20))
        {
            payload = GC.AllocateUninitializedArray<byte>(length + (length / 4));
        }

        return payload.AsMemory(0, length);
    }
}

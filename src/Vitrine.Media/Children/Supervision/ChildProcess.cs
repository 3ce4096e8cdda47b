using System.Text;
using Vitrine.Media.Tools;

namespace Vitrine.Media.Children;

/// <summary>One child: asked one thing at a time, killed when it misbehaves. Every way to end it is told apart.</summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    private const long MaxAnswer = 64L << 20;
    private const int ErrorsKept = 16 << 10;

    /// <summary>How long a child may still take to answer when cancelled, or to die when its pipes are closed.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);

    private readonly ChildOptions options;
    private readonly StartedChild started;
    private readonly Tail errors = new(ErrorsKept);
    private readonly Task draining;
    private readonly Task exited;
    private ChildFailureException? verdict;
    private long lastId;
    private bool begun;

    private ChildProcess(ChildOptions options, StartedChild started)
    {
        this.options = options;
        this.started = started;
        Pid = started.Process.Id;
        exited = started.Process.WaitForExitAsync();

        // Both are read dry: a library that prints a lot must not block on a full pipe.
        draining = Task.WhenAll(
            errors.ReadAsync(started.Process.StandardError.BaseStream),
            new Tail(1).ReadAsync(started.Process.StandardOutput.BaseStream));
    }

    /// <summary>The process we started: the child itself, or the sandbox around it.</summary>
    public int Pid { get; }

    public long Served => lastId;

    public bool Alive => verdict is null && !started.Process.HasExited;

    /// <summary>Starts a child and hears its hello. Of the user's files it sees <paramref name="files"/> and nothing else.</summary>
    /// <exception cref="ChildFailureException">It could not be started, or is of another build.</exception>
    public static async Task<ChildProcess> StartAsync(
        ChildOptions options, Sandbox sandbox, ChildFiles? files, CancellationToken cancellationToken, ChildCommand? command = null)
    {
        var started = await ChildStarter.StartAsync(options, sandbox, command ?? ChildCommand.OfThisProgram, files);
        var child = new ChildProcess(options, started);
        try
        {
            await child.GreetAsync(cancellationToken);
            return child;
        }
        catch
        {
            await child.DisposeAsync();
            throw;
        }
    }

    /// <summary>Sends a request and waits for the answer. One at a time.</summary>
    /// <exception cref="ChildFailureException">There is none; unless the code is <see cref="ChildFailureException.Failed"/> the child is gone.</exception>
    /// <exception cref="SourceException">The file to be sent could not be read; the child is gone, it has half a request.</exception>
    public async Task<ChildMessage> AskAsync(IReadOnlyList<OutgoingPart> parts, TimeSpan limit, CancellationToken cancellationToken)
    {
        using var watch = new MemoryWatch(Pid, options.MemoryLimit, () => End(ChildEnding.UsedTooMuch(options.Kind, options.MemoryLimit)));
        using var deadline = new CancellationTokenSource(limit, options.Clock);
        using var overdue = deadline.Token.Register(() => End(ChildEnding.TookTooLong(options.Kind, limit)));
        var id = ++lastId;
        begun = false;
        var reading = ReadAnswerAsync(id);
        var writing = Frames.WriteAsync(started.Requests, FrameType.Request, id, parts, CancellationToken.None);
        using var over = new CancellationTokenSource();
        var cancelling = Task.CompletedTask;
        Frame? frame;
        using (cancellationToken.Register(() => cancelling = CancelAsync(id, writing, over.Token)))
        {
            frame = await ReceiveAsync(writing, reading);
        }

        await over.CancelAsync();
        await cancelling;
        cancellationToken.ThrowIfCancellationRequested();
        return frame switch
        {
            { Type: FrameType.Answer } when frame.Id == id => frame.Message,
            { Type: FrameType.Failure } when frame.Id == id => throw new ChildFailureException(
                ChildFailureException.Failed, Text(frame.Message), true),
            null => throw await EndedAsync(),
            _ => throw End(ChildEnding.SpokeNonsense(options.Kind, $"a frame of type {frame.Type} where an answer was due", begun)),
        };
    }

    /// <summary>Kills it with everything it started. The first reason given is the one that counts; it is returned.</summary>
    public ChildFailureException End(ChildFailureException reason)
    {
        var first = Interlocked.CompareExchange(ref verdict, reason, null) ?? reason;
        ToolProcess.Kill(started.Process);
        return first;
    }

    /// <summary>Whether it should be replaced before the next request.</summary>
    public bool IsWorn() =>
        Served >= options.RecycleAfter || ProcessTree.ResidentBytes(Pid) > options.MemoryLimit * options.RecycleAbove;

    /// <summary>Lets an idle child go by closing its pipe, and kills one that does not go.</summary>
    public async ValueTask DisposeAsync()
    {
        started.Requests.Dispose();
        if (verdict is not null || !await ExitedWithinAsync(Grace))
        {
            ToolProcess.Kill(started.Process);
            await ExitedWithinAsync(Grace);
        }

        started.Answers.Dispose();
        started.Process.Dispose();
        started.Folder?.Dispose();
    }

    private async Task GreetAsync(CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(options.StartLimit);
        using var overdue = limit.Token.Register(() => End(new ChildFailureException(
            ChildFailureException.NotStarted, $"the {options.Kind} process did not say hello within {options.StartLimit.TotalSeconds:0} s", false)));
        var reading = Frames.ReadAsync(started.Answers, ChildProtocol.MaxHeader, null, CancellationToken.None);
        var frame = await ReceiveAsync(Task.CompletedTask, reading);
        cancellationToken.ThrowIfCancellationRequested();
        if (frame is null)
        {
            throw await EndedAsync();
        }

        var hello = ReadHello(frame);
        if (hello.Protocol != ChildProtocol.Version || hello.Build != ChildProtocol.Build)
        {
            throw End(new ChildFailureException(
                ChildFailureException.Protocol,
                $"the {options.Kind} process speaks protocol {hello.Protocol} (build {hello.Build}), this server {ChildProtocol.Version} "
                + $"(build {ChildProtocol.Build}): restart the server after an update",
                false));
        }
    }

    private Hello ReadHello(Frame frame)
    {
        try
        {
            return frame.Type == FrameType.Hello
                ? frame.Message.Read(ProtocolJson.Default.Hello)
                : throw new ProtocolException($"a frame of type {frame.Type} where a hello was due");
        }
        catch (ProtocolException problem)
        {
            throw End(ChildEnding.SpokeNonsense(options.Kind, problem.Message, begun: false));
        }
    }

    private async Task<Frame?> ReadAnswerAsync(long id)
    {
        var frame = await Frames.ReadAsync(started.Answers, MaxAnswer, null, CancellationToken.None);
        if (frame is not { Type: FrameType.Begun } || frame.Id != id)
        {
            return frame;
        }

        begun = true;
        return await Frames.ReadAsync(started.Answers, MaxAnswer, null, CancellationToken.None);
    }

    /// <summary>The answer; null where the child ended instead. A child may answer, or die, before it has read the whole request.</summary>
    private async Task<Frame?> ReceiveAsync(Task writing, Task<Frame?> reading)
    {
        try
        {
            await writing;
        }
        catch (SourceException)
        {
            End(ChildEnding.WasStopped(options.Kind));
            await reading.ContinueWith(_ => { }, TaskScheduler.Default);
            throw;
        }
        catch (IOException)
        {
            // It no longer reads; what it says or how it ended tells why.
        }

        try
        {
            return await Task.WhenAny(reading, exited) == reading ? await reading : await LastWordsAsync(reading);
        }
        catch (ProtocolException problem)
        {
            throw End(ChildEnding.SpokeNonsense(options.Kind, problem.Message, begun));
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>What is still in the pipe of a child that has ended; null where nothing is, which the pipe's end tells as soon as nobody else holds it.</summary>
    private async Task<Frame?> LastWordsAsync(Task<Frame?> reading)
    {
        try
        {
            return await reading.WaitAsync(Grace);
        }
        catch (TimeoutException)
        {
            PipeHolders.Kill(started.Answers.SafePipeHandle);
            return null;
        }
    }

    /// <summary>Asks the child to stop, and kills it where it does not listen. <paramref name="over"/> is cancelled when it has answered.</summary>
    private async Task CancelAsync(long id, Task writing, CancellationToken over)
    {
        if (!writing.IsCompletedSuccessfully)
        {
            End(ChildEnding.WasStopped(options.Kind));
            return;
        }

        try
        {
            await Frames.WriteAsync(started.Requests, FrameType.Cancel, id, (IReadOnlyList<OutgoingPart>)[], CancellationToken.None);
            await Task.Delay(Grace, over);
            End(ChildEnding.WasStopped(options.Kind));
        }
        catch (Exception problem) when (problem is IOException or OperationCanceledException)
        {
            // It is gone, or it answered in time.
        }
    }

    private async Task<ChildFailureException> EndedAsync()
    {
        if (!await ExitedWithinAsync(Grace))
        {
            // It closed its pipe and lives on: that is no way to answer.
            ToolProcess.Kill(started.Process);
            await ExitedWithinAsync(Grace);
        }

        await Task.WhenAny(draining, Task.Delay(Grace));
        var exitCode = started.Process.HasExited ? started.Process.ExitCode : 128 + Signals.Kill;
        var died = ChildEnding.Died(options.Kind, exitCode, errors.ToString(), begun);
        return Interlocked.CompareExchange(ref verdict, died, null) ?? died;
    }

    private async Task<bool> ExitedWithinAsync(TimeSpan time)
    {
        try
        {
            await exited.WaitAsync(time);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private static string Text(ChildMessage message)
    {
        try
        {
            return message.Read(ProtocolJson.Default.String);
        }
        catch (ProtocolException)
        {
            return Encoding.UTF8.GetString(message.Body.Span);
        }
    }
}

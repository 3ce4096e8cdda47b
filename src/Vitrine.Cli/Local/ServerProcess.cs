using System.Diagnostics;

namespace Vitrine.Cli.Local;

/// <summary>The server as a child of this command: started with the arguments it knows, ended with this command.</summary>
internal sealed partial class ServerProcess : IAsyncDisposable
{
    /// <summary>SIGTERM (signal(7)).</summary>
    private const int Terminate = 15;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly Process process;
    private readonly List<string> errors = [];
    private bool started;

    private ServerProcess(Process process) => this.process = process;

    /// <summary>Where the server's executable is: <c>VITRINE_SERVER</c>, else beside this one.</summary>
    public static string Executable =>
        Environment.GetEnvironmentVariable("VITRINE_SERVER") is { Length: > 0 } named ? named
        : Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "Vitrine.Server.exe" : "Vitrine.Server");

    public int Id => process.Id;

    /// <summary>Starts it and waits until it says where it listens.</summary>
    /// <exception cref="LocalException">It ended instead; the message is what it said.</exception>
    public static async Task<ServerProcess> StartAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var server = new ServerProcess(Launch(arguments, redirect: true));
        var ready = new TaskCompletionSource();
        server.process.OutputDataReceived += (_, line) =>
        {
            if (line.Data?.StartsWith("Vitrine listens on ", StringComparison.Ordinal) == true)
            {
                ready.TrySetResult();
            }
            else if (line.Data is { Length: > 0 } other)
            {
                Console.Error.WriteLine(other);
            }
        };
        server.process.ErrorDataReceived += (_, line) => server.Heard(line.Data);
        server.process.BeginOutputReadLine();
        server.process.BeginErrorReadLine();
        var ended = server.process.WaitForExitAsync(cancellationToken);
        if (await Task.WhenAny(ready.Task, ended) == ended)
        {
            await ended;
            throw new LocalException(server.errors.Count > 0 ? string.Join(Environment.NewLine, server.errors) : $"the server ended with code {server.process.ExitCode}");
        }

        server.Started();
        return server;
    }

    /// <summary>Runs the server's executable for one of its own verbs, on this terminal, and returns its exit code.</summary>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        using var process = Launch(arguments, redirect: false);
        await process.WaitForExitAsync(cancellationToken);
        return process.ExitCode;
    }

    public Task WaitAsync(CancellationToken cancellationToken) => process.WaitForExitAsync(cancellationToken);

    public int ExitCode => process.ExitCode;

    /// <summary>Asks it to end (it finishes what it writes), and ends it hard when it does not listen.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            Signal(process);
            using var patience = new CancellationTokenSource(Patience);
            try
            {
                await process.WaitForExitAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
            }
        }

        process.Dispose();
    }

    private void Heard(string? line)
    {
        if (line is { Length: > 0 })
        {
            lock (errors)
            {
                errors.Add(line);
                if (started)
                {
                    Console.Error.WriteLine(line);
                }
            }
        }
    }

    /// <summary>Until here a start that fails is told once, by who asked for it; from here on everything is passed on.</summary>
    private void Started()
    {
        lock (errors)
        {
            started = true;
            errors.ForEach(Console.Error.WriteLine);
        }
    }

    private static void Signal(Process process)
    {
        if (OperatingSystem.IsWindows())
        {
            process.Kill();
            return;
        }

        // By the system itself: small containers have no program that does it.
        _ = Kill(process.Id, Terminate);
    }

    [System.Runtime.InteropServices.LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);

    private static Process Launch(IReadOnlyList<string> arguments, bool redirect)
    {
        if (!File.Exists(Executable))
        {
            throw new LocalException($"The server is not built: {Executable} is not there. Run ./vitrine serve once.");
        }

        var start = new ProcessStartInfo(Executable, arguments) { UseShellExecute = false, RedirectStandardOutput = redirect, RedirectStandardError = redirect };
#pragma warning disable RS0030 // The command line's one purpose here is to start the server; media tools are started in Vitrine.Media.Tools.
        return Process.Start(start) ?? throw new LocalException($"{Executable} could not be started");
#pragma warning restore RS0030
    }
}

/// <summary>Something on this machine is not as the command needs it; the message is a sentence.</summary>
internal sealed class LocalException(string message) : Exception(message);

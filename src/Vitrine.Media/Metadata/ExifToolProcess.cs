using System.Diagnostics;
using System.Globalization;
using System.Text;
using Vitrine.Media.Tools;

namespace Vitrine.Media.Metadata;

/// <summary>What exiftool wrote for one request; no output where it would have been more than is taken.</summary>
internal sealed record ExifToolOutput(ReadOnlyMemory<byte>? Output, string Errors);

/// <summary>
/// One exiftool that stays open and is asked one thing after the other. It reads no configuration file, works in a private folder and ends with us.
/// One that runs past its limit or writes too much is killed, and the next request gets a new one.
/// </summary>
internal sealed class ExifToolProcess : IAsyncDisposable
{
    private const int MostOutput = 32 << 20, MostErrors = 16 << 10, RequestsPerProcess = 500;

    // Together with the child around it this stays below what a decode child may hold.
    private const long MostMemory = 192L << 20;
    private static readonly TimeSpan LateErrors = TimeSpan.FromSeconds(2);

    private readonly SemaphoreSlim one = new(1, 1);
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("vitrine-exiftool-");
    private readonly byte[] buffer = new byte[64 << 10];
    private Process? process;
    private ErrorTail? errors;
    private int requests;

    /// <summary>Whether there is an exiftool to ask.</summary>
    public static bool IsInstalled => ToolEnvironment.Find("exiftool") is not null;

    /// <summary>Asks about a file. It is seen under a neutral name: exiftool takes a per cent sign in a name for one of its codes.</summary>
    /// <param name="extension">Of the neutral name, with its dot: where exiftool writes, it goes by that, not by what is in the file.</param>
    /// <param name="arguments">One a line, as in exiftool's -@ files; the file's name comes behind them.</param>
    /// <exception cref="ToolException">exiftool is not installed.</exception>
    /// <exception cref="TimeoutException">It needed more than <paramref name="limit"/>.</exception>
    /// <exception cref="IOException">It ended without an answer.</exception>
    public async Task<ExifToolOutput> AskAsync(string path, IReadOnlyList<string> arguments, TimeSpan limit, CancellationToken cancellationToken, string extension = "")
    {
        await one.WaitAsync(cancellationToken);
        var answered = false;
        try
        {
            if (process is null or { HasExited: true } || requests >= RequestsPerProcess)
            {
                await StopAsync();
                await StartAsync();
            }

            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            patience.CancelAfter(limit);
            var output = await AskAsync(Link(path, extension), arguments, ++requests, patience.Token);
            answered = output is not null;
            return new ExifToolOutput(output, await errors!.UpToAsync(Ready(requests), LateErrors));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException(string.Create(CultureInfo.InvariantCulture, $"exiftool needed more than {limit.TotalSeconds:0.#} s for this file and was stopped."));
        }
        finally
        {
            if (!answered)
            {
                await StopAsync();
            }

            one.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await one.WaitAsync();
        await StopAsync();
        one.Dispose();
        folder.Delete(recursive: true);
    }

    private static string Ready(int number) => string.Create(CultureInfo.InvariantCulture, $"{{ready{number}}}");

    private async Task StartAsync()
    {
        var exiftool = ToolEnvironment.Find("exiftool") ?? throw new ToolException(ToolException.Missing, "exiftool is not installed");

        // An empty -config keeps it from running a .ExifTool_config that lies about, and must come first.
        string[] arguments = ["-config", "", "-stay_open", "True", "-@", "-"];

        // exiftool goes on waiting at the end of its input, so the kernel has to end it with us (prctl(2), PR_SET_PDEATHSIG);
        // and it unpacks whatever a file holds, so its memory is bounded.
        List<string> line = [];
        if (ToolEnvironment.Find("setpriv") is { } setpriv)
        {
            line.AddRange([setpriv, "--pdeathsig", "KILL", "--"]);
        }

        if (ToolEnvironment.Find("prlimit") is { } prlimit)
        {
            line.AddRange([prlimit, string.Create(CultureInfo.InvariantCulture, $"--as={MostMemory}")]);
        }

        line.AddRange([exiftool, .. arguments]);
        var command = new ToolCommand(line[0], line[1..]);
        command = command with { WorkingDirectory = folder.FullName, Environment = new Dictionary<string, string> { ["TZ"] = "UTC" } };
        process = await ProcessLauncher.StartAsync(() => ProcessLauncher.Start(command.ToStartInfo()));
        errors = new ErrorTail(process.StandardError.BaseStream, MostErrors);
        requests = 0;
    }

    private string Link(string path, string extension)
    {
        var link = Path.Combine(folder.FullName, "file" + extension);
        File.Delete(link);
        File.CreateSymbolicLink(link, Path.GetFullPath(path));
        return link;
    }

    private async Task<ReadOnlyMemory<byte>?> AskAsync(string link, IReadOnlyList<string> arguments, int number, CancellationToken cancellationToken)
    {
        var request = new StringBuilder();
        foreach (var line in (string[])[.. arguments, link, "-echo4", Ready(number), string.Create(CultureInfo.InvariantCulture, $"-execute{number}")])
        {
            request.Append(line).Append('\n');
        }

        var input = process!.StandardInput.BaseStream;
        await input.WriteAsync(Encoding.UTF8.GetBytes(request.ToString()), cancellationToken);
        await input.FlushAsync(cancellationToken);
        var ready = Encoding.ASCII.GetBytes(Ready(number) + "\n");
        var output = new MemoryStream();
        while (true)
        {
            var read = await process.StandardOutput.BaseStream.ReadAsync(buffer, cancellationToken);
            if (read == 0)
            {
                throw new EndOfStreamException("exiftool ended without an answer");
            }

            output.Write(buffer, 0, read);
            var written = output.GetBuffer().AsSpan(0, (int)output.Length);
            if (written.EndsWith(ready))
            {
                return output.GetBuffer().AsMemory(0, (int)output.Length - ready.Length);
            }

            if (output.Length > MostOutput)
            {
                return null;
            }
        }
    }

    private async Task StopAsync()
    {
        if (process is null)
        {
            return;
        }

        ToolProcess.Kill(process);
        await process.WaitForExitAsync(CancellationToken.None);
        await errors!.Ended;
        process.Dispose();
        process = null;
    }

    /// <summary>The end of what a program writes about its troubles, read as it comes so that it never has to wait.</summary>
    private sealed class ErrorTail
    {
        private readonly Lock gate = new();
        private readonly StringBuilder text = new();
        private readonly int most;
        private TaskCompletionSource more = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public ErrorTail(Stream source, int most)
        {
            this.most = most;
            Ended = ReadAsync(source);
        }

        public Task Ended { get; }

        /// <summary>What came up to a mark, which is taken with it; where the mark does not come in time, what is there.</summary>
        public async Task<string> UpToAsync(string mark, TimeSpan patience)
        {
            using var late = new CancellationTokenSource(patience);
            while (true)
            {
                Task waiting;
                lock (gate)
                {
                    var all = text.ToString();
                    var at = all.IndexOf(mark, StringComparison.Ordinal);
                    if (at >= 0 || late.IsCancellationRequested || Ended.IsCompleted)
                    {
                        text.Clear().Append(at < 0 ? "" : all[(at + mark.Length)..]);
                        return (at < 0 ? all : all[..at]).Trim();
                    }

                    waiting = more.Task;
                }

                await Task.WhenAny(waiting, Ended, Task.Delay(patience, late.Token));
            }
        }

        private async Task ReadAsync(Stream source)
        {
            var bytes = new byte[4096];
            try
            {
                while (await source.ReadAsync(bytes) is > 0 and var count)
                {
                    lock (gate)
                    {
                        text.Append(Encoding.UTF8.GetString(bytes, 0, count));
                        if (text.Length > most)
                        {
                            text.Remove(0, text.Length - most);
                        }

                        more.SetResult();
                        more = new(TaskCreationOptions.RunContinuationsAsynchronously);
                    }
                }
            }
            catch (IOException)
            {
                // The pipe went away with the process.
            }
        }
    }
}

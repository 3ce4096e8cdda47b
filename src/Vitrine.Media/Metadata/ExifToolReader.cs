using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Vitrine.Core.Assets;
using Vitrine.Media.Tools;

namespace Vitrine.Media.Metadata;

/// <summary>What exiftool read of one file. Its own warnings are problems; a file it could not read at all gives no tags and a problem.</summary>
public sealed record ExifToolAnswer(IReadOnlyList<EmbeddedTag> Tags, IReadOnlyList<Problem> Problems);

/// <summary>
/// Asks one long-lived exiftool, one file at a time. It sees the file under a neutral name in a private folder, no configuration file, and only options of ours.
/// One that runs past the limit or writes too much is killed, with a problem for that file; the next file gets a new one.
/// </summary>
public sealed class ExifToolReader : IAsyncDisposable
{
    private const string Step = "details";
    private const int MostOutput = 32 << 20, FilesPerProcess = 500;
    // Together with the child around it this stays below what a decode child may hold.
    private const long MostMemory = 192L << 20;

    // -l gives words and numbers at once. Facts of the file system and values computed from others are no metadata.
    private static readonly string[] Options = ["-j", "-l", "-G1", "-a", "-charset", "filename=UTF8", "-api", "LargeFileSupport=1", "-x", "System:All", "-x", "ExifTool:ExifToolVersion", "-e"];

    private readonly TimeSpan limit;
    private readonly SemaphoreSlim one = new(1, 1);
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("vitrine-exiftool-");
    private readonly byte[] buffer = new byte[64 << 10];
    private Process? process;
    private Task errors = Task.CompletedTask;
    private int files;

    /// <param name="limit">Time for one file; 20 s by default.</param>
    public ExifToolReader(TimeSpan? limit = null) => this.limit = limit ?? TimeSpan.FromSeconds(20);

    /// <summary>Whether there is an exiftool to ask.</summary>
    public static bool IsInstalled => ToolEnvironment.Find("exiftool") is not null;

    /// <exception cref="ToolException">exiftool is not installed.</exception>
    public async Task<ExifToolAnswer> ReadAsync(string path, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        await one.WaitAsync(cancellationToken);
        var answered = false;
        try
        {
            if (process is null or { HasExited: true } || files >= FilesPerProcess)
            {
                await StopAsync();
                await StartAsync();
            }

            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            patience.CancelAfter(limit);
            var output = await AskAsync(path, ++files, patience.Token);
            answered = output is not null;
            return output is null
                ? Failed(ToolException.TooMuchOutput, "The file has more metadata than exiftool is allowed to tell.")
                : ExifToolJson.Parse(output.GetBuffer().AsMemory(0, (int)output.Length), cancellationToken);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Failed(ToolException.TimedOut, string.Create(CultureInfo.InvariantCulture, $"exiftool needed more than {limit.TotalSeconds:0.#} s for this file and was stopped."));
        }
        catch (Exception e) when (e is IOException or JsonException)
        {
            return Failed("exiftool-failed", "exiftool ended without an answer.");
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

    private static ExifToolAnswer Failed(string code, string message) => new([], [new Problem(Step, code, message)]);

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
        errors = process.StandardError.BaseStream.CopyToAsync(Stream.Null, CancellationToken.None);
        files = 0;
    }

    private async Task<MemoryStream?> AskAsync(string path, int number, CancellationToken cancellationToken)
    {
        var link = Path.Combine(folder.FullName, "file");
        File.Delete(link);
        File.CreateSymbolicLink(link, Path.GetFullPath(path));
        var request = new StringBuilder();
        foreach (var line in (string[])[.. Options, link, string.Create(CultureInfo.InvariantCulture, $"-execute{number}")])
        {
            request.Append(line).Append('\n');
        }

        var input = process!.StandardInput.BaseStream;
        await input.WriteAsync(Encoding.UTF8.GetBytes(request.ToString()), cancellationToken);
        await input.FlushAsync(cancellationToken);
        var ready = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{{ready{number}}}\n"));
        var output = new MemoryStream();
        while (true)
        {
            var read = await process.StandardOutput.BaseStream.ReadAsync(buffer, cancellationToken);
            if (read == 0)
            {
                throw new EndOfStreamException();
            }

            output.Write(buffer, 0, read);
            var written = output.GetBuffer().AsSpan(0, (int)output.Length);
            if (written.EndsWith(ready))
            {
                output.SetLength(output.Length - ready.Length);
                return output;
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
        try
        {
            await errors;
        }
        catch (IOException)
        {
            // The pipe went away with the process.
        }

        process.Dispose();
        process = null;
    }
}

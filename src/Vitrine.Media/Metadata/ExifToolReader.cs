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

    // -l gives words and numbers at once. Facts of the file system and values computed from others are no metadata.
    private static readonly string[] Options = ["-j", "-l", "-G1", "-a", "-charset", "filename=UTF8", "-api", "LargeFileSupport=1", "-x", "System:All", "-x", "ExifTool:ExifToolVersion", "-e"];

    private readonly TimeSpan limit;
    private readonly ExifToolProcess tool = new();

    /// <param name="limit">Time for one file; 20 s by default.</param>
    public ExifToolReader(TimeSpan? limit = null) => this.limit = limit ?? TimeSpan.FromSeconds(20);

    /// <summary>Whether there is an exiftool to ask.</summary>
    public static bool IsInstalled => ExifToolProcess.IsInstalled;

    /// <exception cref="ToolException">exiftool is not installed.</exception>
    public async Task<ExifToolAnswer> ReadAsync(string path, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            var answer = await tool.AskAsync(path, Options, limit, cancellationToken);
            return answer.Output is { } output
                ? ExifToolJson.Parse(output, cancellationToken)
                : Failed(ToolException.TooMuchOutput, "The file has more metadata than exiftool is allowed to tell.");
        }
        catch (TimeoutException late)
        {
            return Failed(ToolException.TimedOut, late.Message);
        }
        catch (Exception e) when (e is IOException or JsonException)
        {
            return Failed("exiftool-failed", "exiftool ended without an answer.");
        }
    }

    public ValueTask DisposeAsync() => tool.DisposeAsync();

    private static ExifToolAnswer Failed(string code, string message) => new([], [new Problem(Step, code, message)]);
}

using System.Text;
using System.Text.RegularExpressions;

namespace Vitrine.Media.Tools;

/// <summary>The parts of the operating system that Vitrine uses, and which of them this machine has.</summary>
public static partial class SystemParts
{
    public static IReadOnlyList<SystemPart> All { get; } =
    [
        new("libvips", "libvips42", SystemPartUse.Serving, "HEIC, JPEG XL, JPEG 2000 and PDF pages open through slower readers or not at all")
        {
            Library = "libvips.so.42",
        },
        Program("ffmpeg", "ffmpeg", SystemPartUse.Serving, "videos get no poster frame", "-version"),
        Program("ffprobe", "ffmpeg", SystemPartUse.Serving, "videos and audio show no duration, codec or size", "-version"),
        Program("exiftool", "libimage-exiftool-perl", SystemPartUse.Serving, "maker notes and rare metadata stay unread, and previews inside camera raw files unused", "-ver"),
        Program("pdftotext", "poppler-utils", SystemPartUse.Serving, "PDF files are not found by what they say", "-v"),
        Program("bwrap", "bubblewrap", SystemPartUse.Serving, "hostile files are decoded with less isolation", "--version") with { Name = "bubblewrap" },
        Program("unshare", "util-linux", SystemPartUse.Serving, "where bubblewrap is absent too, decoding children can reach the network", "--version"),
        Program("npm", "npm", SystemPartUse.Serving, "models that are published as npm packages cannot be installed", "--version"),
        Program("chromium", "chromium", SystemPartUse.Testing, "the browser tests are skipped", "--version"),
        Program("node", "nodejs", SystemPartUse.Testing, "the tests with foreign client libraries are skipped", "--version"),
        new("PostgreSQL", "postgresql-15", SystemPartUse.Testing, "the tests on PostgreSQL are skipped")
        {
            Programs = [.. new[] { 18, 17, 16, 15 }.Select(major => ($"/usr/lib/postgresql/{major}/bin/postgres", "--version"))],
        },
    ];

    /// <summary>Asks each part for its version, all at once; a part that does not answer within seconds is present without one.</summary>
    public static async Task<IReadOnlyList<SystemPartState>> ProbeAsync(CancellationToken cancellationToken) =>
        await Task.WhenAll(All.Select(part => ProbeAsync(part, cancellationToken)));

    internal static Task<SystemPartState> ProbeAsync(SystemPart part, CancellationToken cancellationToken) =>
        part.Library is { } library ? ProbeLibraryAsync(part, library, cancellationToken) : ProbeProgramAsync(part, cancellationToken);

    private static SystemPart Program(string program, string package, SystemPartUse use, string without, string versionArgument) =>
        new(program, package, use, without) { Programs = [(program, versionArgument)] };

    private static async Task<SystemPartState> ProbeProgramAsync(SystemPart part, CancellationToken cancellationToken)
    {
        foreach (var (program, argument) in part.Programs)
        {
            var path = Path.IsPathRooted(program) ? program : ToolEnvironment.Find(program);
            if (path is not null && File.Exists(path))
            {
                // pdftotext prints its version on standard error.
                var (output, errors) = await AskAsync(path, [argument], cancellationToken);
                return new SystemPartState(part, true, FirstVersion(output) ?? FirstVersion(errors));
            }
        }

        return new SystemPartState(part, false, null);
    }

    private static async Task<SystemPartState> ProbeLibraryAsync(SystemPart part, string library, CancellationToken cancellationToken)
    {
        var (cache, _) = await AskAsync("ldconfig", ["-p"], cancellationToken);
        if (!cache.Contains(library, StringComparison.Ordinal))
        {
            return new SystemPartState(part, false, null);
        }

        // A library's file name carries its ABI, not its release: that is the package's knowledge.
        var (version, _) = await AskAsync("dpkg-query", ["-W", "-f=${Version}\n", part.Package], cancellationToken);
        return new SystemPartState(part, true, FirstVersion(version));
    }

    private static async Task<(string Output, string Errors)> AskAsync(string program, string[] arguments, CancellationToken cancellationToken)
    {
        try
        {
            var command = new ToolCommand(program, arguments) { Limit = TimeSpan.FromSeconds(10), OutputLimit = 4 << 20 };
            var result = await ToolProcess.RunAsync(command, cancellationToken);
            return (Encoding.UTF8.GetString(result.Output), result.Errors);
        }
        catch (ToolException)
        {
            return ("", "");
        }
    }

    private static string? FirstVersion(string text) => VersionPattern.Match(text) is { Success: true } match ? match.Value : null;

    [GeneratedRegex(@"\d+(\.\d+)+", RegexOptions.NonBacktracking)]
    private static partial Regex VersionPattern { get; }
}

using Vitrine.Benchmarks.Running;
using Vitrine.Media.Tools;

namespace Vitrine.Benchmarks.FirstStart;

/// <summary>A clone of what is committed, in an empty folder, with empty folders for everything that package clients keep.</summary>
internal sealed class CleanClone
{
    private CleanClone(string root) => Root = root;

    public string Root { get; }

    public string Code => Path.Combine(Root, "vitrine");

    public string Data => Path.Combine(Code, "data");

    public string Photos => Path.Combine(Root, "photos");

    private string Packages => Path.Combine(Root, "packages");

    private string Http => Path.Combine(Root, "http");

    /// <summary>Clones the repository and copies a few photographs.</summary>
    public static async Task<CleanClone> MakeAsync(int photos)
    {
        var clone = new CleanClone(Places.NewFolder("first-start"));
        var result = await ToolProcess.RunAsync(
            new ToolCommand("git", ["clone", "--quiet", "--no-hardlinks", Places.Repository, clone.Code]) { Environment = PassedEnvironment.With() }, CancellationToken.None);
        if (!result.Succeeded)
        {
            throw new BenchmarkException(result.Describe("git clone"));
        }

        Directory.CreateDirectory(clone.Photos);
        foreach (var path in Directory.EnumerateFiles(Path.Combine(Places.Photos(), "coco"), "*.jpg").Order(StringComparer.Ordinal).Take(photos))
        {
            File.Copy(path, Path.Combine(clone.Photos, Path.GetFileName(path)));
        }

        return clone;
    }

    /// <summary>Runs <c>./vitrine</c> in the clone, and has its standard output.</summary>
    public async Task<ToolResult> RunAsync(IReadOnlyList<string> arguments) => await ToolProcess.RunAsync(
        new ToolCommand(Path.Combine(Code, "vitrine"), arguments)
        {
            WorkingDirectory = Code,
            Limit = TimeSpan.FromMinutes(30),
            Environment = PassedEnvironment.With(
                ("NUGET_PACKAGES", Packages), ("NUGET_HTTP_CACHE_PATH", Http), ("npm_config_cache", Path.Combine(Root, "npm")), ("npm_config_update_notifier", "false"), ("MSBUILDDISABLENODEREUSE", "1")),
        },
        CancellationToken.None);

    /// <summary>Bytes that came, as far as they are kept.</summary>
    public Fetched Count() => new(Size(Packages, "*.nupkg"), Size(Http, "*"), Size(Path.Combine(Data, "models"), "*"));

    private static long Size(string folder, string pattern) => Directory.Exists(folder)
        ? Directory.EnumerateFiles(folder, pattern, SearchOption.AllDirectories).Sum(path => new FileInfo(path).Length)
        : 0;
}

/// <param name="Packages">NuGet packages as they came (they are kept beside what they unpack to).</param>
/// <param name="Http">All answers of NuGet's feed that its client kept: packages again, and their indexes.</param>
/// <param name="Models">Model files after they were taken out of their packages; npm's tarballs are deleted once that is done.</param>
internal sealed record Fetched(long Packages, long Http, long Models);

using Vitrine.Contracts;

namespace Vitrine.Server.Ui.Work;

/// <summary>Files on pages are named by their place in the library, not by that on the server's disk.</summary>
internal static class LibraryPaths
{
    /// <summary>The same work with short names of files.</summary>
    /// <param name="roots">Folders that were taken in, as they lie on the disk.</param>
    public static ActivityView Shorten(ActivityView activity, IReadOnlyList<string> roots) => activity with
    {
        Failures = [.. activity.Failures.Select(failure => failure with { Name = Shorten(failure.Name, roots) })],
        Jobs = [.. activity.Jobs.Select(job => job with { Problems = [.. job.Problems.Select(problem => problem with { Path = Shorten(problem.Path, roots) })] })],
    };

    /// <summary>A path from the taken folder's own name on; as it is where it lies in none.</summary>
    public static string Shorten(string path, IReadOnlyList<string> roots)
    {
        var root = roots.Select(one => one.TrimEnd('/')).Where(one => path.StartsWith(one + "/", StringComparison.Ordinal)).MaxBy(one => one.Length);
        return root is null ? path : path[(root.LastIndexOf('/') + 1)..];
    }
}

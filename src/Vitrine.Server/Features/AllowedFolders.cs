using Vitrine.Core.Search;
using Vitrine.Server.Hosting;
using Vitrine.Server.Import;

namespace Vitrine.Server.Features;

/// <summary>Folders of the server's machine that the API may name: only those that somebody on that machine named before, or that lie in one of those.</summary>
internal static class AllowedFolders
{
    /// <summary>Real paths as they were when they were allowed; one that became a link since allows nothing.</summary>
    /// <param name="file">One folder a line; the command line writes it.</param>
    public static async Task<IReadOnlyList<string>> ReadAsync(string file, CancellationToken cancellationToken) =>
        File.Exists(file) ? [.. (await File.ReadAllLinesAsync(file, cancellationToken)).Select(Path.TrimEndingDirectorySeparator).Where(RealPath.IsReal)] : [];

    /// <param name="done">What would be done with it, in the passive.</param>
    /// <param name="verb">Of the command line: the one that allows it.</param>
    /// <returns>The real path.</returns>
    /// <exception cref="RequestRefusedException">It is none, is not there, or was not allowed.</exception>
    public static string Require(string? path, IReadOnlyList<string> allowed, string done, string verb)
    {
        // A zero character would end the path for the system, not for us.
        if (string.IsNullOrEmpty(path) || path.Contains('\0', StringComparison.Ordinal) || !Path.IsPathRooted(path))
        {
            throw new RequestRefusedException(StatusCodes.Status400BadRequest, new QuerySentence(RefusalSentences.PathFromRoot));
        }

        if (RealPath.Of(path) is not { } real)
        {
            throw new RequestRefusedException(StatusCodes.Status400BadRequest, new QuerySentence(RefusalSentences.PathNotThere, path));
        }

        return allowed.Any(root => RealPath.IsWithin(real, root))
            ? real
            : throw new RequestRefusedException(
                StatusCodes.Status403Forbidden, $"{path} may not be {done} by API. Allow it on the server's machine: ./vitrine {verb} \"{path}\"");
    }
}

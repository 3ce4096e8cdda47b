using System.Text;
using System.Text.RegularExpressions;

namespace Vitrine.Server.Import;

/// <summary>
/// What the owner of a folder leaves out: <c>*.bak</c> and <c>cache</c> anywhere, <c>/raw</c> and <c>2019/cache/**</c> from the folder on. <c>*</c> and <c>?</c>
/// stay within one name, <c>**</c> goes over several; capitals do not count. What matches a folder leaves out all below it.
/// </summary>
public sealed class ExcludePatterns
{
    public const int MostPatterns = 100;
    public const int LongestPattern = 500;

    public static readonly ExcludePatterns None = new([]);

    private readonly Regex[] patterns;

    private ExcludePatterns(IEnumerable<string> patterns) => this.patterns = [.. patterns.Select(Compile)];

    /// <param name="lines">One pattern a line; empty lines mean nothing.</param>
    public static ExcludePatterns Of(string lines) => lines.Length == 0 ? None : new(Lines(lines));

    public static string[] Lines(string lines) => lines.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <param name="path">Below the folder, with <c>/</c> between names.</param>
    public bool Match(string path) => patterns.Length > 0 && Array.Exists(patterns, pattern => pattern.IsMatch(path));

    private static Regex Compile(string pattern)
    {
        var glob = pattern.TrimEnd('/');
        // All below a folder: then the folder itself need not be looked into.
        glob = glob.EndsWith("/**", StringComparison.Ordinal) ? glob[..^3] : glob;
        var anywhere = !glob.Contains('/', StringComparison.Ordinal);
        var text = new StringBuilder(anywhere ? @"(?:^|/)" : "^");
        var rest = glob.AsSpan().TrimStart('/');
        while (rest.Length > 0)
        {
            var (taken, means) = rest switch
            {
                ['*', '*', '/', ..] => (3, "(?:.*/)?"),
                ['*', '*', ..] => (2, ".*"),
                ['*', ..] => (1, "[^/]*"),
                ['?', ..] => (1, "[^/]"),
                _ => (1, Regex.Escape(rest[..1].ToString())),
            };
            text.Append(means);
            rest = rest[taken..];
        }

        return new Regex(text.Append("(?:$|/)").ToString(), RegexOptions.NonBacktracking | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.Singleline);
    }
}

using System.Text.RegularExpressions;

namespace Vitrine.Server.Tests.Rules;

/// <summary>What the whole repository keeps to, read from its sources.</summary>
public sealed partial class RepositoryRules
{
    private const int MostLines = 400;

    private static readonly string Root = FindRoot();

    [Fact]
    public void Files_OfCode_StayUnder400Lines()
    {
        var long_ = Sources("*.cs", "*.razor", "*.js", "*.css", "*.sql", "*.sh")
            .Append(Path.Combine(Root, "vitrine"))
            .Select(path => (Path: Relative(path), Lines: File.ReadLines(path).Count()))
            .Where(file => file.Lines > MostLines);

        Assert.Empty(long_);
    }

    [Fact]
    public void Sources_NameNoMachineAndNoRegistry()
    {
        var found = Sources("*.cs", "*.razor", "*.js", "*.css", "*.md", "*.json", "*.props", "*.csproj", "*.sh")
            .Where(path => !path.EndsWith(".lock.json", StringComparison.Ordinal))
            .SelectMany(path => File.ReadLines(path).Where(line => Addresses().IsMatch(line)).Select(line => $"{Relative(path)}: {line.Trim()}"));

        Assert.Empty(found);
    }

    [Fact]
    public void LockFiles_HoldNoAddresses()
    {
        var found = Directory.EnumerateFiles(Root, "packages*.lock.json", SearchOption.AllDirectories)
            .Where(path => File.ReadAllText(path).Contains("://", StringComparison.Ordinal));

        Assert.Empty(found);
    }

    [Fact]
    public void Features_DoNotNameEachOther()
    {
        // An area may use another's readers only where it is listed: the exceptions are few and seen.
        string[] shared = ["Assets", "Library"];
        var features = Path.Combine(Root, "src", "Vitrine.Server", "Features");
        var crossing = Directory.GetDirectories(features)
            .SelectMany(area => Directory.EnumerateFiles(area, "*.cs", SearchOption.AllDirectories).Select(file => (Area: Path.GetFileName(area), File: file)))
            .SelectMany(pair => FeatureUse().Matches(File.ReadAllText(pair.File)).Select(match => (pair.Area, pair.File, Used: match.Groups[1].Value)))
            .Where(use => use.Used != use.Area && !shared.Contains(use.Used))
            .Select(use => $"{Relative(use.File)} uses {use.Used}");

        Assert.Empty(crossing);
    }

    [GeneratedRegex(@"(^|[^A-Za-z0-9_.])/(work|farm|root)/[A-Za-z]|https?://(registry|packages?|deb|api|files)\.[a-z0-9-]+\.(org|com)/")]
    private static partial Regex Addresses();

    [GeneratedRegex(@"using Vitrine\.Server\.Features\.(\w+);")]
    private static partial Regex FeatureUse();

    private static IEnumerable<string> Sources(params string[] patterns) =>
        new[] { "src", "tests", "bench", "tools", "docs" }
            .Select(folder => Path.Combine(Root, folder))
            .Where(Directory.Exists)
            .SelectMany(folder => patterns.SelectMany(pattern => Directory.EnumerateFiles(folder, pattern, SearchOption.AllDirectories)))
            .Where(path => !path.Contains("/node_modules/", StringComparison.Ordinal) && !path.Contains("/wwwroot/lib/", StringComparison.Ordinal));

    private static string Relative(string path) => Path.GetRelativePath(Root, path);

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "Vitrine.slnx")))
        {
            folder = folder.Parent;
        }

        return folder.FullName;
    }
}

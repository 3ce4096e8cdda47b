using System.Collections;
using System.Globalization;
using System.Resources;
using System.Text.RegularExpressions;
using Vitrine.Server.Ui;

namespace Vitrine.Browser.Tests;

public sealed class FilesTests
{
    private static readonly string Web = Path.Combine(Repository(), "src", "Vitrine.Server", "wwwroot");

    public static TheoryData<string> Sentences => [.. Words.Files.Append("ScriptStrings").Select(file => $"Vitrine.Server.Ui.{file}")];

    [Theory]
    [MemberData(nameof(Sentences))]
    public void Sentences_InGerman_AreAllThereWithTheSameHoles(string name)
    {
        var sentences = new ResourceManager(name, typeof(UiEndpoints).Assembly);
        var german = sentences.GetResourceSet(CultureInfo.GetCultureInfo("de"), createIfNotExists: true, tryParents: false)!
            .Cast<DictionaryEntry>().ToDictionary(entry => (string)entry.Key, entry => (string)entry.Value!);
        foreach (DictionaryEntry entry in sentences.GetResourceSet(CultureInfo.InvariantCulture, createIfNotExists: true, tryParents: false)!)
        {
            Assert.True(german.TryGetValue((string)entry.Key, out var translated), $"{entry.Key} has no German sentence");
            Assert.Equal(Holes((string)entry.Value!), Holes(translated!));
        }
    }

    [Fact]
    public void Modules_Together_StayLight()
    {
        var modules = Directory.GetFiles(Path.Combine(Web, "js"), "*.js", SearchOption.AllDirectories);
        Assert.InRange(Fetched(Path.Combine(Web, "js", "app.js"), []).Sum(module => new FileInfo(module).Length), 1, 150_000);
        Assert.All(modules.Where(module => module.Contains("elements", StringComparison.Ordinal)), module => Assert.InRange(File.ReadLines(module).Count(), 1, 249));
    }

    /// <summary>A module and all that it names: what every page fetches before it can do anything.</summary>
    private static HashSet<string> Fetched(string module, HashSet<string> seen)
    {
        if (seen.Add(module))
        {
            foreach (Match import in Regex.Matches(File.ReadAllText(module), """^(?:import|export)\b[^'"\n]*['"](\.\.?/[^'"\n]+)['"]""", RegexOptions.Multiline))
            {
                Fetched(Path.GetFullPath(Path.Combine(Path.GetDirectoryName(module)!, import.Groups[1].Value)), seen);
            }
        }

        return seen;
    }

    [Fact]
    public void Modules_AllSentences_AreInTheResources()
    {
        var known = Words.ScriptSentences();
        foreach (var module in Directory.GetFiles(Path.Combine(Web, "js"), "*.js", SearchOption.AllDirectories))
        {
            foreach (System.Text.RegularExpressions.Match use in System.Text.RegularExpressions.Regex.Matches(File.ReadAllText(module), @"\b(say|count)\('([a-z.-]+)'"))
            {
                var key = use.Groups[2].Value + (use.Groups[1].Value == "count" ? ".other" : "");
                Assert.True(known.ContainsKey(key), $"{Path.GetFileName(module)} says {key}, which has no sentence");
            }
        }
    }

    private static string Holes(string sentence) =>
        string.Join(' ', System.Text.RegularExpressions.Regex.Matches(sentence, @"\{\d\}").Select(hole => hole.Value).Distinct().Order(StringComparer.Ordinal));

    internal static string Repository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Vitrine.slnx")))
        {
            folder = folder.Parent ?? throw new DirectoryNotFoundException("the tests run inside the repository");
        }

        return folder.FullName;
    }
}

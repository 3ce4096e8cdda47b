using Vitrine.Media.Kinds.Image;
using Vitrine.Media.Tools;

namespace Vitrine.Media.Tests.Kinds;

/// <summary>Runs a part of these tests in a process of its own: for files that may kill it, and for another set-up.</summary>
internal static class OwnProcess
{
    /// <summary>The variable that makes this executable run one part instead of the tests.</summary>
    public const string Variable = "VITRINE_TEST_INSIDE";

    private static readonly Dictionary<string, Func<Task>> Parts = new(StringComparer.Ordinal)
    {
        ["fuzzed"] = FuzzedFilesTests.ReadAll,
        ["bundled"] = BundledLibraryTests.ReadAll,
    };

    /// <summary>Runs a part in a new process; the calling test fails with its output where that does not end well.</summary>
    public static async Task Run(string part, bool bundled = false)
    {
        var variables = new Dictionary<string, string> { [Variable] = part, ["VITRINE_SHARED"] = Vitrine.Tests.Shared.SharedFolder.Path() };
        if (bundled)
        {
            variables[ImageLibrary.Choice] = "bundled";
        }

        if (Environment.GetEnvironmentVariable("DOTNET_ROOT") is { } root)
        {
            variables["DOTNET_ROOT"] = root;
        }

        var command = new ToolCommand(Path.Combine(AppContext.BaseDirectory, "Vitrine.Media.Tests"), []) { Environment = variables, Limit = TimeSpan.FromMinutes(3) };
        var result = await ToolProcess.RunAsync(command, TestContext.Current.CancellationToken);
        Assert.True(result.Succeeded, result.Describe(part) + "\n" + result.Errors);
    }

    /// <summary>The other side, called by the program's entry.</summary>
    public static async Task<int> RunInside(string part)
    {
        await Parts[part]();
        return 0;
    }
}

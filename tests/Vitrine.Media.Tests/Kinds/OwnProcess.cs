using Vitrine.Media.Tools;

namespace Vitrine.Media.Tests.Kinds;

/// <summary>Runs one test class of this executable in a process of its own: for files that may kill it, and for another set-up.</summary>
internal static class OwnProcess
{
    /// <summary>The variable that lets classes run which are skipped otherwise.</summary>
    public const string Inside = "VITRINE_TEST_INSIDE";

    public static async Task<ToolResult> Run<T>(params (string Name, string Value)[] environment)
    {
        var variables = environment.Append((Inside, "1")).Append(("VITRINE_SHARED", Vitrine.Tests.Shared.SharedFolder.Root ?? "")).ToDictionary(pair => pair.Item1, pair => pair.Item2);
        foreach (var name in (string[])["DOTNET_ROOT", "HOME"])
        {
            if (Environment.GetEnvironmentVariable(name) is { } value)
            {
                variables[name] = value;
            }
        }

        var command = new ToolCommand(Path.Combine(AppContext.BaseDirectory, "Vitrine.Media.Tests"), ["--filter-class", typeof(T).FullName!])
        {
            Environment = variables,
            Limit = TimeSpan.FromMinutes(3),
        };
        return await ToolProcess.RunAsync(command, TestContext.Current.CancellationToken);
    }

    public static void SkipOutside() => Assert.SkipUnless(Environment.GetEnvironmentVariable(Inside) == "1", "runs in a process of its own, started by another test");
}

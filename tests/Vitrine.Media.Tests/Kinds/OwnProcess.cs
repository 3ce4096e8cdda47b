using Vitrine.Media.Tools;

namespace Vitrine.Media.Tests.Kinds;

/// <summary>Runs the explicit tests of one class of this executable in a process of its own: for files that may kill it, and for another set-up.</summary>
internal static class OwnProcess
{
    public static async Task<ToolResult> Run<T>(params (string Name, string Value)[] environment)
    {
        var variables = environment.Append(("VITRINE_SHARED", Vitrine.Tests.Shared.SharedFolder.Root ?? "")).ToDictionary(pair => pair.Item1, pair => pair.Item2);
        foreach (var name in (string[])["DOTNET_ROOT", "HOME"])
        {
            if (Environment.GetEnvironmentVariable(name) is { } value)
            {
                variables[name] = value;
            }
        }

        var command = new ToolCommand(Path.Combine(AppContext.BaseDirectory, "Vitrine.Media.Tests"), ["--filter-class", typeof(T).FullName!, "--explicit", "only"])
        {
            Environment = variables,
            Limit = TimeSpan.FromMinutes(3),
        };
        return await ToolProcess.RunAsync(command, TestContext.Current.CancellationToken);
    }
}

using System.Reflection;
using System.Runtime.InteropServices;

namespace Vitrine.Media.Children;

/// <summary>How this very program is started again, and the folders it needs to run.</summary>
internal sealed record ChildCommand(string Program, IReadOnlyList<string> Arguments, IReadOnlyList<string> Folders)
{
    public static ChildCommand OfThisProgram { get; } = Find();

    private static ChildCommand Find()
    {
        var app = Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory);
        var dll = Assembly.GetEntryAssembly()?.Location;
        var runtime = RuntimeEnvironment.GetRuntimeDirectory();

        // …/dotnet/shared/Microsoft.NETCore.App/10.0.1/: the program "dotnet" lies four levels up.
        var root = Path.GetFullPath(Path.Combine(runtime, "..", "..", ".."));
        var dotnet = Path.Combine(root, "dotnet");
        return !string.IsNullOrEmpty(dll) && File.Exists(dotnet)
            ? new ChildCommand(dotnet, ["exec", dll], [root, app])
            : new ChildCommand(Environment.ProcessPath!, [], [app]);
    }
}

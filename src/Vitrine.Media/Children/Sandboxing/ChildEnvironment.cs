using System.Globalization;

namespace Vitrine.Media.Children;

/// <summary>The variables every child gets beside those of <see cref="Tools.ToolEnvironment"/>.</summary>
internal static class ChildEnvironment
{
    public static Dictionary<string, string> Make(string temporaryFolder, long memoryLimit) => new()
    {
        ["HOME"] = temporaryFolder,
        ["TMPDIR"] = temporaryFolder,

        // A server's collector keeps a heap per core; a child is small and there are several.
        ["DOTNET_gcServer"] = "0",
        ["DOTNET_gcConcurrent"] = "0",
        ["DOTNET_GCHeapHardLimit"] = (memoryLimit * 3 / 5).ToString("x", CultureInfo.InvariantCulture),
        ["DOTNET_TieredPGO"] = "0",
        ["DOTNET_EnableDiagnostics"] = "0",
        ["DOTNET_NOLOGO"] = "1",

        // glibc otherwise makes an arena per thread, and libvips frees large buffers from threads that come and go.
        ["MALLOC_ARENA_MAX"] = "2",

        // One file per child and a child per core: threads inside would only compete.
        ["VIPS_CONCURRENCY"] = "1",
        ["OMP_NUM_THREADS"] = "1",
    };
}

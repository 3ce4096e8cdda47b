using System.Runtime.InteropServices;

namespace Vitrine.Server.Hosting;

/// <summary>
/// How glibc hands out memory that native libraries ask for. By default nearly each thread gets an arena of its own (mallopt(3), M_ARENA_MAX), and SQLite's
/// page caches, which move between threads, leave holes in all of them: after an import of 10,000 photographs these took 120 MB.
/// </summary>
internal static partial class NativeHeap
{
    private const int ArenaMax = -8;
    private const int Arenas = 2;

    /// <summary>To be called before there are many threads. Where the C library is another one, nothing happens.</summary>
    public static void KeepSmall()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        try
        {
            _ = MallOpt(ArenaMax, Arenas);
        }
        catch (EntryPointNotFoundException)
        {
            // musl has no arenas.
        }
        catch (DllNotFoundException)
        {
            // Nor is it found by this name.
        }
    }

    [LibraryImport("libc", EntryPoint = "mallopt")]
    private static partial int MallOpt(int parameter, int value);
}

using System.Runtime.InteropServices;

namespace Vitrine.Media.Tools;

/// <summary>
/// How glibc hands out memory that native libraries ask for. By default nearly each thread gets an arena of its own (mallopt(3), M_ARENA_MAX), and SQLite's
/// page caches, which move between threads, leave holes in all of them: after an import of 10,000 photographs these took 120 MB.
/// </summary>
public static partial class NativeHeap
{
    private const int ArenaMax = -8;
    private const int Arenas = 2;

    /// <summary>To be called before there are many threads. Where the C library is another one, nothing happens.</summary>
    public static void KeepSmall() => Try(() => _ = MallOpt(ArenaMax, Arenas));

    /// <summary>Gives back to the system what was freed (malloc_trim(3)): loading models leaves much of it.</summary>
    public static void Trim() => Try(() => _ = MallocTrim(0));

    private static void Try(Action call)
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        try
        {
            call();
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

    [LibraryImport("libc", EntryPoint = "malloc_trim")]
    private static partial int MallocTrim(nuint keep);
}

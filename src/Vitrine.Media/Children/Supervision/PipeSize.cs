using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Vitrine.Media.Children;

/// <summary>
/// Makes a pipe hold 1 MB, the most an ordinary user may ask for (pipe(7)): a photograph then crosses in a few turns instead of one per 64 kB.
/// A system that grants less is used as it is.
/// </summary>
internal static partial class PipeSize
{
    private const int SetPipeSize = 1031;

    public static void Enlarge(SafePipeHandle pipe) => _ = Control(pipe, SetPipeSize, 1 << 20);

    [LibraryImport("libc", EntryPoint = "fcntl")]
    private static partial int Control(SafePipeHandle pipe, int command, nint size);
}

using System.Runtime.InteropServices;

namespace Vitrine.Media.Tests.Tools;

/// <summary>Waits for the end of a process that need not be our child: a pidfd becomes readable then (pidfd_open(2)).</summary>
internal static partial class ProcessEnd
{
    private const int PidFdOpen = 434;
    private const short PollIn = 1;

    /// <summary>Whether the process was gone (or a zombie) within <paramref name="limit"/>.</summary>
    public static Task<bool> WaitAsync(int pid, TimeSpan limit) => Task.Run(() =>
    {
        var descriptor = (int)Call(PidFdOpen, pid, 0);
        if (descriptor < 0)
        {
            return true;
        }

        var asked = new PollRequest { Descriptor = descriptor, Events = PollIn };
        var ended = Poll(ref asked, 1, (int)limit.TotalMilliseconds) == 1;
        _ = Close(descriptor);
        return ended;
    });

    [LibraryImport("libc", EntryPoint = "syscall")]
    private static partial long Call(long number, int pid, uint flags);

    [LibraryImport("libc", EntryPoint = "poll")]
    private static partial int Poll(ref PollRequest requests, ulong count, int milliseconds);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);

    [StructLayout(LayoutKind.Sequential)]
    private struct PollRequest
    {
        public int Descriptor;
        public short Events;
        public short Found;
    }
}

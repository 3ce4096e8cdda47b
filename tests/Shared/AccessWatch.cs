using System.Runtime.InteropServices;

namespace Vitrine.Tests.Shared;

/// <summary>Notices whether any process opens or reads a file (inotify(7)), also by another path to it.</summary>
public sealed partial class AccessWatch : IDisposable
{
    private const int NonBlocking = 0x800;
    private const uint AccessOrOpen = 0x1 | 0x20;

    private readonly int descriptor;
    private readonly byte[] events = new byte[4096];

    public AccessWatch(string path)
    {
        descriptor = Initialise(NonBlocking);
        Assert.True(descriptor >= 0 && AddWatch(descriptor, path, AccessOrOpen) >= 0, $"inotify failed with {Marshal.GetLastPInvokeError()}");
    }

    /// <summary>Whether somebody did since the last call.</summary>
    public bool Noticed()
    {
        var any = false;
        while (Read(descriptor, events, events.Length) > 0)
        {
            any = true;
        }

        return any;
    }

    public void Dispose() => _ = Close(descriptor);

    [LibraryImport("libc", EntryPoint = "inotify_init1", SetLastError = true)]
    private static partial int Initialise(int flags);

    [LibraryImport("libc", EntryPoint = "inotify_add_watch", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int AddWatch(int descriptor, string path, uint mask);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    private static partial nint Read(int descriptor, byte[] buffer, nint count);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}

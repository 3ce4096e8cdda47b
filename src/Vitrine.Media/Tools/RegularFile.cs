using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Vitrine.Media.Tools;

/// <summary>
/// Opens files that somebody else may exchange between a look and the opening: a symbolic link at the end of the path is not followed, and a pipe
/// is refused instead of waited for.
/// </summary>
public static partial class RegularFile
{
    // open(2), fcntl(2), errno(3).
    private const int NonBlocking = 0x800;
    private const int CloseOnExec = 0x80000;
    private const int SetStatusFlags = 4;
    private const int NoEntry = 2;
    private const int NotPermitted = 1;
    private const int NoDevice = 6;
    private const int NoAccess = 13;
    private const int NotFolder = 20;
    private const int Loop = 40;

    /// <summary>O_NOFOLLOW, which is not the same number everywhere.</summary>
    private static readonly int NoFollow = RuntimeInformation.ProcessArchitecture is Architecture.Arm or Architecture.Arm64 ? 0x8000 : 0x20000;

    /// <summary>Opens a file for reading, unbuffered, from any position.</summary>
    /// <exception cref="ReplacedFileException">A link, a pipe, a socket or a folder lies there.</exception>
    /// <exception cref="IOException">It is not there, or cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static FileStream Open(string path)
    {
        if (!OperatingSystem.IsLinux())
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 0);
        }

        var descriptor = OpenFile(path, NoFollow | NonBlocking | CloseOnExec);
        if (descriptor < 0)
        {
            throw Failure(path, Marshal.GetLastPInvokeError());
        }

        var handle = new SafeFileHandle(descriptor, ownsHandle: true);
        try
        {
            // From here on reads wait again, as those of files do.
            _ = Control(descriptor, SetStatusFlags, 0);
            if (Directory.Exists($"/proc/self/fd/{descriptor}"))
            {
                throw new ReplacedFileException();
            }

            var stream = new FileStream(handle, FileAccess.Read, 0);
            return stream.CanSeek ? stream : throw new ReplacedFileException();
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    private static Exception Failure(string path, int error) => error switch
    {
        NoEntry or NotFolder => new FileNotFoundException($"there is no file {path}", path),
        NoAccess or NotPermitted => new UnauthorizedAccessException($"the file {path} may not be read"),
        Loop or NoDevice => new ReplacedFileException(),
        _ => new IOException(Marshal.GetPInvokeErrorMessage(error), error),
    };

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int OpenFile(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static partial int Control(int descriptor, int command, nuint argument);
}

/// <summary>What lies at a path now is not the file that was meant.</summary>
public sealed class ReplacedFileException() : IOException("something else lies where the file was");

using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Vitrine.Media.Tests.Tools;

/// <summary>A name in the temporary folder whose file goes when the test ends.</summary>
internal sealed class TemporaryFile : IDisposable
{
    public string Path { get; } = System.IO.Path.Combine(System.IO.Path.GetTempPath(), "vitrine-" + System.IO.Path.GetRandomFileName());

    public void Dispose() => File.Delete(Path);
}

/// <summary>A FIFO: a process tells the test something, and the test waits for exactly that.</summary>
internal sealed partial class NamedPipe : IDisposable
{
    private readonly TemporaryFile file = new();

    public NamedPipe()
    {
        if (MakeFifo(file.Path, 0x1A4) != 0)
        {
            throw new UnreachableException($"mkfifo failed with {Marshal.GetLastPInvokeError()}");
        }
    }

    public string Path => file.Path;

    /// <summary>The first line somebody writes.</summary>
    public Task<string> ReadLineAsync() => Task.Run(() =>
    {
        using var reader = new StreamReader(Path);
        return reader.ReadLine() ?? "";
    });

    public void Dispose() => file.Dispose();

    [LibraryImport("libc", EntryPoint = "mkfifo", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MakeFifo(string path, uint mode);
}

using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Vitrine.Tests.Shared;

/// <summary>A FIFO: a process tells the test something, and the test waits for exactly that.</summary>
public sealed partial class NamedPipe : IDisposable
{
    public NamedPipe(string? folder = null)
    {
        Path = System.IO.Path.Combine(folder ?? System.IO.Path.GetTempPath(), "vitrine-" + System.IO.Path.GetRandomFileName());
        if (MakeFifo(Path, 0x1A4) != 0)
        {
            throw new UnreachableException($"mkfifo failed with {Marshal.GetLastPInvokeError()}");
        }
    }

    public string Path { get; }

    /// <summary>The first line somebody writes.</summary>
    public Task<string> ReadLineAsync() => ReadLineAsync(Path);

    /// <inheritdoc cref="ReadLineAsync()"/>
    public static Task<string> ReadLineAsync(string path) => Task.Run(() =>
    {
        using var reader = new StreamReader(path);
        return reader.ReadLine() ?? "";
    });

    public void Dispose() => File.Delete(Path);

    [LibraryImport("libc", EntryPoint = "mkfifo", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MakeFifo(string path, uint mode);
}

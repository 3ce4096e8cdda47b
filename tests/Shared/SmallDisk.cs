using System.Runtime.InteropServices;

namespace Vitrine.Tests.Shared;

/// <summary>A disk of a few megabytes that tests can fill: a tmpfs of its own (mount(2)).</summary>
public sealed partial class SmallDisk : IDisposable
{
    private const int Detach = 2;
    private const nuint ReadOnly = 1;
    private const nuint Remount = 32;

    private SmallDisk(string path) => Path = path;

    public string Path { get; }

    private string Ballast => System.IO.Path.Combine(Path, "ballast");

    /// <summary>The calling test is reported as skipped where nothing may be mounted.</summary>
    public static SmallDisk Create(int megabytes)
    {
        var path = Directory.CreateTempSubdirectory("vitrine-disk-").FullName;
        if (!OperatingSystem.IsLinux() || Mount("tmpfs", path, "tmpfs", 0, $"size={megabytes}m") != 0)
        {
            Directory.Delete(path);
            Assert.Skip("needs the right to mount a file system");
        }

        return new SmallDisk(path);
    }

    /// <summary>Fills it until so many bytes are free.</summary>
    public void FillUpTo(long left)
    {
        using var file = File.Create(Ballast);
        var block = new byte[1 << 16];
        while (new DriveInfo(Path).AvailableFreeSpace - left is var more and > 0)
        {
            file.Write(block.AsSpan(0, (int)Math.Min(block.Length, more)));
            file.Flush();
        }
    }

    /// <summary>From now on nobody may write on it.</summary>
    public void Protect() => Assert.Equal(0, Mount("tmpfs", Path, "tmpfs", Remount | ReadOnly, null));

    /// <summary>There is room again.</summary>
    public void Free() => File.Delete(Ballast);

    public void Dispose()
    {
        _ = Unmount(Path, Detach);
        Directory.Delete(Path);
    }

    [LibraryImport("libc", EntryPoint = "mount", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Mount(string source, string target, string kind, nuint flags, string? options);

    [LibraryImport("libc", EntryPoint = "umount2", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Unmount(string target, int flags);
}

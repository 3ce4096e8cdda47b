using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Vitrine.Server.Import;

/// <summary>What a directory entry is.</summary>
public enum EntryType
{
    File,
    Folder,
    SymbolicLink,

    /// <summary>A pipe, socket or device: opening one could wait for ever.</summary>
    Special,
}

/// <summary>Type, size and time of a file: one system call, and unlike .NET's it tells a pipe from a file.</summary>
/// <param name="Modified">100-ns ticks since the year 1, UTC.</param>
/// <param name="Device">With <paramref name="Inode"/> the identity of a file. 0 where the system has none.</param>
public readonly partial record struct FileStat(EntryType Type, long Bytes, long Modified, ulong Device, ulong Inode)
{
    private const int AtWorkingDirectory = -100;
    private const int NoFollow = 0x100;
    private const int EmptyPath = 0x1000;
    private const uint TypeModeTimeInodeSize = 0x1 | 0x2 | 0x40 | 0x100 | 0x200;

    /// <summary>Null where there is no such file, or it cannot be looked at.</summary>
    public static FileStat? Of(string path, bool followLinks = false)
    {
        if (!OperatingSystem.IsLinux())
        {
            return Portable(path);
        }

        return Statx(AtWorkingDirectory, path, followLinks ? 0 : NoFollow, TypeModeTimeInodeSize, out var raw) == 0 ? From(raw) : null;
    }

    /// <summary>Of an opened file, whatever lies at its path by now. Linux only; null where it cannot be looked at.</summary>
    public static FileStat? Of(SafeFileHandle opened) =>
        Statx((int)opened.DangerousGetHandle(), "", EmptyPath, TypeModeTimeInodeSize, out var raw) == 0 ? From(raw) : null;

    private static FileStat From(in RawStat raw)
    {
        var type = (raw.Mode & 0xF000) switch
        {
            0x8000 => EntryType.File,
            0x4000 => EntryType.Folder,
            0xA000 => EntryType.SymbolicLink,
            _ => EntryType.Special,
        };
        var modified = DateTime.UnixEpoch.Ticks + (raw.ModifiedSeconds * TimeSpan.TicksPerSecond) + (raw.ModifiedNanoseconds / 100);
        return new FileStat(type, (long)raw.Size, modified, ((ulong)raw.DeviceMajor << 32) | raw.DeviceMinor, raw.Inode);
    }

    private static FileStat? Portable(string path)
    {
        FileSystemInfo info = Directory.Exists(path) ? new DirectoryInfo(path) : new FileInfo(path);
        if (!info.Exists)
        {
            return null;
        }

        var type = info.LinkTarget is not null ? EntryType.SymbolicLink : info is DirectoryInfo ? EntryType.Folder : EntryType.File;
        return new FileStat(type, (info as FileInfo)?.Length ?? 0, info.LastWriteTimeUtc.Ticks, 0, 0);
    }

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Statx(int folder, string path, int flags, uint mask, out RawStat result);

    /// <summary><c>struct statx</c> of statx(2): the same on every architecture, 256 bytes.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct RawStat
    {
        [FieldOffset(28)]
        public ushort Mode;

        [FieldOffset(32)]
        public ulong Inode;

        [FieldOffset(40)]
        public ulong Size;

        [FieldOffset(112)]
        public long ModifiedSeconds;

        [FieldOffset(120)]
        public uint ModifiedNanoseconds;

        [FieldOffset(136)]
        public uint DeviceMajor;

        [FieldOffset(140)]
        public uint DeviceMinor;
    }
}

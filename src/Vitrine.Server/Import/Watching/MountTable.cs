using System.Text;

namespace Vitrine.Server.Import.Watching;

/// <summary>
/// Which file system a folder lies on, from <c>/proc/self/mountinfo</c> (proc_pid_mountinfo(5)). Other machines do not report what changes on their disks,
/// and some file systems number their files anew with each mount.
/// </summary>
public sealed class MountTable
{
    private static readonly HashSet<string> Network = new(StringComparer.Ordinal)
    {
        "nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "ceph", "glusterfs", "lustre", "gfs2", "ocfs2", "ncpfs", "beegfs", "davfs", "virtiofs", "vboxsf", "prl_fs", "fuse.vmhgfs-fuse",
    };

    /// <summary>FUSE programs whose disk is this machine's own, and which report changes like any other.</summary>
    private static readonly HashSet<string> LocalFuse = new(StringComparer.Ordinal) { "fuseblk", "fuse.mergerfs", "fuse.bindfs", "fuse.ntfs-3g", "fuse.exfat", "fuse.gocryptfs", "fuse.encfs" };

    private static readonly HashSet<string> LastingInodes = new(StringComparer.Ordinal) { "ext2", "ext3", "ext4", "xfs", "btrfs", "zfs", "f2fs", "tmpfs", "jfs", "reiserfs", "bcachefs", "overlay" };

    private readonly List<(string At, string Type)> mounts;

    private MountTable(List<(string At, string Type)> mounts) => this.mounts = mounts;

    /// <summary>As it is now; empty where there is none (not Linux), or it cannot be read.</summary>
    public static MountTable Current()
    {
        try
        {
            return OperatingSystem.IsLinux() ? Parse(File.ReadAllText("/proc/self/mountinfo")) : new MountTable([]);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return new MountTable([]);
        }
    }

    /// <summary>Lines that are none of mountinfo's are passed over.</summary>
    public static MountTable Parse(string text)
    {
        var mounts = new List<(string, string)>();
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var fields = line.Split(' ');
            var dash = Array.IndexOf(fields, "-", Math.Min(6, fields.Length));
            if (dash > 0 && dash + 1 < fields.Length)
            {
                mounts.Add((Unescaped(fields[4]), fields[dash + 1]));
            }
        }

        return new MountTable(mounts);
    }

    /// <summary>The file system's type; null where it is not known. Of several mounted on one place the last counts.</summary>
    public string? TypeOf(string path) => mounts.Where(mount => RealPath.IsWithin(path, mount.At)).Aggregate(
        ((string At, string Type)?)null, (best, mount) => best is null || mount.At.Length >= best.Value.At.Length ? mount : best)?.Type;

    /// <summary>Whether changes have to be looked for, because nobody reports those that other machines make.</summary>
    public bool IsPolled(string path) => TypeOf(path) is { } type && (Network.Contains(type) || (type.StartsWith("fuse", StringComparison.Ordinal) && !LocalFuse.Contains(type)));

    /// <summary>Whether a file keeps its number as long as it is there, also when its disk was away.</summary>
    public bool HasLastingInodes(string path) => TypeOf(path) is { } type && LastingInodes.Contains(type);

    /// <summary>Space, tab, line end and backslash are written as <c>\040</c> and so on, in octal, byte by byte.</summary>
    private static string Unescaped(string field)
    {
        if (!field.Contains('\\', StringComparison.Ordinal))
        {
            return field;
        }

        var text = new StringBuilder(field.Length);
        for (var i = 0; i < field.Length; i++)
        {
            if (field[i] == '\\' && i + 3 < field.Length && field.AsSpan(i + 1, 3).IndexOfAnyExceptInRange('0', '7') < 0)
            {
                text.Append((char)(((field[i + 1] - '0') * 64) + ((field[i + 2] - '0') * 8) + (field[i + 3] - '0')));
                i += 3;
            }
            else
            {
                text.Append(field[i]);
            }
        }

        return text.ToString();
    }
}

using System.Globalization;

namespace Vitrine.Media.Children;

/// <summary>The arguments of bubblewrap (bwrap(1)): an empty world into which only what is needed is bound, read-only.</summary>
internal static class Bubblewrap
{
    /// <summary>Where the one file lies inside.</summary>
    public const string FileInside = "/input/file";

    /// <summary>Where the folder lies inside that one file is written into.</summary>
    public const string OutputInside = "/output";
    public const string TemporaryInside = "/tmp";

    /// <summary>Bytes of the private <c>/tmp</c>: the largest payload, and a tool's output beside it.</summary>
    private const long TemporaryBytes = 256L << 20;

    private static readonly string[] Nothing = [];

    private static readonly string[] SystemFolders = ["/lib", "/lib32", "/lib64", "/libx32", "/bin", "/sbin"];

    /// <summary>Of <c>/etc</c> only what libraries and tools read to work at all: no accounts, hosts, keys or settings.</summary>
    private static readonly string[] Settings =
    [
        "/etc/ld.so.cache", "/etc/alternatives", "/etc/fonts", "/var/cache/fontconfig", "/etc/localtime", "/etc/perl",
    ];

    /// <summary>What a graphics card's driver reads about the machine: where the card sits, and that its modules are loaded.</summary>
    private static readonly string[] AboutDevices = ["/sys/bus/pci", "/sys/devices", "/sys/module"];

    /// <param name="request">What to run and what it may see.</param>
    /// <param name="modern">Use what bubblewrap has since 0.8: no user namespaces inside, and a bounded <c>/tmp</c>.</param>
    public static List<string> Arguments(SandboxRequest request, bool modern)
    {
        List<string> arguments =
        [
            "--unshare-all", "--unshare-user", "--die-with-parent", "--new-session", "--cap-drop", "ALL",
            "--hostname", "vitrine", "--ro-bind", "/usr", "/usr", .. modern ? ["--disable-userns"] : Nothing,
        ];
        foreach (var folder in SystemFolders)
        {
            arguments.AddRange(SystemFolder(folder));
        }

        foreach (var path in Settings)
        {
            arguments.AddRange(["--ro-bind-try", path, path]);
        }

        arguments.AddRange(
        [
            "--proc", "/proc", "--dev", "/dev",
            .. modern ? ["--size", TemporaryBytes.ToString(CultureInfo.InvariantCulture)] : Nothing,
            "--tmpfs", TemporaryInside,
        ]);
        if (request.Devices.Count > 0)
        {
            // Over the private /dev, whose own file system lets no device be opened.
            arguments.AddRange(request.Devices.SelectMany(device => (string[])["--dev-bind-try", device, device]));
            arguments.AddRange(AboutDevices.SelectMany(folder => (string[])["--ro-bind-try", folder, folder]));
        }

        foreach (var folder in request.Command.Folders.Concat(request.Folders))
        {
            arguments.AddRange(["--ro-bind", folder, folder]);
        }

        if (request.Files is { } files)
        {
            arguments.AddRange(["--ro-bind", Path.GetFullPath(files.File), FileInside]);
            arguments.AddRange(files.Output is { } output ? ["--bind", Path.GetFullPath(output), OutputInside] : Nothing);
        }

        arguments.AddRange(["--remount-ro", "/", "--chdir", TemporaryInside, "--", request.Command.Program]);
        return arguments;
    }

    // On merged systems /lib and its like are links into /usr; elsewhere they are folders.
    private static string[] SystemFolder(string folder)
    {
        var info = new DirectoryInfo(folder);
        return info switch
        {
            { LinkTarget: { } target } => ["--symlink", target, folder],
            { Exists: true } => ["--ro-bind", folder, folder],
            _ => [],
        };
    }
}

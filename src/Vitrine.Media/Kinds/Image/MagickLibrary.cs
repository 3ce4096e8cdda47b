using System.Reflection;
using System.Runtime.InteropServices;
using ImageMagick;
using ImageMagick.Configuration;

namespace Vitrine.Media.Kinds.Image;

/// <summary>
/// ImageMagick, once per process. Its library carries a GLib of its own under the usual names, and libvips makes the system's GLib
/// visible to everyone; bound deeply (dlopen(3), RTLD_DEEPBIND) each keeps to its own, else the process aborts.
/// </summary>
internal static partial class MagickLibrary
{
    private const int BindNow = 2;
    private const int BindDeep = 8;
    private const ulong MemoryBytes = 320UL << 20;

    private static readonly Lazy<bool> Ready = new(Start);

    public static bool Load() => Ready.Value;

    private static bool Start()
    {
        if (OperatingSystem.IsLinux())
        {
            NativeLibrary.SetDllImportResolver(typeof(MagickNET).Assembly, Resolve);
        }

        var coders = string.Join(',', FileFormats.All.Select(format => format.Coder).OfType<string>());
        var files = ConfigurationFiles.Default;
        files.Policy.Data = $"""
            <policymap>
              <policy domain="delegate" rights="none" pattern="*"/>
              <policy domain="filter" rights="none" pattern="*"/>
              <policy domain="path" rights="none" pattern="@*"/>
              <policy domain="coder" rights="none" pattern="*"/>
              <policy domain="coder" rights="read" pattern="{'{'}{coders}{'}'}"/>
            </policymap>
            """;
        files.Delegates.Data = "<delegatemap></delegatemap>";
        MagickNET.Initialize(files);
        ResourceLimits.Memory = MemoryBytes;
        ResourceLimits.MaxMemoryRequest = MemoryBytes;
        ResourceLimits.Area = 110_000_000;
        ResourceLimits.Disk = 0;
        ResourceLimits.Width = 65_535;
        ResourceLimits.Height = 65_535;
        ResourceLimits.ListLength = 64;
        ResourceLimits.Thread = 1;
        return true;
    }

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? search)
    {
        var file = name + ".so";
        var architecture = RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant();
        foreach (var folder in new[] { "", $"runtimes/linux-{architecture}/native" })
        {
            var path = Path.Combine(AppContext.BaseDirectory, folder, file);
            if (File.Exists(path) && Open(path, BindNow | BindDeep) is not 0 and var library)
            {
                return library;
            }
        }

        return NativeLibrary.Load(name, assembly, search);
    }

    [LibraryImport("libc", EntryPoint = "dlopen", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint Open(string path, int flags);
}

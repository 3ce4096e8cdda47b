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

    /// <summary>Sets it up at the first call; false where it cannot be held to our policy and must not be used.</summary>
    public static bool Load() => Ready.Value;

    private static bool Start()
    {
        if (OperatingSystem.IsLinux())
        {
            NativeLibrary.SetDllImportResolver(typeof(MagickNET).Assembly, Resolve);
        }

        try
        {
            Restrict();
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or InvalidOperationException or MagickException)
        {
            // Without a folder to write its policy to it would run with the built-in one.
            return false;
        }

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

    /// <summary>Our policy takes the place of the built-in one, and is seen to hold before anything is opened.</summary>
    private static void Restrict()
    {
        var folder = Directory.CreateTempSubdirectory("vitrine-magick-");
        try
        {
            var coders = string.Join(',', FileFormats.All.Select(format => format.Coder).OfType<string>());
            var files = ConfigurationFiles.Default;
            files.Delegates.Data = "<delegatemap></delegatemap>";
            files.Policy.Data = $$"""
                <policymap>
                  <policy domain="delegate" rights="none" pattern="*"/>
                  <policy domain="filter" rights="none" pattern="*"/>
                  <policy domain="path" rights="none" pattern="@*"/>
                  <policy domain="coder" rights="none" pattern="*"/>
                  <policy domain="coder" rights="read" pattern="{{{coders}}}"/>
                </policymap>
                """;
            MagickNET.Initialize(files, folder.FullName);
            if (!IsDenied())
            {
                throw new InvalidOperationException("ImageMagick did not take our policy");
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>A GIF must be refused before it is looked at: its coder is not on our list. Asking also makes ImageMagick read the policy now.</summary>
    private static bool IsDenied()
    {
        try
        {
            using var image = new MagickImage("GIF89a"u8, new MagickReadSettings { Format = MagickFormat.Gif });
            return false;
        }
        catch (MagickPolicyErrorException)
        {
            return true;
        }
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

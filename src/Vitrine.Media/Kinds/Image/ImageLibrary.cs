using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using NetVips;
using Vips = NetVips.NetVips;

namespace Vitrine.Media.Kinds.Image;

/// <summary>
/// libvips, once per process: the system's where it is installed (it opens HEIC, JPEG XL, JPEG 2000 and PDF), else the copy that lies
/// beside the program. Nothing may touch NetVips before <see cref="Load"/>: its own start binds the library.
/// </summary>
public static class ImageLibrary
{
    /// <summary>The environment variable that, set to <c>bundled</c>, leaves the system's libvips aside.</summary>
    public const string Choice = "VITRINE_LIBVIPS";

    private const string LibraryName = "libvips.so.42";

    /// <summary>Loaders that libvips calls untrusted and that the format table needs; they read from memory or an open file only.</summary>
    private static readonly string[] Allowed =
        ["VipsForeignLoadSvgSource", "VipsForeignLoadPdfSource", "VipsForeignLoadJxlSource", "VipsForeignLoadJp2kSource", "VipsForeignLoadPpmSource"];

    /// <summary>The loaders of our table that the copy beside the program has (its <c>heifload</c> decodes AVIF alone).</summary>
    public static IReadOnlyList<string> InBundled { get; } = ["gifload", "heifload", "jpegload", "pngload", "svgload", "tiffload", "webpload"];

    private static readonly Lazy<nint> Library = new(Open);
    private static readonly Lazy<bool> Ready = new(Start);

    /// <summary>Which libvips is in use: "libvips 8.14.1 of the system".</summary>
    public static string Description => IsBundled ? $"libvips {Version} beside the program" : $"libvips {Version} of the system";

    /// <summary>The copy beside the program is in use: no HEIC, JPEG XL, JPEG 2000, PDF.</summary>
    public static bool IsBundled
    {
        get => Load() && field;
        private set;
    }

    public static string Version => Load() is var _ ? $"{Vips.Version(0)}.{Vips.Version(1)}.{Vips.Version(2)}" : "";

    /// <summary>Whether the libvips in use can open files with that loader (<c>jxlload</c>).</summary>
    public static bool Has(string loader) => Load() && Loaders.Contains(loader);

    private static HashSet<string> Loaders => field ??= FindLoaders();

    /// <summary>Loads and sets up the library at the first call.</summary>
    /// <exception cref="DllNotFoundException">There is neither.</exception>
    public static bool Load() => Ready.Value;

    /// <summary>What libvips muttered about one file must not show up in the error of the next.</summary>
    internal static void ForgetComplaints()
    {
        // Making the exception empties libvips' buffer; there is no other way from outside.
        _ = Load() ? new VipsException("") : null;
    }

    private static bool Start()
    {
        try
        {
            // Set before NetVips sets its own, which it then leaves out; naming one of its types would wake it too early.
            NativeLibrary.SetDllImportResolver(Assembly.Load(new AssemblyName("NetVips")), Resolve);
        }
        catch (InvalidOperationException)
        {
            // Someone used NetVips before us: it found the system's library by itself, or SetUp says that there is none.
        }

        return SetUp();
    }

    /// <summary>All of NetVips' imports are symbols of this one library or of what it was linked with.</summary>
    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? search) => Library.Value;

    private static nint Open()
    {
        if (Environment.GetEnvironmentVariable(Choice) != "bundled" && NativeLibrary.TryLoad(LibraryName, out var system))
        {
            return system;
        }

        IsBundled = true;
        return NativeLibrary.Load(Path.Combine(AppContext.BaseDirectory, "libvips", LibraryName));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool SetUp()
    {
        if (!ModuleInitializer.VipsInitialized)
        {
            throw new DllNotFoundException("libvips could not be loaded", ModuleInitializer.Exception);
        }

        Vips.BlockUntrusted = true;
        foreach (var loader in Allowed)
        {
            Operation.Block(loader, false);
        }

        // One file after the other and never the same twice: a cache of operations would only hold memory.
        Cache.Max = 0;
        Cache.MaxMem = 0;
        Cache.MaxFiles = 0;
        Vips.Concurrency = 1;
        Log.SetLogHandler("VIPS", Enums.LogLevelFlags.All, (_, _, _) => { });
        return true;
    }

    private static HashSet<string> FindLoaders()
    {
        // The bundled build lists heifload, but holds no HEVC decoder; the table of coders covers that (see MagickReader).
        var known = Vips.GetOperations().ToHashSet(StringComparer.Ordinal);
        return FileFormats.All.Select(format => format.Loader).OfType<string>().Where(loader => known.Contains(loader + "_source")).ToHashSet(StringComparer.Ordinal);
    }
}

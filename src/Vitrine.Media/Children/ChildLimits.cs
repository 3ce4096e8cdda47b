using System.Globalization;
using System.Runtime.InteropServices;

namespace Vitrine.Media.Children;

/// <summary>What a child does to itself before it looks at anything: dies with its parent, gains no rights, leaves no core, passes its pipes to nobody.</summary>
internal static partial class ChildLimits
{
    // prctl(2), fcntl(2), getrlimit(2).
    private const int SetParentDeathSignal = 1;
    private const int SetNoNewPrivileges = 38;
    private const int SetDescriptorFlags = 2;
    private const nuint CloseOnExec = 1;
    private const int FileSize = 1;
    private const int Data = 2;
    private const int Core = 4;
    private const long MaxFile = 1L << 30;

    /// <summary>
    /// The supervisor measures memory ten times a second; between two looks a child could take all of the machine. Address space that
    /// it may write (RLIMIT_DATA) is therefore bounded at a multiple that an honest child never reaches.
    /// </summary>
    private const int DataFactor = 4;

    public static void Apply(ChildArguments arguments)
    {
        _ = Control(SetParentDeathSignal, Tools.Signals.Kill, 0, 0, 0);
        _ = Control(SetNoNewPrivileges, 1, 0, 0, 0);
        foreach (var pipe in new[] { arguments.In, arguments.Out })
        {
            _ = ControlDescriptor(int.Parse(pipe, CultureInfo.InvariantCulture), SetDescriptorFlags, CloseOnExec);
        }

        Limit(Core, 0);
        Limit(FileSize, MaxFile);
        if (arguments.Memory > 0)
        {
            Limit(Data, DataFactor * arguments.Memory);
        }
    }

    /// <summary>Ends this process without finalizers or handlers, which could wait for a native call that hangs.</summary>
    public static void EndNow(int code) => ExitNow(code);

    private static void Limit(int what, long value)
    {
        var limit = new ResourceLimit { Soft = (nuint)value, Hard = (nuint)value };
        _ = SetResourceLimit(what, ref limit);
    }

    [LibraryImport("libc", EntryPoint = "prctl")]
    private static partial int Control(int option, nuint second, nuint third, nuint fourth, nuint fifth);

    [LibraryImport("libc", EntryPoint = "fcntl")]
    private static partial int ControlDescriptor(int descriptor, int command, nuint argument);

    [LibraryImport("libc", EntryPoint = "setrlimit")]
    private static partial int SetResourceLimit(int what, ref ResourceLimit limit);

    [LibraryImport("libc", EntryPoint = "_exit")]
    private static partial void ExitNow(int code);

    [StructLayout(LayoutKind.Sequential)]
    private struct ResourceLimit
    {
        public nuint Soft;
        public nuint Hard;
    }
}

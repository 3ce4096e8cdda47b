using System.Globalization;
using Microsoft.Win32.SafeHandles;

namespace Vitrine.Media.Children;

/// <summary>
/// Processes that hold the other end of a pipe after the child it was made for has ended. A sandbox that is killed while it starts can leave its inner
/// process behind, which belongs to nobody, waits for ever, and would keep the pipe open.
/// </summary>
internal static class PipeHolders
{
    /// <summary>Kills every other process that has the pipe of <paramref name="ours"/> open (proc(5), <c>/proc/PID/fd</c>), as far as we may look.</summary>
    /// <returns>How many.</returns>
    public static int Kill(SafePipeHandle ours)
    {
        if (!OperatingSystem.IsLinux() || ours.IsInvalid || ours.IsClosed || Target($"/proc/self/fd/{ours.DangerousGetHandle()}") is not { } pipe)
        {
            return 0;
        }

        var killed = 0;
        foreach (var process in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(process), NumberStyles.None, CultureInfo.InvariantCulture, out var pid) && pid != Environment.ProcessId && Holds(process, pipe))
            {
                Tools.ProcessTree.Kill(pid);
                killed++;
            }
        }

        return killed;
    }

    private static bool Holds(string process, string pipe)
    {
        try
        {
            return Directory.EnumerateFiles(process + "/fd").Any(descriptor => Target(descriptor) == pipe);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            // It ended meanwhile, or is another user's.
            return false;
        }
    }

    /// <summary>What a descriptor stands for, such as <c>pipe:[4013899]</c>.</summary>
    private static string? Target(string descriptor)
    {
        try
        {
            return new FileInfo(descriptor).LinkTarget;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}

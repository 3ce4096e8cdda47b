using System.Globalization;
using System.Runtime.InteropServices;

namespace Vitrine.Media.Tools;

/// <summary>A process and everything it started, as /proc shows them (proc(5)).</summary>
public static partial class ProcessTree
{
    private const int Stop = 19;

    /// <summary>Resident bytes of <paramref name="root"/> and all its descendants; 0 where it is gone. Pages that several of them map count for each.</summary>
    public static long ResidentBytes(int root)
    {
        long sum = 0;
        foreach (var pid in Members(root))
        {
            sum += Resident(pid);
        }

        return sum;
    }

    /// <summary><paramref name="root"/> and its descendants.</summary>
    public static List<int> Members(int root)
    {
        List<int> members = [root];
        for (var i = 0; i < members.Count; i++)
        {
            AddChildren(members[i], members);
        }

        return members;
    }

    /// <summary>
    /// Kills <paramref name="root"/> and all its descendants. All are stopped before the first is killed: a tool dies with its parent
    /// (see <see cref="ToolProcess"/>), and what it had started could no longer be found.
    /// </summary>
    public static void Kill(int root)
    {
        HashSet<int> stopped = [];
        while (Members(root).Where(stopped.Add).ToArray() is { Length: > 0 } found)
        {
            foreach (var pid in found)
            {
                _ = Send(pid, Stop);
            }
        }

        foreach (var pid in stopped)
        {
            _ = Send(pid, Signals.Kill);
        }
    }

    // A child belongs to the thread that started it.
    private static void AddChildren(int pid, List<int> members)
    {
        try
        {
            foreach (var thread in Directory.EnumerateDirectories($"/proc/{pid}/task"))
            {
                foreach (var child in File.ReadAllText(thread + "/children").Split(' ', StringSplitOptions.RemoveEmptyEntries))
                {
                    members.Add(int.Parse(child, CultureInfo.InvariantCulture));
                }
            }
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            // It ended while we looked.
        }
    }

    private static long Resident(int pid)
    {
        try
        {
            // The second number is the resident set in pages.
            var fields = File.ReadAllText($"/proc/{pid}/statm").Split(' ');
            return fields.Length > 1 ? long.Parse(fields[1], CultureInfo.InvariantCulture) * Environment.SystemPageSize : 0;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Send(int pid, int signal);
}

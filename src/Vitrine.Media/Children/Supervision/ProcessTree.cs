using System.Globalization;

namespace Vitrine.Media.Children;

/// <summary>What a process and everything it started use, read from /proc (proc(5)).</summary>
internal static class ProcessTree
{
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
}

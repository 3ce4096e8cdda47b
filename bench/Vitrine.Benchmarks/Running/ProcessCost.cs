using System.Globalization;

namespace Vitrine.Benchmarks.Running;

/// <summary>Processor seconds of a process and of all that runs below it.</summary>
internal sealed record ProcessCost(double Own, double Below)
{
    // sysconf(_SC_CLK_TCK) is 100 on every Linux that .NET runs on.
    private const double TicksPerSecond = 100;

    public static ProcessCost Of(int pid)
    {
        var all = ProcFolder.Tree(pid);
        return new ProcessCost(Seconds(pid), all.Where(one => one != pid).Sum(Seconds));
    }

    public ProcessCost Since(ProcessCost before) => new(Own - before.Own, Below - before.Below);

    /// <summary>User and system time, and those of children that ended (proc(5), fields 14 to 17 of stat).</summary>
    private static double Seconds(int pid)
    {
        var stat = ProcFolder.Read(pid, "stat");
        var fields = stat[(stat.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return fields.Length < 15 ? 0 : fields[11..15].Sum(field => long.Parse(field, CultureInfo.InvariantCulture)) / TicksPerSecond;
    }
}

/// <summary>What /proc says about processes that may end at any time.</summary>
internal static class ProcFolder
{
    /// <summary>A process and its descendants.</summary>
    public static IReadOnlyList<int> Tree(int root)
    {
        List<int> members = [root];
        for (var i = 0; i < members.Count; i++)
        {
            members.AddRange(Children(members[i]));
        }

        return members;
    }

    public static IReadOnlyList<int> Children(int pid)
    {
        try
        {
            return [.. Directory.EnumerateDirectories($"/proc/{pid}/task").SelectMany(task => File.ReadAllText(task + "/children").Split(' ', StringSplitOptions.RemoveEmptyEntries))
                .Select(child => int.Parse(child, CultureInfo.InvariantCulture))];
        }
        catch (IOException)
        {
            return [];
        }
    }

    /// <summary>The resident set in bytes; 0 where the process is gone.</summary>
    public static long Resident(int pid)
    {
        var fields = Read(pid, "statm").Split(' ');
        return fields.Length > 1 ? long.Parse(fields[1], CultureInfo.InvariantCulture) * Environment.SystemPageSize : 0;
    }

    /// <summary>What of the resident set is no page of a file, and what is; bytes, 0 where the process is gone.</summary>
    public static (long Own, long OfFiles) ResidentByKind(int pid)
    {
        var lines = Read(pid, "status").Split('\n');
        return (Of("RssAnon:"), Of("RssFile:"));

        // As /proc has it: RssAnon:     1234 kB
        long Of(string name) => lines.FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal)) is { } line
            ? long.Parse(line[name.Length..^"kB".Length], NumberStyles.Integer, CultureInfo.InvariantCulture) * 1024 : 0;
    }

    /// <summary>A file of a process; empty where it is gone.</summary>
    public static string Read(int pid, string file)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/{file}");
        }
        catch (IOException)
        {
            return "";
        }
    }
}

using System.Diagnostics;
using System.Globalization;

namespace Vitrine.Tests.Shared;

/// <summary>Finds children as the system lists them in /proc, and kills them.</summary>
public static class ChildProcesses
{
    /// <summary>Numbers of the processes below <paramref name="parent"/> that are one kind of child, or the sandbox around one.</summary>
    /// <param name="argument">One of its arguments, to tell it from those of others.</param>
    public static IReadOnlyList<int> Of(int parent, string kind, string? argument = null) =>
    [
        .. Directory.GetDirectories("/proc").Select(Path.GetFileName)
            .Where(name => int.TryParse(name, CultureInfo.InvariantCulture, out _))
            .Where(name => IsChild(name!, parent, kind, argument))
            .Select(name => int.Parse(name!, CultureInfo.InvariantCulture)),
    ];

    /// <summary>kill -9.</summary>
    public static void Kill(int pid)
    {
        try
        {
            using var process = Process.GetProcessById(pid);
            process.Kill();
        }
        catch (ArgumentException)
        {
            // It had ended by itself.
        }
    }

    private static bool IsChild(string name, int parent, string kind, string? argument)
    {
        try
        {
            var line = File.ReadAllText($"/proc/{name}/cmdline");
            return line.Contains($"\0child\0{kind}\0", StringComparison.Ordinal)
                && (argument is null || line.Contains($"\0{argument}\0", StringComparison.Ordinal))
                && HasAncestor(name, parent);
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static bool HasAncestor(string name, int parent)
    {
        for (var at = int.Parse(name, CultureInfo.InvariantCulture); at > 1;)
        {
            if (at == parent)
            {
                return true;
            }

            // proc(5): the parent is the second field after the name, which stands in brackets and may hold anything.
            var stat = File.ReadAllText($"/proc/{at}/stat");
            at = int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1], CultureInfo.InvariantCulture);
        }

        return false;
    }
}

using System.Globalization;
using Vitrine.Media.Tools;

namespace Vitrine.Server.Pipeline;

/// <summary>What the machine is busy with beside us, and whether it runs on battery, as Linux tells it (proc(5), sysfs power_supply).</summary>
public sealed class MachineWatch
{
    /// <summary>Share of all cores from which others are busy, and below which they no longer are.</summary>
    private const double Busy = 0.5, Quiet = 0.3;

    private (double All, double Working, double Ours)? last;

    /// <summary>Whether other programs take more than half of the processor.</summary>
    public bool OthersAreBusy { get; private set; }

    public bool IsOnBattery { get; private set; }

    /// <summary>Looks again; what it finds is true of the time since the last look.</summary>
    public void Look()
    {
        IsOnBattery = OnBattery("/sys/class/power_supply");
        var now = Times();
        if (now is { } times && last is { } before && times.All > before.All)
        {
            OthersAreBusy = Decide(OthersAreBusy, (times.Working - before.Working - Math.Max(0, times.Ours - before.Ours)) / (times.All - before.All));
        }

        last = now ?? last;
    }

    internal static bool Decide(bool busy, double others) => others > (busy ? Quiet : Busy);

    /// <summary>On battery where a mains supply is there and gives nothing.</summary>
    internal static bool OnBattery(string folder)
    {
        try
        {
            var supplies = Directory.EnumerateDirectories(folder).Select(supply => (Type: Line(supply, "type"), Online: Line(supply, "online"))).ToArray();
            var mains = supplies.Where(supply => supply.Type is "Mains" or "USB" && supply.Online is not null).ToArray();
            return mains.Length > 0 && supplies.Any(supply => supply.Type == "Battery") && mains.All(supply => supply.Online == "0");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }

        static string? Line(string supply, string name) => File.Exists(Path.Combine(supply, name)) ? File.ReadAllText(Path.Combine(supply, name)).Trim() : null;
    }

    /// <summary>Clock ticks since the start of the machine: of all cores, of those at work, of this process and what it started.</summary>
    private static (double All, double Working, double Ours)? Times()
    {
        try
        {
            var (all, working) = OfMachine(File.ReadAllText("/proc/stat"));
            return (all, working, ProcessTree.Members(Environment.ProcessId).Sum(OfProcess));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or FormatException)
        {
            return null;
        }
    }

    /// <summary>The first line: user, nice, system, idle, iowait, irq, softirq, steal. What guests use is counted in user.</summary>
    internal static (double All, double Working) OfMachine(string stat)
    {
        var numbers = stat[..stat.IndexOf('\n', StringComparison.Ordinal)].Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1).Take(8)
            .Select(number => double.Parse(number, CultureInfo.InvariantCulture)).ToArray();
        var all = numbers.Sum();
        return (all, all - numbers[3] - numbers[4]);
    }

    /// <summary>Its own ticks and those of children that ended: fields 14 to 17, counted after the name, which may hold anything.</summary>
    private static double OfProcess(int pid)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{pid}/stat");
            return stat[(stat.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(11).Take(4).Sum(number => double.Parse(number, CultureInfo.InvariantCulture));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    }
}

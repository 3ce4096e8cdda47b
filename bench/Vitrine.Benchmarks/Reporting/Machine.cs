using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using Vitrine.Media.Kinds.Image;
using Vitrine.Media.Tools;

namespace Vitrine.Benchmarks.Reporting;

/// <summary>What the numbers were measured on: cores, memory, versions. No names of hosts, no paths.</summary>
internal static class Machine
{
    /// <summary>The load average over the last minute: above 1 somebody else was at work before the measurement began.</summary>
    public static double Load()
    {
        var text = File.ReadAllText("/proc/loadavg");
        return double.Parse(text.AsSpan(0, text.IndexOf(' ', StringComparison.Ordinal)), CultureInfo.InvariantCulture);
    }

    public static async Task<IReadOnlyList<string>> DescribeAsync(CancellationToken cancellationToken = default)
    {
        string[] wanted = ["ffmpeg", "exiftool", "bubblewrap", "PostgreSQL"];
        var parts = await SystemParts.ProbeAsync(cancellationToken);
        var found = wanted.Select(name => parts.FirstOrDefault(part => part.Part.Name == name)).Where(part => part is { Present: true });
        return
        [
            $"{Environment.ProcessorCount} cores, {Field("/proc/cpuinfo", "model name")}, {Memory() / 1e9:0} GB of memory",
            $"{RuntimeInformation.OSDescription}; {RuntimeInformation.FrameworkDescription}; {ImageLibrary.Description}; ONNX Runtime {OrtEnv.Instance().GetVersionString()}",
            string.Join("; ", found.Select(part => $"{part!.Part.Name} {part.Version}")),
        ];
    }

    private static double Memory() =>
        double.Parse(Field("/proc/meminfo", "MemTotal").Split(' ')[0], CultureInfo.InvariantCulture) * 1024;

    private static string Field(string file, string name) =>
        File.ReadLines(file).FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal))?.Split(':', 2)[1].Trim() ?? "unknown";
}

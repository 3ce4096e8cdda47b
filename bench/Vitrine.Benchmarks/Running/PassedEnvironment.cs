using System.Collections;

namespace Vitrine.Benchmarks.Running;

/// <summary>The environment of a user's shell for the programs that are measured: ours, without what would lead them to models or data of ours.</summary>
internal static class PassedEnvironment
{
    public static Dictionary<string, string> With(params (string Name, string Value)[] more)
    {
        var all = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
            .Select(entry => ((string)entry.Key, (string?)entry.Value ?? ""))
            .Where(entry => !entry.Item1.StartsWith("VITRINE_", StringComparison.Ordinal) && !entry.Item1.StartsWith("MSBUILD", StringComparison.Ordinal))
            .ToDictionary(entry => entry.Item1, entry => entry.Item2, StringComparer.Ordinal);
        foreach (var (name, value) in more)
        {
            all[name] = value;
        }

        return all;
    }
}

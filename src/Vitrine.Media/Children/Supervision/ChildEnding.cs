using System.Globalization;
using Vitrine.Media.Tools;

namespace Vitrine.Media.Children;

/// <summary>Turns the end of a child into a sentence and a code.</summary>
internal static class ChildEnding
{
    public static ChildFailureException TookTooLong(string kind, TimeSpan limit) => new(
        ChildFailureException.TimedOut,
        string.Create(CultureInfo.InvariantCulture, $"the {kind} process took longer than {limit.TotalSeconds:0.#} s and was stopped"),
        true);

    public static ChildFailureException UsedTooMuch(string kind, long limit) => new(
        ChildFailureException.Memory, $"the {kind} process used more than {limit >> 20} MB and was stopped", true);

    public static ChildFailureException SpokeNonsense(string kind, string how, bool begun) => new(
        ChildFailureException.Protocol, $"the {kind} process sent {how}", begun);

    public static ChildFailureException WasStopped(string kind) => new(
        ChildFailureException.Stopped, $"the {kind} process was stopped with the server", false);

    /// <summary>It ended without being told to; <paramref name="begun"/> = it had a request in hand.</summary>
    public static ChildFailureException Died(string kind, int exitCode, string errors, bool begun)
    {
        var said = Telling(errors);
        if (begun && (exitCode == ChildProtocol.OutOfMemoryCode || said.Contains("out of memory", StringComparison.OrdinalIgnoreCase)))
        {
            return new(ChildFailureException.Memory, $"the {kind} process ran out of memory", true);
        }

        var ending = $"the {kind} process {Signals.DescribeEnding(exitCode)}";
        return new(
            begun ? ChildFailureException.Died : ChildFailureException.NotStarted,
            said.Length == 0 ? ending : $"{ending}: {said}",
            begun);
    }

    /// <summary>The last line of its errors that is not part of a stack trace.</summary>
    private static string Telling(string errors)
    {
        const int longest = 300;
        var line = errors.Split('\n')
            .Select(text => text.TrimEnd())
            .LastOrDefault(text => text.Length > 0 && !text.StartsWith("   at ", StringComparison.Ordinal)) ?? "";
        return line.Length > longest ? line[..longest] + "…" : line;
    }
}

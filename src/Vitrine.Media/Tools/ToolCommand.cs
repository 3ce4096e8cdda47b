using System.Diagnostics;

namespace Vitrine.Media.Tools;

/// <summary>An external program and its arguments, one by one: no shell ever reads them.</summary>
/// <param name="Program">A name looked up in <see cref="ToolEnvironment.SearchPath"/>, or a full path.</param>
public sealed record ToolCommand(string Program, IReadOnlyList<string> Arguments)
{
    /// <summary>Variables beside those of <see cref="ToolEnvironment"/>; nothing else of our own environment is passed on.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    public string? WorkingDirectory { get; init; }

    /// <summary>What the program reads on its standard input; null = nothing, closed at once.</summary>
    public ReadOnlyMemory<byte>? Input { get; init; }

    /// <summary>Bytes of standard output after which the program is killed.</summary>
    public int OutputLimit { get; init; } = 64 << 20;

    /// <summary>How long it may run before it is killed with everything it started.</summary>
    public TimeSpan Limit { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Measures <see cref="Limit"/>.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    internal ProcessStartInfo ToStartInfo()
    {
        var info = new ProcessStartInfo(Program, Arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = WorkingDirectory ?? Path.GetTempPath(),
        };
        ToolEnvironment.Fill(info.Environment, Environment);
        return info;
    }
}

/// <summary>How a program ended. <paramref name="Signal"/> is set where a signal ended it; <paramref name="Errors"/> is the end of its standard error.</summary>
public sealed record ToolResult(int ExitCode, int? Signal, byte[] Output, string Errors)
{
    public bool Succeeded => ExitCode == 0;

    /// <summary>"exiftool ended with code 1: file not found".</summary>
    public string Describe(string program)
    {
        var last = Errors.TrimEnd().Split('\n')[^1].Trim();
        var ending = $"{program} {Signals.DescribeEnding(ExitCode)}";
        return last.Length == 0 ? ending : $"{ending}: {last}";
    }
}

/// <summary>A program could not be run to its end. The program's own failures are not this: they are a <see cref="ToolResult"/>.</summary>
public sealed class ToolException(string code, string message) : Exception(message)
{
    /// <summary>The program is not installed.</summary>
    public const string Missing = "tool-missing";

    /// <summary>It ran past its limit and was killed.</summary>
    public const string TimedOut = "timeout";

    /// <summary>It wrote more than its limit and was killed.</summary>
    public const string TooMuchOutput = "too-large";

    public string Code { get; } = code;
}

namespace Vitrine.Media.Tools;

/// <summary>Exit codes and signals in words (numbers: signal(7), Linux on x86 and ARM).</summary>
public static class Signals
{
    public const int Kill = 9;

    // A shell, bubblewrap and .NET all report a death by signal N as exit code 128 + N.
    private const int Base = 128;

    public static int? OfExitCode(int exitCode) => exitCode is > Base and <= Base + 64 ? exitCode - Base : null;

    /// <summary>"was killed by signal 11 (segmentation fault)" or "ended with code 3".</summary>
    public static string DescribeEnding(int exitCode) => OfExitCode(exitCode) is { } signal
        ? $"was killed by signal {signal} ({Name(signal)})"
        : $"ended with code {exitCode}";

    private static string Name(int signal) => signal switch
    {
        1 => "hang-up",
        2 => "interrupt",
        3 => "quit",
        4 => "illegal instruction",
        5 => "trap",
        6 => "abort",
        7 => "bus error",
        8 => "arithmetic error",
        Kill => "kill",
        11 => "segmentation fault",
        13 => "broken pipe",
        14 => "alarm",
        15 => "termination",
        24 => "processor time limit",
        25 => "file size limit",
        31 => "forbidden system call",
        _ => "unnamed",
    };
}

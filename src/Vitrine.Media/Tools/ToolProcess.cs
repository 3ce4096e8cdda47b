using System.ComponentModel;
using System.Diagnostics;

namespace Vitrine.Media.Tools;

/// <summary>Runs one external program to its end, within limits.</summary>
public static class ToolProcess
{
    private const int ErrorsKept = 16 << 10;

    private static readonly string? SetPriv = ToolEnvironment.Find("setpriv");

    /// <summary>Runs <paramref name="command"/>; whatever its exit code, the result is returned.</summary>
    /// <exception cref="ToolException">It is missing, ran too long or wrote too much; it and all it started are dead by then.</exception>
    public static async Task<ToolResult> RunAsync(ToolCommand command, CancellationToken cancellationToken)
    {
        using var overdue = new CancellationTokenSource(command.Limit, command.Clock);
        using var process = await StartAsync(command);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, overdue.Token);
        var errors = new Tail(ErrorsKept);
        using var output = new MemoryStream();
        var tooMuch = false;
        try
        {
            var writing = WriteAsync(process, command.Input, limit.Token);
            var erring = errors.ReadAsync(process.StandardError.BaseStream);
            tooMuch = !await ReadAsync(process.StandardOutput.BaseStream, output, command.OutputLimit, limit.Token);
            if (!tooMuch)
            {
                await process.WaitForExitAsync(limit.Token);
                await Task.WhenAll(writing, erring).WaitAsync(limit.Token);
                return new ToolResult(process.ExitCode, Signals.OfExitCode(process.ExitCode), output.ToArray(), errors.ToString());
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ToolException(ToolException.TimedOut, $"{Name(command)} ran longer than {command.Limit.TotalSeconds:0.#} s and was stopped");
        }
        finally
        {
            Kill(process);
        }

        throw new ToolException(ToolException.TooMuchOutput, $"{Name(command)} wrote more than {command.OutputLimit >> 20} MB and was stopped");
    }

    /// <summary>Ends the process and all its descendants; one that has ended already is left alone.</summary>
    internal static void Kill(Process process)
    {
        try
        {
            if (!process.HasExited)
            {
                ProcessTree.Kill(process.Id);
            }
        }
        catch (InvalidOperationException)
        {
            // A late look at its memory or clock found it disposed of: it is dead.
        }
    }

    private static async Task<Process> StartAsync(ToolCommand command)
    {
        if (!Path.IsPathRooted(command.Program))
        {
            var found = ToolEnvironment.Find(command.Program)
                ?? throw new ToolException(ToolException.Missing, $"{command.Program} is not installed");
            command = command with { Program = found };
        }
        else if (!File.Exists(command.Program))
        {
            throw new ToolException(ToolException.Missing, $"{command.Program} is not there");
        }

        try
        {
            var bound = BindToOurLife(command);
            return await ProcessLauncher.StartAsync(() => ProcessLauncher.Start(bound.ToStartInfo()));
        }
        catch (Win32Exception problem)
        {
            throw new ToolException(ToolException.Missing, $"{Name(command)} could not be started: {problem.Message}");
        }
    }

    /// <summary>A tool must not outlive us when we are killed: setpriv(1) arranges that and gives way to the program.</summary>
    private static ToolCommand BindToOurLife(ToolCommand command) => SetPriv is null
        ? command
        : command with { Program = SetPriv, Arguments = ["--pdeathsig", "KILL", "--", command.Program, .. command.Arguments] };

    private static async Task WriteAsync(Process process, ReadOnlyMemory<byte>? input, CancellationToken cancellationToken)
    {
        try
        {
            await using var standardInput = process.StandardInput.BaseStream;
            if (input is { } bytes)
            {
                await standardInput.WriteAsync(bytes, cancellationToken);
            }
        }
        catch (IOException)
        {
            // A program that has read enough closes its input: no error of ours.
        }
    }

    private static async Task<bool> ReadAsync(Stream source, MemoryStream target, int limit, CancellationToken cancellationToken)
    {
        var buffer = new byte[64 << 10];
        while (await source.ReadAsync(buffer, cancellationToken) is > 0 and var count)
        {
            if (target.Length + count > limit)
            {
                return false;
            }

            target.Write(buffer, 0, count);
        }

        return true;
    }

    private static string Name(ToolCommand command) => Path.GetFileName(command.Program);
}

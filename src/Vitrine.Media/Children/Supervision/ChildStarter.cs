using System.ComponentModel;
using System.Diagnostics;
using System.IO.Pipes;
using Vitrine.Media.Tools;

namespace Vitrine.Media.Children;

/// <summary>A child as started: the process and our ends of its pipes.</summary>
internal sealed record StartedChild(Process Process, AnonymousPipeServerStream Requests, AnonymousPipeServerStream Answers, ChildFolder? Folder);

/// <summary>Starts a child inside the sandbox, with two pipes that it alone inherits.</summary>
internal static class ChildStarter
{
    public static async Task<StartedChild> StartAsync(ChildOptions options, Sandbox sandbox, ChildCommand command, ChildFiles? files)
    {
        var folder = sandbox.Level == SandboxLevel.Closed ? null : ChildFolder.Create();
        try
        {
            return await ProcessLauncher.StartAsync(() => Start(options, sandbox, command, files, folder));
        }
        catch (Exception problem)
        {
            folder?.Dispose();
            if (problem is Win32Exception or IOException)
            {
                throw new ChildFailureException(ChildFailureException.NotStarted, $"the {options.Kind} process could not be started: {problem.Message}", false);
            }

            throw;
        }
    }

    // Runs on the launching thread: the child's ends of the pipes are inheritable only in here.
    private static StartedChild Start(ChildOptions options, Sandbox sandbox, ChildCommand command, ChildFiles? files, ChildFolder? folder)
    {
        var requests = new AnonymousPipeServerStream(PipeDirection.Out, HandleInheritability.Inheritable);
        var answers = new AnonymousPipeServerStream(PipeDirection.In, HandleInheritability.Inheritable);
        try
        {
            PipeSize.Enlarge(requests.SafePipeHandle);
            PipeSize.Enlarge(answers.SafePipeHandle);
            var arguments = new ChildArguments(
                options.Kind, requests.GetClientHandleAsString(), answers.GetClientHandleAsString(), options.BoundsData ? options.MemoryLimit : 0, options.Arguments);
            var wrapped = sandbox.Wrap(new SandboxRequest(command, arguments.ToList(), options.MemoryLimit)
            {
                Files = files,
                Folders = options.Folders,
                Devices = options.Devices,
                Environment = options.Environment,
                TemporaryFolder = folder?.Path ?? "",
            });
            var process = ProcessLauncher.Start(ToStartInfo(wrapped));
            process.StandardInput.Close();
            return new StartedChild(process, requests, answers, folder);
        }
        catch
        {
            requests.Dispose();
            answers.Dispose();
            throw;
        }
        finally
        {
            requests.DisposeLocalCopyOfClientHandle();
            answers.DisposeLocalCopyOfClientHandle();
        }
    }

    private static ProcessStartInfo ToStartInfo(SandboxedCommand command) =>
        new ToolCommand(ToolEnvironment.Find(command.Program) ?? command.Program, command.Arguments)
        {
            Environment = command.Environment,
        }.ToStartInfo();
}

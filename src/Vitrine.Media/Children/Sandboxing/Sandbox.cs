using Vitrine.Media.Tools;

namespace Vitrine.Media.Children;

/// <summary>How children are cut off on this machine; found once at start by trying it for real.</summary>
public sealed class Sandbox
{
    private static readonly TimeSpan ProbeLimit = TimeSpan.FromSeconds(10);

    private readonly IReadOnlyList<string> unshare;
    private readonly bool modernBubblewrap;

    private Sandbox(SandboxLevel level, string description, IReadOnlyList<string> unshare, bool modernBubblewrap = false)
    {
        this.modernBubblewrap = modernBubblewrap;
        Level = level;
        Description = description;
        this.unshare = unshare;
    }

    public SandboxLevel Level { get; }

    /// <summary>One or two sentences for <c>doctor</c>: what holds, and what would make it better.</summary>
    public string Description { get; }

    /// <summary>Finds the strongest level that works here, <paramref name="strongest"/> at most.</summary>
    public static async Task<Sandbox> ProbeAsync(CancellationToken cancellationToken, SandboxLevel strongest = SandboxLevel.Closed)
    {
        var why = "";
        if (strongest == SandboxLevel.Closed)
        {
            string? problem = null;
            foreach (var modern in new[] { true, false })
            {
                problem = await TryAsync("bwrap", Bubblewrap.Arguments(ProbeRequest, modern), cancellationToken);
                if (problem is null)
                {
                    return new Sandbox(
                        SandboxLevel.Closed,
                        "Files are decoded in bubblewrap: no network, a read-only system, and no file in reach but the one at hand.",
                        [],
                        modern);
                }
            }

            why = $" Bubblewrap would also keep your files out of reach, but does not work here ({problem}).";
        }

        if (strongest <= SandboxLevel.NoNetwork)
        {
            foreach (var options in new string[][] { ["--net"], ["--user", "--map-current-user", "--net"] })
            {
                if (await TryAsync("unshare", [.. options, "--", "true"], cancellationToken) is null)
                {
                    return new Sandbox(
                        SandboxLevel.NoNetwork,
                        "Files are decoded without network, but a decoder that a file takes over could read your files." + why,
                        options);
                }
            }
        }

        return new Sandbox(
            SandboxLevel.None,
            "Warning: files are decoded in processes of their own, but with your rights and your network." + why,
            []);
    }

    private static SandboxRequest ProbeRequest =>
        new(new ChildCommand("true", [], ChildCommand.OfThisProgram.Folders), [], 0) { TemporaryFolder = "" };

    /// <summary>The name under which a child finds the file given in <see cref="SandboxRequest.Files"/>.</summary>
    internal string PathInside(string file) => Level == SandboxLevel.Closed ? Bubblewrap.FileInside : Path.GetFullPath(file);

    /// <summary>The name under which a child finds the folder that it may write into.</summary>
    internal string OutputInside(string folder) => Level == SandboxLevel.Closed ? Bubblewrap.OutputInside : Path.GetFullPath(folder);

    internal SandboxedCommand Wrap(SandboxRequest request)
    {
        var temporary = Level == SandboxLevel.Closed ? Bubblewrap.TemporaryInside : request.TemporaryFolder;
        var environment = ChildEnvironment.Make(temporary, request.MemoryLimit);
        foreach (var (name, value) in request.Environment)
        {
            environment[name] = value;
        }

        string[] own = [.. request.Command.Arguments, .. request.Arguments];
        return Level switch
        {
            SandboxLevel.Closed => new("bwrap", [.. Bubblewrap.Arguments(request, modernBubblewrap), .. own], environment),
            SandboxLevel.NoNetwork => new("unshare", [.. unshare, "--", request.Command.Program, .. own], environment),
            _ => new(request.Command.Program, own, environment),
        };
    }

    /// <summary>Null where it worked, else why not in a few words.</summary>
    private static async Task<string?> TryAsync(string program, IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        try
        {
            var result = await ToolProcess.RunAsync(new ToolCommand(program, arguments) { Limit = ProbeLimit }, cancellationToken);
            return result.Succeeded ? null : result.Describe(program);
        }
        catch (ToolException problem)
        {
            return problem.Message;
        }
    }
}

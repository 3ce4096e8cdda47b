namespace Vitrine.Media.Children;

/// <summary>What one child may see beside the system and the program: folders at their own path, and one file.</summary>
internal sealed record SandboxRequest(ChildCommand Command, IReadOnlyList<string> Arguments, long MemoryLimit)
{
    /// <summary>Folders it reads (the model child's packs).</summary>
    public IReadOnlyList<string> Folders { get; init; } = [];

    /// <summary>Device files it opens (a graphics card's); each only where it is there.</summary>
    public IReadOnlyList<string> Devices { get; init; } = [];

    /// <summary>What it sees of the user's files; see <see cref="Sandbox.PathInside"/> and <see cref="Sandbox.OutputInside"/> for their names in there.</summary>
    public ChildFiles? Files { get; init; }

    /// <summary>Variables beside the usual ones.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>A folder of its own on the host for levels that have no private <c>/tmp</c>.</summary>
    public required string TemporaryFolder { get; init; }
}

/// <summary>A file that one child reads.</summary>
/// <param name="Output">An empty folder that it may write into; null where it only reads.</param>
internal sealed record ChildFiles(string File, string? Output = null);

/// <summary>A program with arguments and environment, ready to start.</summary>
internal sealed record SandboxedCommand(string Program, IReadOnlyList<string> Arguments, IReadOnlyDictionary<string, string> Environment);

namespace Vitrine.Media.Children;

/// <summary>What one child may see beside the system and the program: folders at their own path, and one file.</summary>
internal sealed record SandboxRequest(ChildCommand Command, IReadOnlyList<string> Arguments, long MemoryLimit)
{
    /// <summary>Folders it reads (the model child's packs).</summary>
    public IReadOnlyList<string> Folders { get; init; } = [];

    /// <summary>Device files it opens (a graphics card's); each only where it is there.</summary>
    public IReadOnlyList<string> Devices { get; init; } = [];

    /// <summary>The file it decodes; see <see cref="Sandbox.PathInside"/> for its name in there.</summary>
    public string? File { get; init; }

    /// <summary>Variables beside the usual ones.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>A folder of its own on the host for levels that have no private <c>/tmp</c>.</summary>
    public required string TemporaryFolder { get; init; }
}

/// <summary>A program with arguments and environment, ready to start.</summary>
internal sealed record SandboxedCommand(string Program, IReadOnlyList<string> Arguments, IReadOnlyDictionary<string, string> Environment);

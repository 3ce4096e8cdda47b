namespace Vitrine.Media.Children;

/// <summary>How children of one kind are started and kept within bounds.</summary>
public sealed record ChildOptions(string Kind)
{
    /// <summary>Bytes of memory a child may hold together with the tools it runs, before it is killed.</summary>
    public required long MemoryLimit { get; init; }

    /// <summary>Requests after which a child is replaced: native libraries leak slowly.</summary>
    public int RecycleAfter { get; init; } = 2000;

    /// <summary>Part of <see cref="MemoryLimit"/> that a child may still hold after a request; above it, it is replaced.</summary>
    public double RecycleAbove { get; init; } = 0.7;

    /// <summary>How long a child that is not needed stays ready.</summary>
    public TimeSpan IdleLimit { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>How long a child may take to say hello.</summary>
    public TimeSpan StartLimit { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Arguments for the child's own handler.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>Folders that the child may read at their own path.</summary>
    public IReadOnlyList<string> Folders { get; init; } = [];

    /// <summary>Device files that the child may open: those of a graphics card.</summary>
    public IReadOnlyList<string> Devices { get; init; } = [];

    /// <summary>Whether the child bounds its own memory between two looks at it (see <see cref="ChildLimits"/>). CUDA maps far more than it uses.</summary>
    public bool BoundsData { get; init; } = true;

    /// <summary>Environment variables beside the usual ones, or instead of them.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>Measures the limits of requests and of idleness.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>≤ 350 MB.</summary>
    public static ChildOptions Decode { get; } = new(ChildKinds.Decode) { MemoryLimit = 350L << 20 };

    /// <summary>≤ 700 MB: packed weights are unpacked while a model is loaded; beside that what a model of pictures and texts takes.</summary>
    /// <param name="packs">The folder of the packs.</param>
    /// <param name="pair">The model of pictures and texts that is in use; null where none is.</param>
    public static ChildOptions Texts(string packs, Packs.PairDescription? pair = null) => new(ChildKinds.Texts)
    {
        MemoryLimit = (700L + (pair?.MemoryMb ?? 0)) << 20,
        RecycleAbove = 0.95,
        IdleLimit = TimeSpan.FromMinutes(10),
        Arguments = [packs],
        Folders = [packs],
    };

    /// <summary>≤ 700 MB; one child uses all cores, and models are slow to load, so it is kept longer. With a graphics card: <see cref="ModelOptions"/>.</summary>
    public static ChildOptions Model { get; } = new(ChildKinds.Model)
    {
        MemoryLimit = 700L << 20,
        RecycleAbove = 0.95,
        IdleLimit = TimeSpan.FromMinutes(10),
        Environment = new Dictionary<string, string>
        {
            // It lives long enough for the compiler's profile to pay.
            ["DOTNET_TieredPGO"] = "1",

            // 160 MB: the models are not the collector's, and with more room it lets decoded previews pile up beside them.
            ["DOTNET_GCHeapHardLimit"] = (160L << 20).ToString("x", System.Globalization.CultureInfo.InvariantCulture),
        },
    };
}

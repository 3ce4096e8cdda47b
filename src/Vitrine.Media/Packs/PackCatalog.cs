using System.Text.Json;
using System.Text.Json.Serialization;

namespace Vitrine.Media.Packs;

/// <summary>Which models there are for which task, in order of preference, and where their files come from.</summary>
public sealed class PackCatalog
{
    private readonly Dictionary<string, PackModel> byId;

    /// <exception cref="ArgumentException">A task names a model that is not among them.</exception>
    public PackCatalog(IReadOnlyList<PackTask> tasks, IReadOnlyList<PackModel> models)
    {
        (Tasks, Models) = (tasks, models);
        byId = models.ToDictionary(model => model.Id, StringComparer.Ordinal);
        foreach (var task in tasks)
        {
            if (task.Models.FirstOrDefault(id => !byId.ContainsKey(id)) is { } unknown)
            {
                throw new ArgumentException($"task '{task.Id}' names the model '{unknown}', which there is not");
            }
        }
    }

    /// <summary>The catalog that ships with the program.</summary>
    public static PackCatalog Shipped { get; } = Read();

    public IReadOnlyList<PackTask> Tasks { get; }

    public IReadOnlyList<PackModel> Models { get; }

    public PackTask? FindTask(string id) => Tasks.FirstOrDefault(task => task.Id == id);

    public PackModel? FindModel(string id) => byId.GetValueOrDefault(id);

    /// <summary>The task's models, the preferred one first.</summary>
    public IEnumerable<PackModel> ModelsOf(PackTask task) => task.Models.Select(id => byId[id]);

    private static PackCatalog Read()
    {
        using var stream = typeof(PackCatalog).Assembly.GetManifestResourceStream("catalog.json")
            ?? throw new InvalidOperationException("the catalog of models is not in the program");
        var file = JsonSerializer.Deserialize(stream, CatalogJson.Default.CatalogFile)!;
        return new PackCatalog(file.Tasks, file.Models);
    }
}

/// <summary>Something that needs a model.</summary>
/// <param name="Adds">What the user has once it is installed: a sentence.</param>
/// <param name="Starter">Whether the first start installs it.</param>
/// <param name="Models">Ids of the models that can do it, the preferred one first; one is enough.</param>
public sealed record PackTask(string Id, string Adds, bool Starter, IReadOnlyList<string> Models);

/// <summary>A model: files from elsewhere, and files of ours that ship inside the program.</summary>
/// <param name="Shipped">Names of embedded files (graphs without weights, our own layers).</param>
public sealed record PackModel(string Id, int Version, string Title, PackLicence Licence, IReadOnlyList<string> Shipped, IReadOnlyList<PackFile> Files)
{
    /// <summary>How a model of pictures and texts is run; null for any other. One that has it is used only once it passed its self-test.</summary>
    public PairDescription? Pair { get; init; }

    /// <summary>As it stands in claims: <c>nanodet@1</c>.</summary>
    public string Name => $"{Id}@{Version}";

    public long Bytes => Files.Sum(file => file.Bytes);
}

/// <param name="Spdx">SPDX name.</param>
/// <param name="Confirmed">Whether the licence of the weights' origin was read; only such models are installed unasked.</param>
/// <param name="Upstream">Whose work it is and where its licence stands.</param>
public sealed record PackLicence(string Spdx, bool Confirmed, string Upstream);

/// <param name="Sha256">Of the file's content, lower-case hex; the only thing that decides whether bytes are accepted.</param>
public sealed record PackFile(string Name, long Bytes, string Sha256, IReadOnlyList<PackOrigin> Origins);

/// <summary>One place of a file: an entry of an npm or NuGet package, or an address with a pinned revision. None: only in a folder or an imported pack.</summary>
/// <param name="Resource">Where the entry is a .NET assembly: the name of the resource in it that is the file.</param>
public sealed record PackOrigin(string? Npm = null, string? NuGet = null, string? Version = null, string? Entry = null, Uri? Address = null, string? Resource = null);

internal sealed record CatalogFile(IReadOnlyList<PackTask> Tasks, IReadOnlyList<PackModel> Models);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(CatalogFile))]
internal sealed partial class CatalogJson : JsonSerializerContext;

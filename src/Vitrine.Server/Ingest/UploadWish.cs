using System.Text.Json;

namespace Vitrine.Server.Ingest;

/// <summary>What a sender says of a file beside its bytes: its name, where it is to lie, its tags, fields and collections, and what happens where that name is taken.</summary>
/// <param name="Name">Already fit to be shown (<see cref="AssetName"/>).</param>
/// <param name="Folder">A path of names below the library's root.</param>
public sealed record UploadWish(string Name, string? Folder, IReadOnlyList<string> Tags, SameName SameName = SameName.Rename)
{
    /// <summary>The collections that it joins, by id or name.</summary>
    public IReadOnlyList<string> Collections { get; init; } = [];

    /// <summary>Values of fields by name, as they were sent.</summary>
    public IReadOnlyDictionary<string, JsonElement> Fields { get; init; } = new Dictionary<string, JsonElement>();

    private const int MostLevels = 100;
    private const int MostTags = 500;

    /// <summary>The path, if it is one that can be made.</summary>
    /// <exception cref="UploadRefusedException">It is too deep.</exception>
    public static string CheckFolder(string path) => FolderTree.Names(path).Count <= MostLevels
        ? path
        : throw new UploadRefusedException(StatusCodes.Status400BadRequest, $"A folder's path has at most {MostLevels} levels.");

    /// <summary>What happens where the name is taken, by its word.</summary>
    /// <exception cref="UploadRefusedException">It is no such word.</exception>
    public static SameName Rule(string? word) => word switch
    {
        null or "" or "rename" => SameName.Rename,
        "version" => SameName.Version,
        "fail" => SameName.Fail,
        _ => throw new UploadRefusedException(StatusCodes.Status400BadRequest, "sameName is 'version', 'rename' or 'fail'."),
    };

    /// <summary>Reads a JSON object of values by the names of their fields; of several the last says what counts.</summary>
    /// <exception cref="UploadRefusedException">It is no such object.</exception>
    public static Dictionary<string, JsonElement> ReadFields(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return [];
        }

        try
        {
            using var json = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = 8 });
            if (json.RootElement.ValueKind == JsonValueKind.Object)
            {
                return json.RootElement.EnumerateObject().GroupBy(member => member.Name, StringComparer.Ordinal)
                    .ToDictionary(group => group.Key, group => group.Last().Value.Clone(), StringComparer.Ordinal);
            }
        }
        catch (JsonException)
        {
            // It is said below.
        }

        throw new UploadRefusedException(StatusCodes.Status400BadRequest, "fields is a JSON object of values by the names of their fields, such as {\"sku\": \"A1\"}.");
    }

    /// <summary>Adds tags that are joined by commas.</summary>
    /// <exception cref="UploadRefusedException">These are too many.</exception>
    public static void AddTags(List<string> tags, string text)
    {
        tags.AddRange(text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        if (tags.Count > MostTags)
        {
            throw new UploadRefusedException(StatusCodes.Status400BadRequest, $"At most {MostTags} tags at once.");
        }
    }
}

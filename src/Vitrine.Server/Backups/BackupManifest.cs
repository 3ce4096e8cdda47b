using System.Text.Json;
using System.Text.Json.Serialization;
using Vitrine.Server.Import;

namespace Vitrine.Server.Backups;

/// <summary>
/// What a backup holds: <c>manifest.json</c>, written last. A folder without one is no backup. Everything in it is checked before it is believed:
/// the folder may have been in strange hands.
/// </summary>
public sealed record BackupManifest
{
    /// <summary>The format this program writes, and the only one it reads.</summary>
    public const int CurrentFormat = 1;

    public const string FileName = "manifest.json";

    private const int MostBytes = 1 << 20;
    private const int MostFiles = 1000;

    public required int Format { get; init; }

    /// <summary><see cref="Backup"/> with blobs beside it, or <see cref="Snapshot"/>: database and configuration alone.</summary>
    public required string Kind { get; init; }

    /// <summary>The Vitrine that made it.</summary>
    public required string Version { get; init; }

    /// <summary>As <c>engine.txt</c> says it.</summary>
    public required string Engine { get; init; }

    public required int Schema { get; init; }

    /// <summary>The public id of the library.</summary>
    public required string Library { get; init; }

    /// <summary>The change log's last sequence: what was written after it is not in here.</summary>
    public required long Sequence { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    public required DateTimeOffset EndedAt { get; init; }

    /// <summary>How many rows each table has.</summary>
    public required SortedDictionary<string, long> Rows { get; init; }

    public required BlobTotals Blobs { get; init; }

    /// <summary>Versions whose originals lie in linked folders; those are not in here.</summary>
    public required long LinkedOriginals { get; init; }

    /// <summary>The files of the backup's own folder, all but this one. Blobs are named by their hashes instead.</summary>
    public required IReadOnlyList<BackupFile> Files { get; init; }

    [JsonIgnore]
    public bool IsSnapshot => Kind == Snapshot;

    public const string Backup = "backup";
    public const string Snapshot = "snapshot";

    /// <summary>Reads a manifest and refuses one that makes no sense.</summary>
    /// <exception cref="BackupException">It is missing, cannot be read, is of another format, or names files outside its folder.</exception>
    public static async Task<BackupManifest> ReadAsync(string folder, CancellationToken cancellationToken = default)
    {
        var path = Path.Combine(folder, FileName);
        if (FileStat.Of(path) is not { Type: EntryType.File } file)
        {
            throw new BackupException($"{folder} is no backup: it has no {FileName}.");
        }

        if (file.Bytes > MostBytes)
        {
            throw new BackupException($"{path} is no manifest: it is larger than any could be.");
        }

        try
        {
            var manifest = JsonSerializer.Deserialize(await File.ReadAllBytesAsync(path, cancellationToken), BackupJson.Default.BackupManifest)
                ?? throw new BackupException($"{path} is empty.");
            manifest.Check(path);
            return manifest;
        }
        catch (JsonException error)
        {
            throw new BackupException($"{path} cannot be read: {error.Message}", error);
        }
    }

    private void Check(string path)
    {
        if (Format != CurrentFormat)
        {
            throw new BackupException($"{path} has format {Format}, this Vitrine reads {CurrentFormat}. Use the Vitrine that made it ({Version}), or a newer one.");
        }

        if (Kind is not (Backup or Snapshot) || Rows is null || Blobs is null || Files is not { Count: > 0 and <= MostFiles } || Schema < 1 || Sequence < 0
            || Blobs.Count < 0 || Blobs.Bytes < 0 || Blobs.Missing < 0 || !Core.Assets.PublicId.TryParse(Library, out _))
        {
            throw new BackupException($"{path} contradicts itself: it is no manifest of Vitrine.");
        }

        foreach (var file in Files)
        {
            if (file.Path is null || !CopyFolder.IsOurs(file.Path) || file.Bytes < 0 || file.Sha256 is not { Length: 64 } || !file.Sha256.All(char.IsAsciiHexDigitLower))
            {
                throw new BackupException($"{path} names '{file.Path}', which is no file of a backup.");
            }
        }

        if (Files.Select(file => file.Path).Distinct(StringComparer.Ordinal).Count() != Files.Count || !Files.Any(file => file.Path == CopyFolder.BlobList)
            || !Files.Any(file => CopyFolder.IsDatabase(file.Path)))
        {
            throw new BackupException($"{path} does not name what every backup has, or names something twice.");
        }
    }
}

/// <param name="Path">Below the backup's folder, with <c>/</c>.</param>
public sealed record BackupFile(string Path, long Bytes, string Sha256);

/// <param name="Count">Blobs that versions refer to.</param>
/// <param name="Missing">Those of them that were lost before the backup and are not in it.</param>
public sealed record BlobTotals(long Count, long Bytes, long Missing = 0);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, WriteIndented = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(BackupManifest))]
[JsonSerializable(typeof(CopyRecord))]
internal sealed partial class BackupJson : JsonSerializerContext;

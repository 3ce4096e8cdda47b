using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Vitrine.Media.Packs;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Backups;

/// <summary>
/// A copy of database and configuration in the making: a folder <c>TIME.part</c> that gets its name when all of it is on disk, so that one that was cut
/// short is never taken for a whole one.
/// <code>
/// manifest.json                        what is in here, with the hash of each file; written last
/// database.sqlite or database.dump     the database
/// blobs.list                           the blobs it refers to
/// config/…                             files of the data folder: its place for originals, folders allowed, node, token, keys
/// </code>
/// </summary>
internal sealed partial class CopyFolder : IDisposable
{
    public const string BlobList = "blobs.list";
    public const string SqliteFile = "database.sqlite";
    public const string PostgresFile = "database.dump";
    public const string Part = ".part";
    private const string Config = "config/";
    private const string Keys = "config/keys/";
    private const string Packs = "config/packs.txt";

    /// <summary>What a data folder knows in small files of its own.</summary>
    public static readonly IReadOnlyList<string> ConfigFiles = ["engine.txt", "blobs.txt", "node", "roots.txt", "backups.txt", "token", "credentials"];

    private readonly TimeProvider clock;
    private readonly string parent;
    private readonly string name;
    private bool finished;

    private CopyFolder(string parent, string name, TimeProvider clock)
    {
        this.parent = parent;
        this.name = name;
        this.clock = clock;
        StartedAt = clock.GetUtcNow();
    }

    public DateTimeOffset StartedAt { get; }

    public string Folder => Path.Combine(parent, name + Part);

    /// <summary>Whether a folder has the name of a finished copy.</summary>
    public static bool IsName(string name) => NamePattern().IsMatch(name);

    /// <summary>Whether a path is one of a file that copies have, written as we write it.</summary>
    public static bool IsOurs(string path) =>
        IsDatabase(path) || path is BlobList or Packs || (path.StartsWith(Config, StringComparison.Ordinal) && ConfigFiles.Contains(path[Config.Length..]))
        || (path.StartsWith(Keys, StringComparison.Ordinal) && KeyPattern().IsMatch(path[Keys.Length..]));

    public static bool IsDatabase(string path) => path is SqliteFile or PostgresFile;

    /// <summary>Where in the data folder a file of the configuration belongs; null where it is not put back.</summary>
    public static string? PlaceOf(string path) => path.StartsWith(Config, StringComparison.Ordinal) && path is not (Packs or (Config + "engine.txt") or (Config + "blobs.txt"))
        ? path[Config.Length..]
        : null;

    public static CopyFolder Begin(string parent, TimeProvider clock)
    {
        var time = clock.GetUtcNow().ToString("yyyy-MM-dd'T'HH-mm-ss'Z'", CultureInfo.InvariantCulture);
        var name = time;
        for (var number = 2; Directory.Exists(Path.Combine(parent, name)); number++)
        {
            name = string.Create(CultureInfo.InvariantCulture, $"{time}-{number}");
        }

        var made = new CopyFolder(parent, name, clock);
        FileCopy.CreatePrivate(made.Folder);
        return made;
    }

    /// <summary>Copies the database and lists its blobs, both of one moment; checks that the copy can be read.</summary>
    public async Task<LibraryFacts> DatabaseAsync(Database database, CancellationToken cancellationToken)
    {
        var sqlite = database.Dialect is SqliteDialect;
        var path = Path.Combine(Folder, sqlite ? SqliteFile : PostgresFile);
        var facts = await database.CopyAsync(path, session => LibraryFacts.ReadAsync(session, Path.Combine(Folder, BlobList), cancellationToken), cancellationToken);
        var damage = sqlite ? await SqliteDatabase.DamageAsync(path, cancellationToken) : await PostgresDatabase.DamageAsync(path, cancellationToken);
        return damage is null ? facts : throw new BackupException($"The copy of the database is not whole ({damage}). Run ./vitrine verify, and look at the disk.");
    }

    /// <summary>Copies the small files of a data folder, and notes which packs are installed: their models are fetched again.</summary>
    public async Task ConfigurationAsync(string data, CancellationToken cancellationToken)
    {
        var folder = Path.Combine(Folder, "config");
        FileCopy.CreatePrivate(folder);
        foreach (var file in ConfigFiles.Where(file => File.Exists(Path.Combine(data, file))))
        {
            await CopyAsync(Path.Combine(data, file), Path.Combine(folder, file), cancellationToken);
        }

        if (Directory.Exists(Path.Combine(data, "keys")))
        {
            FileCopy.CreatePrivate(Path.Combine(folder, "keys"));
            foreach (var key in Directory.EnumerateFiles(Path.Combine(data, "keys")).Where(key => KeyPattern().IsMatch(Path.GetFileName(key))))
            {
                await CopyAsync(key, Path.Combine(folder, "keys", Path.GetFileName(key)), cancellationToken);
            }
        }

        var store = new PackStore(Path.Combine(data, "models"));
        await File.WriteAllLinesAsync(Path.Combine(folder, "packs.txt"), store.Catalog.Models.Where(store.IsInstalled).Select(model => model.Id), cancellationToken);
    }

    /// <summary>Writes the manifest and gives the folder its name.</summary>
    /// <returns>The finished folder and its manifest.</returns>
    public async Task<(string Folder, BackupManifest Manifest)> FinishAsync(string kind, string engine, LibraryFacts facts, BlobTotals blobs, CancellationToken cancellationToken)
    {
        var files = new List<BackupFile>();
        foreach (var path in Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            files.Add(new BackupFile(
                Path.GetRelativePath(Folder, path).Replace('\\', '/'), new FileInfo(path).Length, Convert.ToHexStringLower(await FileCopy.HashAsync(path, cancellationToken))));
        }

        var manifest = new BackupManifest
        {
            Format = BackupManifest.CurrentFormat, Kind = kind, Version = ProgramVersion.Text, Engine = engine, Schema = facts.Schema, Library = facts.Library, Sequence = facts.Sequence,
            StartedAt = StartedAt, EndedAt = clock.GetUtcNow(), Rows = facts.Rows, Blobs = blobs, LinkedOriginals = facts.LinkedOriginals, Files = files,
        };
        await using (var file = new FileStream(Path.Combine(Folder, BackupManifest.FileName), FileMode.CreateNew, FileAccess.Write))
        {
            await JsonSerializer.SerializeAsync(file, manifest, BackupJson.Default.BackupManifest, cancellationToken);
            file.Flush(flushToDisk: true);
        }

        FileCopy.FlushFolder(Folder);
        var done = Path.Combine(parent, name);
        Directory.Move(Folder, done);
        FileCopy.FlushFolder(parent);
        finished = true;
        return (done, manifest);
    }

    public void Dispose()
    {
        if (!finished && Directory.Exists(Folder))
        {
            Directory.Delete(Folder, recursive: true);
        }
    }

    private static async Task CopyAsync(string from, string to, CancellationToken cancellationToken)
    {
        await using var source = new FileStream(from, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        await FileCopy.WriteAsync(source, to, cancellationToken);
    }

    [GeneratedRegex(@"^\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ(-\d{1,4})?$", RegexOptions.NonBacktracking)]
    private static partial Regex NamePattern();

    [GeneratedRegex(@"^key-[0-9a-f-]{36}\.xml$", RegexOptions.NonBacktracking)]
    private static partial Regex KeyPattern();
}

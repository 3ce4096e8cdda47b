using Vitrine.Media.Metadata;
using Vitrine.Server.Claims;
using Vitrine.Server.Exports;
using Vitrine.Server.Import;
using Vitrine.Server.Import.Sidecars;
using Vitrine.Server.Ingest;
using Vitrine.Server.Storage;

namespace Vitrine.Server.WriteBack;

/// <summary>An asset whose metadata is to be written, as the database knows it.</summary>
/// <param name="Path">Below the root.</param>
/// <param name="Mode">Of the root: only managed ones are ever written.</param>
internal sealed record WriteBackWork(
    long AssetKey, long LibraryKey, long VersionKey, string Name, string Format, byte[] Sha256, long LinkKey, long RootKey, string Root, string Path, RootMode Mode, LinkState State)
{
    public required ExportedWords Words { get; init; }
    public required IReadOnlyList<FileState> States { get; init; }

    /// <summary>How often it was asked for when this was read.</summary>
    public long Wanted { get; init; }

    /// <summary>What the file itself shows where, upright.</summary>
    public required IReadOnlyList<SaidRegion> Regions { get; init; }

    /// <summary>The sidecar that is there; null where there is none.</summary>
    public SidecarRow? Sidecar { get; init; }

    /// <summary>The one that was uploaded or copied with an earlier original that the library kept itself.</summary>
    public KeptSidecar? Kept { get; init; }

    /// <summary>Formats of the other files in its folder that differ from it in their extension alone.</summary>
    public IReadOnlyList<string> SameStem { get; init; } = [];

    /// <summary>Attributes about which the library and a file disagree until somebody decides.</summary>
    public IReadOnlyList<Conflict> Conflicts { get; init; } = [];

    /// <summary>What a holder said when it was last read or written; null where it never was.</summary>
    public FileState? StateOf(FileHolder holder) => States.FirstOrDefault(state => state.Holder == holder);
}

/// <summary>Reads what is to be written, in one state of the database.</summary>
internal sealed class WriteBackReader(ExportedWordsReader words)
{
    /// <summary>Null where the asset is gone or in the trash, or its current version lies in no folder that is linked.</summary>
    public async Task<WriteBackWork?> ReadAsync(DbSession session, long asset, AiTags ai, CancellationToken cancellationToken)
    {
        var found = await session.FirstAsync(
            $"""
            select a.key, a.library_key, v.key, a.name, v.format, v.sha256, v.embedded, l.key, r.key, r.path, l.path, r.mode, l.state
            from asset a join version v on v.key = a.version_key join link l on l.version_key = v.key join root r on r.key = l.root_key
            where a.key = {asset} and a.trashed_at is null and v.blob_key is null and r.mode <> {RootMode.Copied}
            order by case when r.mode = {RootMode.Managed} then 0 else 1 end, l.state, l.key limit 1
            """,
            row => new WriteBackWork(
                row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetString(3), row.GetString(4), row.Bytes(5), row.GetInt64(7), row.GetInt64(8),
                row.GetString(9), row.GetString(10), (RootMode)row.GetInt64(11), (LinkState)row.GetInt64(12)) { Words = new ExportedWords(), States = [], Regions = MetadataJson.RegionsOf(row.TextOrNull(6)) },
            cancellationToken);
        if (found is null)
        {
            return null;
        }

        var sidecars = await SidecarRows.OfAssetAsync(session, asset, cancellationToken);
        return found with
        {
            Words = (await words.ReadAsync(session, [(found.AssetKey, found.VersionKey)], ai, cancellationToken))[found.AssetKey],
            Wanted = await WriteBackRows.WantedAsync(session, asset, cancellationToken),
            States = await FileStates.OfAsync(session, found.VersionKey, cancellationToken),
            Sidecar = sidecars.Find(row => row.RootKey == found.RootKey),
            Kept = await KeptSidecars.FindAsync(session, asset, cancellationToken),
            SameStem = await SameStemAsync(session, found, cancellationToken),
            Conflicts = await ConflictRows.OpenAsync(session, asset, cancellationToken),
        };
    }

    private static async Task<List<string>> SameStemAsync(DbSession session, WriteBackWork work, CancellationToken cancellationToken)
    {
        var dot = work.Path.LastIndexOf('.');
        if (dot <= work.Path.LastIndexOf('/') + 1)
        {
            return [];
        }

        var (from, until) = (work.Path[..(dot + 1)], work.Path[..dot] + "/");
        var rows = await session.QueryAsync(
            $"""
            select l.path, v.format from link l join version v on v.key = l.version_key
            where l.root_key = {work.RootKey} and l.path > {from} and l.path < {until} and l.key <> {work.LinkKey} and l.state = {LinkState.Present} limit 20
            """,
            row => (Path: row.GetString(0), Format: row.GetString(1)),
            cancellationToken);
        return [.. rows.Where(row => row.Path.LastIndexOf('.') == dot).Select(row => row.Format)];
    }
}

using System.Globalization;
using Vitrine.Core.Assets;
using Vitrine.Server.Claims;
using Vitrine.Server.Fields;
using Vitrine.Server.Pipeline;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Ingest;

/// <summary>
/// Writes assets, versions, links and the runs they need, all in the caller's transaction (the outbox): after a crash either a file is in the library
/// with everything still to be done for it, or it is not there at all.
/// </summary>
public sealed partial class AssetWriter(IdGenerator ids, RunQueue runs, AssetProjection projection, FieldFilling filling)
{
    /// <summary>Takes in some files (up to about 64, so that the transaction stays short), in their order.</summary>
    public async Task<IReadOnlyList<Ingested>> AddAsync(
        WriteSession session, long library, IReadOnlyList<IncomingFile> files, CancellationToken cancellationToken = default)
    {
        await LockFoldersAsync(session, files, cancellationToken);
        var essences = await EssencesAsync(session, files, cancellationToken);
        var settings = await LibraryBehaviour.ReadAsync(session, library, cancellationToken);
        var results = new List<Ingested>(files.Count);
        foreach (var file in files)
        {
            var entry = new Entry(session, library, settings, file, essences[Convert.ToHexString(file.Hashes.Essence)]);
            results.Add(await AddAsync(entry, cancellationToken));
        }

        return results;
    }

    /// <summary>Other bytes for the asset of a version, whatever its name.</summary>
    public async Task<Ingested> ReplaceAsync(WriteSession session, long library, long version, IncomingFile file, CancellationToken cancellationToken = default)
    {
        var essences = await EssencesAsync(session, [file], cancellationToken);
        var settings = await LibraryBehaviour.ReadAsync(session, library, cancellationToken);
        var entry = new Entry(session, library, settings, file, essences[Convert.ToHexString(file.Hashes.Essence)]);
        return await ReplaceAsync(entry, await CurrentAsync(session, version, cancellationToken), cancellationToken);
    }

    private async Task<Ingested> AddAsync(Entry entry, CancellationToken cancellationToken)
    {
        if (entry.File.Link is { } link)
        {
            if (await KnownLinks.FindAsync(entry.Session, link.RootKey, link.Path, cancellationToken) is { VersionKey: not null } known)
            {
                return await KnownFileAsync(entry, link, known, cancellationToken);
            }

            if (link.MovedFrom is { } from && await MoveAsync(entry, link, from, cancellationToken) is { } moved)
            {
                return moved;
            }
        }

        return entry.File.SameName == SameName.Rename ? await InsertAsync(entry, cancellationToken) : await ByNameAsync(entry, cancellationToken);
    }

    /// <summary>A file that is linked already and whose size or time changed.</summary>
    private async Task<Ingested> KnownFileAsync(Entry entry, LinkedFile link, KnownLink known, CancellationToken cancellationToken)
    {
        var asset = await CurrentAsync(entry.Session, known.VersionKey!.Value, cancellationToken);
        if (asset.Trashed)
        {
            // The file is what someone threw away: it stays in the trash, whatever it holds now.
            await TouchLinkAsync(entry, known.Key, known.VersionKey.Value, link, cancellationToken);
            return asset.As(IngestOutcome.Unchanged);
        }

        var outcome = await ReplaceAsync(entry, asset, cancellationToken);
        await TouchLinkAsync(entry, known.Key, outcome.VersionKey, link, cancellationToken);
        return outcome;
    }

    private async Task<Ingested> ByNameAsync(Entry entry, CancellationToken cancellationToken)
    {
        var version = await entry.Session.NumberAsync(
            $"select version_key from asset where folder_key = {entry.File.FolderKey} and name_key = {AssetName.Key(entry.File.Name)} and trashed_at is null",
            cancellationToken);
        if (version is null)
        {
            return await InsertAsync(entry, cancellationToken);
        }

        var asset = await CurrentAsync(entry.Session, version.Value, cancellationToken);
        if (entry.File.SameName == SameName.Fail)
        {
            return asset.As(IngestOutcome.NameTaken);
        }

        // Two files on disk whose names look alike (composed and decomposed letters) are two assets, not versions of one.
        if (entry.File.Link is { } link && await HasOtherFileAsync(entry.Session, asset.AssetKey, link.RootKey, cancellationToken))
        {
            return await InsertAsync(entry, cancellationToken);
        }

        var outcome = await ReplaceAsync(entry, asset, cancellationToken);
        if (entry.File.Link is { } file)
        {
            await InsertLinkAsync(entry, outcome.VersionKey, file, cancellationToken);
        }

        return outcome;
    }

    /// <summary>Other bytes for an asset: the same picture stays the same version, another one becomes the newest.</summary>
    private async Task<Ingested> ReplaceAsync(Entry entry, CurrentAsset asset, CancellationToken cancellationToken)
    {
        var (session, file) = (entry.Session, entry.File);
        if (asset.Sha256.AsSpan().SequenceEqual(file.Hashes.Sha256))
        {
            return asset.As(IngestOutcome.Unchanged);
        }

        if (asset.EssenceKey == entry.EssenceKey)
        {
            await session.ExecuteAsync(
                $"""
                update version set sha256 = {file.Hashes.Sha256}, bytes = {file.Hashes.Bytes}, blob_key = {file.BlobKey} where key = {asset.VersionKey}
                """,
                cancellationToken);
            await runs.RepeatAsync(session, entry.Library, asset.VersionKey, file.Sniffed.Kind, PipelineSteps.ReadFromFile, file.Priority, cancellationToken);
            await TouchAssetAsync(entry, asset.AssetKey, asset.VersionKey, ChangedParts.Facts | ChangedParts.Runs, cancellationToken);
            return asset.As(IngestOutcome.MetadataChanged);
        }

        var number = await session.NumberAsync($"select max(number) + 1 from version where asset_key = {asset.AssetKey}", cancellationToken) ?? 1;
        var version = await InsertVersionAsync(entry, asset.AssetKey, ids.Next(), number, cancellationToken);
        await session.ExecuteAsync($"update asset set kind = {file.Sniffed.Kind} where key = {asset.AssetKey}", cancellationToken);
        await TouchAssetAsync(entry, asset.AssetKey, version, ChangedParts.All, cancellationToken);
        return asset.As(IngestOutcome.NewVersion) with { VersionKey = version };
    }

    private async Task<Ingested> InsertAsync(Entry entry, CancellationToken cancellationToken)
    {
        var (session, file) = (entry.Session, entry.File);
        var name = await FreeNameAsync(entry, file.Name, file.FolderKey, cancellationToken);
        var id = ids.Next();
        var asset = await session.InsertAsync(
            $"""
            insert into asset (id, library_key, folder_key, name, name_key, kind, revision, created_at)
            values ({id}, {entry.Library}, {file.FolderKey}, {name}, {AssetName.Key(name)}, {file.Sniffed.Kind}, {1}, {session.Now}) returning key
            """,
            cancellationToken);
        var version = await InsertVersionAsync(entry, asset, id, 1, cancellationToken);
        await session.ExecuteAsync($"update asset set version_key = {version} where key = {asset}", cancellationToken);
        if (file.Link is { } link)
        {
            await InsertLinkAsync(entry, version, link, cancellationToken);
        }

        session.Log(new Change(entry.Library, LogSubject.Asset, asset, ChangeEvent.Added));
        await filling.FillAsync(session, new LedgerSubject(asset, entry.Library, version), null, cancellationToken);

        // The plus keeps SQLite from walking through the library instead of up the few versions with these bytes.
        var twin = await session.TextAsync(
            $"""
            select a.id from version v join asset a on a.version_key = v.key
            where v.sha256 = {file.Hashes.Sha256} and a.key <> {asset} and +a.library_key = {entry.Library} and a.trashed_at is null order by a.key limit 1
            """,
            cancellationToken);
        return new Ingested(IngestOutcome.Added, asset, version, id.Text, name, twin);
    }

    private async Task<long> InsertVersionAsync(Entry entry, long asset, PublicId id, long number, CancellationToken cancellationToken)
    {
        var (session, file) = (entry.Session, entry.File);
        var version = await session.InsertAsync(
            $"""
            insert into version (id, asset_key, number, sha256, essence_key, blob_key, bytes, format, mime, actor_key, created_at)
            values ({id}, {asset}, {number}, {file.Hashes.Sha256}, {entry.EssenceKey}, {file.BlobKey}, {file.Hashes.Bytes},
                {file.Sniffed.Format}, {file.Sniffed.Mime}, {session.Actor.Key}, {session.Now}) returning key
            """,
            cancellationToken);
        await runs.EnqueueReadyAsync(session, entry.Library, version, file.Sniffed.Kind, entry.Behaviour.TagNewAssets, file.Priority, cancellationToken);
        return version;
    }

    private static async Task<string> FreeNameAsync(Entry entry, string wanted, long folder, CancellationToken cancellationToken)
    {
        var name = wanted;
        for (var number = 2; await IsTakenAsync(name); number++)
        {
            // A folder with a thousand files of one name gets hashes instead of a thousand look-ups each.
            var mark = number <= 50 ? number.ToString(CultureInfo.InvariantCulture) : $"{Convert.ToHexStringLower(entry.File.Hashes.Sha256.AsSpan(0, 4))}-{number}";
            name = AssetName.Numbered(wanted, mark);
        }

        return name;

        async Task<bool> IsTakenAsync(string candidate) => await entry.Session.NumberAsync(
            $"select key from asset where folder_key = {folder} and name_key = {AssetName.Key(candidate)} and trashed_at is null", cancellationToken) is not null;
    }

    private static Task<int> TouchAssetAsync(Entry entry, long asset, long version, ChangedParts parts, CancellationToken cancellationToken)
    {
        entry.Session.Log(new Change(entry.Library, LogSubject.Asset, asset, ChangeEvent.Changed, parts));
        return entry.Session.ExecuteAsync($"update asset set version_key = {version}, revision = revision + 1 where key = {asset}", cancellationToken);
    }

    private static Task<int> TouchLinkAsync(Entry entry, long key, long version, LinkedFile link, CancellationToken cancellationToken) =>
        entry.Session.ExecuteAsync(
            $"""
            update link set root_key = {link.RootKey}, path = {link.Path}, version_key = {version}, bytes = {link.Bytes}, modified = {link.Modified},
                inode = {link.Inode}, state = {LinkState.Present}, seen_at = {entry.Session.Now} where key = {key}
            """,
            cancellationToken);

    private static Task<int> InsertLinkAsync(Entry entry, long version, LinkedFile link, CancellationToken cancellationToken) =>
        entry.Session.ExecuteAsync(
            $"""
            insert into link (root_key, path, version_key, bytes, modified, inode, state, seen_at)
            values ({link.RootKey}, {link.Path}, {version}, {link.Bytes}, {link.Modified}, {link.Inode}, {LinkState.Present}, {entry.Session.Now})
            on conflict (root_key, path) do update set version_key = excluded.version_key, bytes = excluded.bytes, modified = excluded.modified,
                inode = excluded.inode, state = excluded.state, seen_at = excluded.seen_at
            """,
            cancellationToken);

    private static async Task<bool> HasOtherFileAsync(DbSession session, long asset, long root, CancellationToken cancellationToken) =>
        await session.NumberAsync(
            $"""
            select l.key from link l join version v on v.key = l.version_key
            where v.asset_key = {asset} and l.root_key = {root} and l.state = {LinkState.Present} limit 1
            """,
            cancellationToken) is not null;

    private static async Task<CurrentAsset> CurrentAsync(DbSession session, long version, CancellationToken cancellationToken) =>
        await session.FirstAsync(
            $"""
            select a.key, a.id, a.name, a.folder_key, a.trashed_at, c.key, c.sha256, c.essence_key
            from version v join asset a on a.key = v.asset_key join version c on c.key = a.version_key where v.key = {version}
            """,
            row => new CurrentAsset(
                row.GetInt64(0), row.GetString(1), row.GetString(2), row.GetInt64(3), !row.IsDBNull(4), row.GetInt64(5), row.Bytes(6), row.GetInt64(7)),
            cancellationToken)
        ?? throw new InvalidOperationException($"version {version} has no asset");

    /// <summary>Concurrent writers into the same folder take turns, so that the free name that was found stays free.</summary>
    private static async Task LockFoldersAsync(WriteSession session, IReadOnlyList<IncomingFile> files, CancellationToken cancellationToken)
    {
        long[] keys = [.. files.Select(file => file.FolderKey).Distinct().Order()];
        await session.QueryAsync(
            Sql.Of($"select key from folder where {session.Dialect.AnyOf(new RawSql("key"), keys)} order by key{session.Dialect.ForUpdate}"),
            row => row.GetInt64(0),
            cancellationToken);
    }

    private static async Task<Dictionary<string, long>> EssencesAsync(
        WriteSession session, IReadOnlyList<IncomingFile> files, CancellationToken cancellationToken)
    {
        var keys = new Dictionary<string, long>(files.Count, StringComparer.Ordinal);
        foreach (var essence in files.Select(file => Convert.ToHexString(file.Hashes.Essence)).Distinct().Order(StringComparer.Ordinal))
        {
            keys[essence] = await session.InsertAsync(
                $"""
                insert into essence (sha256, created_at) values ({Convert.FromHexString(essence)}, {session.Now})
                on conflict (sha256) do update set created_at = essence.created_at returning key
                """,
                cancellationToken);
        }

        return keys;
    }

    private sealed record Entry(WriteSession Session, long Library, LibraryBehaviour Behaviour, IncomingFile File, long EssenceKey);

    private sealed record CurrentAsset(
        long AssetKey, string Id, string Name, long FolderKey, bool Trashed, long VersionKey, byte[] Sha256, long EssenceKey)
    {
        public Ingested As(IngestOutcome outcome) => new(outcome, AssetKey, VersionKey, Id, Name);
    }
}

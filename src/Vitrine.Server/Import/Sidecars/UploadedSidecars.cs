using Vitrine.Media.Kinds;
using Vitrine.Media.Metadata;
using Vitrine.Server.Claims;
using Vitrine.Server.Features.Assets;
using Vitrine.Server.Ingest;
using Vitrine.Server.Storage;
using Vitrine.Server.Storage.Blobs;
using Vitrine.Server.Storage.Renditions;

namespace Vitrine.Server.Import.Sidecars;

/// <summary>An XMP file that was sent, read before anything is written about it.</summary>
public sealed record UploadedSidecar(string Name, byte[] Content, byte[] Sha256, EmbeddedMetadata Said);

/// <summary>An XMP file that came before its file and so is an asset.</summary>
/// <param name="Actor">Who sent it.</param>
internal sealed record LoneSidecar(long AssetKey, long VersionKey, string Name, byte[] Sha256, long Actor);

/// <summary>What is known of a file that comes in, and of XMP files that wait for it, before the transaction that takes it in.</summary>
/// <param name="Own">The file itself, where it is an XMP file.</param>
/// <param name="Waiting">By the version of their assets; null where one is no sidecar that can be read.</param>
/// <param name="MayChange">Whether the sender may change assets of others.</param>
public sealed record SidecarsAtHand(UploadedSidecar? Own, IReadOnlyDictionary<long, UploadedSidecar?> Waiting, bool MayChange);

/// <summary>An XMP file came in between looking and writing: look again.</summary>
public sealed class SidecarAppearedException : Exception;

/// <summary>
/// XMP files that are uploaded belong to the file of their name in their folder, as they do where folders are taken in, whichever of the two came first.
/// Their bytes are kept beside the asset.
/// </summary>
public sealed class UploadedSidecars(Database database, BlobStore store, FileClaims claims, RenditionStore renditions)
{
    private const int MostFiles = 200;

    /// <summary>What a file was taken in as.</summary>
    /// <param name="sent">The name under which it was sent.</param>
    /// <param name="asset">The name of the asset that the sender was told.</param>
    public static string TakenAs(string sent, string asset) => SidecarName.Is(sent) && !SidecarName.Is(asset) ? "sidecar" : "asset";

    /// <summary>Reads what is needed of the file that comes in: itself, or the XMP files that wait for it.</summary>
    public async Task<SidecarsAtHand> LookAsync(long library, UploadWish wish, FileHashes hashes, bool mayChange, CancellationToken cancellationToken)
    {
        if (SidecarName.Is(wish.Name))
        {
            return new SidecarsAtHand(await ReadAsync(wish.Name, hashes.Sha256, hashes.Bytes, cancellationToken), new Dictionary<long, UploadedSidecar?>(), mayChange);
        }

        var lone = await database.ReadAsync(
            async session => await FolderTree.FindAsync(session, library, FolderTree.Names(wish.Folder), cancellationToken) is { } folder ? await LoneAsync(session, folder, wish.Name, cancellationToken) : [],
            cancellationToken);
        var waiting = new Dictionary<long, UploadedSidecar?>();
        foreach (var (sidecar, bytes) in lone)
        {
            waiting[sidecar.VersionKey] = await ReadAsync(sidecar.Name, sidecar.Sha256, bytes, cancellationToken);
        }

        return new SidecarsAtHand(null, waiting, mayChange);
    }

    /// <summary>
    /// Gives an XMP file that comes in to the file that it belongs to; null where that is not there: then it becomes an asset of its own. So it does where the file has another XMP file
    /// of this name already, unless the sender means to replace it.
    /// </summary>
    /// <exception cref="UploadRefusedException">The file has one already, and the sender wants no other.</exception>
    public async Task<Ingested?> TakeAsync(WriteSession session, long library, long folder, SidecarsAtHand hand, SameName sameName, CancellationToken cancellationToken)
    {
        if (hand.Own is not { } own)
        {
            return null;
        }

        await session.NumberAsync(Sql.Of($"select key from folder where key = {folder}{session.Dialect.ForUpdate}"), cancellationToken);
        if (await OwnerAsync(session, folder, own.Name, hand.MayChange, cancellationToken) is not { } found)
        {
            return null;
        }

        var kept = await KeptSidecars.FindAsync(session, found.Owner.AssetKey, cancellationToken);
        var same = kept is not null && AssetName.Key(kept.Name) == AssetName.Key(own.Name);
        if (same && sameName == SameName.Fail)
        {
            throw UploadIntake.NameTaken(own.Name);
        }

        var again = same && kept!.Sha256.AsSpan().SequenceEqual(own.Sha256);
        if (same && !again && sameName != SameName.Version)
        {
            return null;
        }

        if (!again)
        {
            await GiveAsync(session, library, found.Owner, found.Naming, own, cancellationToken);
        }

        return new Ingested(IngestOutcome.Sidecar, found.Owner.AssetKey, found.Owner.VersionKey, found.Owner.Id, found.Owner.Name);
    }

    /// <summary>Gives the XMP files that waited for a file to it. One of which a person said something that is not said of the file stays an asset.</summary>
    /// <param name="wanted">The name that the file was sent with.</param>
    /// <exception cref="SidecarAppearedException">One came since they were looked at.</exception>
    public async Task AdoptAsync(WriteSession session, long library, long folder, string wanted, Ingested file, SidecarsAtHand hand, CancellationToken cancellationToken)
    {
        if (SidecarName.Is(file.Name) || AssetName.Key(wanted) != AssetName.Key(file.Name))
        {
            return;
        }

        foreach (var (sidecar, _) in await LoneAsync(session, folder, file.Name, cancellationToken))
        {
            if (!hand.Waiting.TryGetValue(sidecar.VersionKey, out var read))
            {
                throw new SidecarAppearedException();
            }

            if (read is not null && (hand.MayChange || sidecar.Actor == session.Actor.Key)
                && await OwnerAsync(session, folder, sidecar.Name, hand.MayChange, cancellationToken) is { } found && found.Owner.AssetKey == file.AssetKey
                && (found.Owner.Sidecar is null || found.Owner.Sidecar > found.Naming)
                && await SidecarEdits.AreOfAsync(session, sidecar, file.AssetKey, cancellationToken))
            {
                await GiveAsync(session, library, found.Owner, found.Naming, read, cancellationToken);
                var orphans = await AssetErasure.EraseAsync(session, sidecar.AssetKey, cancellationToken);
                session.OnCommit(() => orphans.ToList().ForEach(orphan => renditions.Delete(orphan.Essence, orphan.Recipe)));
            }
        }

        await MoveAsync(session, library, folder, file, hand.MayChange, cancellationToken);
    }

    private async Task<UploadedSidecar?> ReadAsync(string name, byte[] sha256, long bytes, CancellationToken cancellationToken)
    {
        if (bytes > SidecarReading.LargestFile)
        {
            return null;
        }

        var content = new byte[bytes];
        await using (var stream = await store.OpenAsync(sha256, cancellationToken))
        {
            await stream.ReadExactlyAsync(content, cancellationToken);
        }

        var said = MetadataReader.ReadSidecar(content, cancellationToken);
        return said.Tags.Count == 0 ? null : new UploadedSidecar(name, content, sha256, said);
    }

    private async Task GiveAsync(WriteSession session, long library, OwnerFile owner, SidecarNaming naming, UploadedSidecar sidecar, CancellationToken cancellationToken)
    {
        if (await KeptSidecars.FindAsync(session, owner.AssetKey, cancellationToken) is { } other && AssetName.Key(other.Name) != AssetName.Key(sidecar.Name))
        {
            await ForgetAsync(session, library, owner.AssetKey, owner.VersionKey, other, cancellationToken);
        }

        await KeptSidecars.KeepAsync(session, owner.AssetKey, new KeptSidecar(sidecar.Name, naming, sidecar.Content, sidecar.Sha256), cancellationToken);
        await EmbeddedTagsReader.SaveAsync(session, owner.VersionKey, SidecarReading.Step, sidecar.Said.Tags, cancellationToken);
        await claims.WriteAsync(
            session, new LedgerSubject(owner.AssetKey, library, owner.VersionKey), FileHolder.Sidecar, sidecar.Sha256, sidecar.Said.Normalised, sidecar.Said.Tags, cancellationToken);
        session.Log(new Change(library, LogSubject.Asset, owner.AssetKey, ChangeEvent.Changed, ChangedParts.Facts));
        await session.ExecuteAsync($"update asset set revision = revision + 1 where key = {owner.AssetKey}", cancellationToken);
    }

    /// <summary>A raw file that comes after the JPEG of its name takes the XMP file over: had it been there, it would have been its.</summary>
    private async Task MoveAsync(WriteSession session, long library, long folder, Ingested file, bool mayChange, CancellationToken cancellationToken)
    {
        var kept = await session.QueryAsync(
            $"""
            select k.asset_key, a.version_key, k.name from kept_sidecar k join asset a on a.key = k.asset_key join version v on v.key = a.version_key
            where a.folder_key = {folder} and a.trashed_at is null and a.key <> {file.AssetKey} and (v.actor_key = {session.Actor.Key} or {mayChange} = {true}) and k.naming = {SidecarNaming.Stem} order by k.asset_key limit {MostFiles}
            """,
            row => (Asset: row.GetInt64(0), Version: row.GetInt64(1), Name: row.GetString(2)),
            cancellationToken);
        foreach (var (asset, version, name) in kept)
        {
            if (await OwnerAsync(session, folder, name, mayChange, cancellationToken) is not { } found || found.Owner.AssetKey != file.AssetKey)
            {
                continue;
            }

            var sidecar = (await KeptSidecars.FindAsync(session, asset, cancellationToken))!;
            await ForgetAsync(session, library, asset, version, sidecar, cancellationToken);
            await GiveAsync(session, library, found.Owner, found.Naming, new UploadedSidecar(name, sidecar.Content, sidecar.Sha256, MetadataReader.ReadSidecar(sidecar.Content, cancellationToken)), cancellationToken);
        }
    }

    /// <summary>What a sidecar said of an asset ends, and nobody took it back.</summary>
    private async Task ForgetAsync(WriteSession session, long library, long asset, long version, KeptSidecar sidecar, CancellationToken cancellationToken)
    {
        // A reading of the same bytes that finds nothing.
        await claims.WriteAsync(session, new LedgerSubject(asset, library, version), FileHolder.Sidecar, sidecar.Sha256, new NormalisedMetadata(), [], cancellationToken);
        await session.ExecuteAsync(
            $"delete from file_state where holder = {FileHolder.Sidecar} and version_key in (select key from version where asset_key = {asset})", cancellationToken);
        await EmbeddedTagsReader.RemoveAsync(session, version, SidecarReading.Step, cancellationToken);
        await KeptSidecars.EraseAsync(session, asset, cancellationToken);
    }

    /// <summary>The asset that an XMP file of this name belongs to: one whose original lies here, since beside a file on disk the XMP file beside it counts.</summary>
    private static async Task<(SidecarNaming Naming, OwnerFile Owner)?> OwnerAsync(WriteSession session, long folder, string sidecar, bool mayChange, CancellationToken cancellationToken)
    {
        var stem = SidecarName.Stem(AssetName.Key(sidecar));
        var files = new List<OwnerFile>();
        foreach (var spelled in (string[])[stem, stem.ToLowerInvariant(), stem.ToUpperInvariant()])
        {
            // '/' follows '.', and is in no name.
            files.AddRange(await session.QueryAsync(
                $"""
                select a.key, v.key, a.id, a.name, v.format, v.actor_key, k.naming, a.name_key from asset a join version v on v.key = a.version_key left join kept_sidecar k on k.asset_key = a.key
                where a.folder_key = {folder} and (a.name_key = {spelled} or (a.name_key > {spelled + "."} and a.name_key < {spelled + "/"})) and a.trashed_at is null and v.blob_key is not null
                order by a.name_key limit {MostFiles}
                """,
                row => new OwnerFile(row.GetInt64(0), row.GetInt64(1), row.GetString(2), row.GetString(3), row.GetString(4), row.NumberOrNull(5), (SidecarNaming?)row.NumberOrNull(6), row.GetString(7)),
                cancellationToken));
        }

        var owner = SidecarName.OwnerOf(
            AssetName.Key(sidecar), [.. files.Where(file => !SidecarName.Is(file.Name)).DistinctBy(file => file.AssetKey)], file => file.Key, file => FileFormats.Find(file.Format) is { IsRaw: true });
        return owner switch
        {
            null => null,

            // One that names its file whole keeps others away.
            { Naming: SidecarNaming.Stem, Owner.Sidecar: SidecarNaming.Whole } => null,

            // Who may only add files adds to their own.
            _ when !mayChange && owner.Value.Owner.Actor != session.Actor.Key => null,
            _ => owner,
        };
    }

    /// <summary>XMP files that are assets and may wait for a file of this name, with their bytes.</summary>
    private static async Task<List<(LoneSidecar Sidecar, long Bytes)>> LoneAsync(DbSession session, long folder, string file, CancellationToken cancellationToken)
    {
        var key = AssetName.Key(file);
        string[] stems = key.LastIndexOf('.') is > 0 and var dot ? [key, key[..dot]] : [key];
        string[] names = [.. stems.SelectMany(stem => (string[])[stem, stem.ToLowerInvariant(), stem.ToUpperInvariant()]).Distinct(StringComparer.Ordinal).SelectMany(stem => (string[])[stem + ".xmp", stem + ".XMP", stem + ".Xmp"])];
        return await session.QueryAsync(
            Sql.Of($"""
            select a.key, v.key, a.name, v.sha256, v.actor_key, v.bytes from asset a join version v on v.key = a.version_key
            where a.folder_key = {folder} and {session.Dialect.AnyOf(new RawSql("a.name_key"), names)} and a.trashed_at is null and v.blob_key is not null
                and not exists (select 1 from version o where o.asset_key = a.key and o.key <> v.key) order by a.name_key, a.key
            """),
            row => (new LoneSidecar(row.GetInt64(0), row.GetInt64(1), row.GetString(2), row.Bytes(3), row.NumberOrNull(4) ?? 0), row.GetInt64(5)),
            cancellationToken);
    }

    /// <param name="Sidecar">How the one that it has is named; null where it has none.</param>
    /// <param name="Key">The key of its name.</param>
    private sealed record OwnerFile(long AssetKey, long VersionKey, string Id, string Name, string Format, long? Actor, SidecarNaming? Sidecar, string Key);
}

using Vitrine.Core.Claims;
using Vitrine.Server.Claims;
using Vitrine.Server.Collections;
using Vitrine.Server.Documents;
using Vitrine.Server.Duplicates;
using Vitrine.Server.Groups;
using Vitrine.Server.Import.Sidecars;
using Vitrine.Server.Search.Embedded;
using Vitrine.Server.Storage;
using Vitrine.Server.WriteBack;

namespace Vitrine.Server.Ingest;

/// <summary>Deletes an asset from every table, history included. Linked files stay on disk and are not taken in again.</summary>
internal static class AssetErasure
{
    /// <summary>Erases it in the caller's transaction and notes that it went.</summary>
    /// <returns>Renditions of pictures that no other asset has: their files can go after the commit.</returns>
    public static async Task<IReadOnlyList<(byte[] Essence, string Recipe)>> EraseAsync(WriteSession session, long asset, CancellationToken cancellationToken = default)
    {
        long[] versions = [.. await session.QueryAsync($"select key from version where asset_key = {asset}", row => row.GetInt64(0), cancellationToken)];
        long[] essences = [.. await session.QueryAsync(
            $"select distinct essence_key from version where asset_key = {asset}", row => row.GetInt64(0), cancellationToken)];
        var ofVersions = session.Dialect.AnyOf(new RawSql("version_key"), versions);

        await EmbeddedListing.ForgetAsync(session, versions, cancellationToken);
        if (await session.NumberAsync($"select library_key from asset where key = {asset}", cancellationToken) is { } library)
        {
            await GroupStore.ForgetAsync(session, library, asset, cancellationToken);
        }

        await CollectionMembers.ForgetAsync(session, asset, cancellationToken);
        await session.ExecuteAsync($"delete from search_known where asset_key = {asset}", cancellationToken);

        await ClaimRows.EraseAsync(session, new Subject(SubjectKind.Asset, asset), cancellationToken);
        await session.ExecuteAsync($"delete from shown_value where asset_key = {asset}", cancellationToken);
        await session.ExecuteAsync($"delete from asset_place where asset_key = {asset}", cancellationToken);
        await session.ExecuteAsync($"delete from tag_row where asset_key = {asset}", cancellationToken);
        await session.ExecuteAsync($"delete from word_row where asset_key = {asset}", cancellationToken);
        await session.ExecuteAsync($"delete from pending_taken where asset_key = {asset}", cancellationToken);
        await session.ExecuteAsync($"delete from pending_value where asset_key = {asset}", cancellationToken);
        await session.ExecuteAsync($"delete from usage where asset_key = {asset}", cancellationToken);
        await session.ExecuteAsync($"delete from not_duplicate where low_key = {asset} or high_key = {asset}", cancellationToken);
        await session.ExecuteAsync(Sql.Of($"update link set version_key = null, state = {LinkState.Dismissed} where {ofVersions}"), cancellationToken);
        await session.ExecuteAsync(Sql.Of($"delete from run where {ofVersions}"), cancellationToken);
        await session.ExecuteAsync(Sql.Of($"delete from problem where {ofVersions}"), cancellationToken);
        await session.ExecuteAsync(Sql.Of($"delete from embedded_tags where {ofVersions}"), cancellationToken);
        await session.ExecuteAsync(Sql.Of($"delete from file_state where {ofVersions}"), cancellationToken);
        await WriteBackRows.EraseAsync(session, asset, cancellationToken);
        await ConflictRows.EraseAsync(session, asset, cancellationToken);
        await KeptSidecars.EraseAsync(session, asset, cancellationToken);
        await session.ExecuteAsync($"delete from job_difference where asset_key = {asset}", cancellationToken);
        await session.ExecuteAsync($"update sidecar set asset_key = null where asset_key = {asset}", cancellationToken);
        await session.ExecuteAsync(Sql.Of($"delete from version_mark where {ofVersions}"), cancellationToken);
        await session.ExecuteAsync(Sql.Of($"delete from seen_count where {ofVersions}"), cancellationToken);
        await session.ExecuteAsync(Sql.Of($"delete from seen_colour where {ofVersions}"), cancellationToken);
        await session.ExecuteAsync(Sql.Of($"delete from version where {session.Dialect.AnyOf(new RawSql("key"), versions)}"), cancellationToken);
        var gone = await session.FirstAsync(
            $"delete from asset where key = {asset} returning library_key, id", row => (Library: row.GetInt64(0), Id: row.GetString(1)), cancellationToken);
        session.Log(new Change(gone.Library, LogSubject.Asset, asset, ChangeEvent.Removed, Payload: $$"""{"id":"{{gone.Id}}"}"""));
        return await EssencesAsync(session, essences, cancellationToken);
    }

    private static async Task<IReadOnlyList<(byte[], string)>> EssencesAsync(WriteSession session, long[] essences, CancellationToken cancellationToken)
    {
        var orphans = new List<(byte[], string)>();
        foreach (var essence in essences.Order())
        {
            if (await session.NumberAsync($"select key from version where essence_key = {essence} limit 1", cancellationToken) is not null)
            {
                continue;
            }

            orphans.AddRange(await session.QueryAsync(
                $"select e.sha256, r.recipe from rendition r join essence e on e.key = r.essence_key where r.essence_key = {essence}",
                row => (row.Bytes(0), row.GetString(1)),
                cancellationToken));
            await session.ExecuteAsync($"delete from rendition where essence_key = {essence}", cancellationToken);
            await session.ExecuteAsync($"delete from finding where essence_key = {essence}", cancellationToken);
            await LikenessRows.ForgetAsync(session, essence, cancellationToken);
            await DocumentStore.EraseAsync(session, essence, cancellationToken);
            await session.ExecuteAsync($"delete from essence where key = {essence}", cancellationToken);
        }

        return orphans;
    }
}

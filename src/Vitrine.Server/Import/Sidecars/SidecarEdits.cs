using Vitrine.Core.Claims;
using Vitrine.Server.Claims;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Import.Sidecars;

/// <summary>What people did with an XMP file while it was an asset.</summary>
internal static class SidecarEdits
{
    /// <summary>Whether all of it is said of the file too, as tags that both were uploaded with are: then nothing is lost with the asset.</summary>
    public static async Task<bool> AreOfAsync(DbSession session, LoneSidecar sidecar, long file, CancellationToken cancellationToken)
    {
        var kept = await session.NumberAsync(
            $"""
            select (select count(*) from claim_history h join source s on s.key = h.source_key where h.subject_kind = {LogSubject.Asset} and h.subject_key = {sidecar.AssetKey} and s.type = {SourceType.Person})
                + (select count(*) from asset_group_member where asset_key = {sidecar.AssetKey})
                + (select count(*) from collection_asset c where c.asset_key = {sidecar.AssetKey}
                    and not exists (select 1 from collection_asset o where o.collection_key = c.collection_key and o.asset_key = {file}))
            """,
            cancellationToken);
        if (kept > 0)
        {
            return false;
        }

        var said = (await PersonsAsync(session, file, cancellationToken)).ToHashSet();
        return (await PersonsAsync(session, sidecar.AssetKey, cancellationToken)).All(said.Contains);
    }

    private static async Task<IEnumerable<(string Attribute, string? Language, EntryKind Kind, string? Value)>> PersonsAsync(DbSession session, long asset, CancellationToken cancellationToken) =>
        (await ClaimRows.CountingAsync(session, SubjectKind.Asset, [asset], cancellationToken)).Where(entry => entry.Source.Type == SourceType.Person)
        .Select(entry => (entry.Attribute.Name, entry.Language, entry.Kind, entry.Value?.Canonical));
}

using System.Text.Json;
using Vitrine.Contracts;
using Vitrine.Core.Assets;
using Vitrine.Media.Children;
using Vitrine.Media.Kinds;
using Vitrine.Server.Access;
using Vitrine.Server.Claims;
using Vitrine.Server.Collections;
using Vitrine.Server.Groups;
using Vitrine.Server.Import.Sidecars;
using Vitrine.Server.Pipeline;
using Vitrine.Server.Places;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Features.Assets;

/// <summary>What to read beside the asset itself.</summary>
[Flags]
public enum AssetIncludes
{
    None = 0,
    Groups = 1,
    Runs = 2,
    History = 4,
    Versions = 8,
    All = 15,
}

/// <summary>Reads one asset whole: what the API answers and the asset's page shows.</summary>
public sealed class AssetReader(Database database, ClaimReader claims, EmbeddedTagsReader embeddedTags, HistoryReader history)
{
    private static readonly JsonElement Nothing = JsonDocument.Parse("{}").RootElement;

    /// <summary>Null where there is no such asset in the principal's library.</summary>
    /// <param name="asOf">Its claims as they were then; everything else as it is now.</param>
    public Task<AssetDetail?> GetAsync(Principal principal, string id, AssetIncludes includes, CancellationToken cancellationToken, PastMoment? asOf = null) =>
        PublicId.TryParse(id, out _)
            ? database.ReadAsync(session => GetAsync(session, principal, id, includes, asOf, cancellationToken), cancellationToken)
            : Task.FromResult<AssetDetail?>(null);

    private async Task<AssetDetail?> GetAsync(DbSession session, Principal principal, string id, AssetIncludes includes, PastMoment? asOf, CancellationToken cancellationToken)
    {
        var found = await session.FirstAsync(
            $"""
            select a.key, a.id, a.name, a.kind, a.created_at, a.trashed_at, {PendingBatch.Revision}, f.key, f.id,
                v.key, v.id, v.bytes, v.sha256, e.sha256, v.format, v.mime, v.facts, v.embedded, v.blob_key, e.key
            from asset a join folder f on f.key = a.folder_key join version v on v.key = a.version_key join essence e on e.key = v.essence_key
            where a.id = {id} and a.library_key = {principal.LibraryKey}
            """,
            row => new Row(
                row.GetInt64(0), row.GetString(1), row.GetString(2), (AssetKind)row.GetInt64(3), row.Time(4), row.TimeOrNull(5), row.GetInt64(6), row.GetInt64(7), row.GetString(8),
                row.GetInt64(9), row.GetString(10), row.GetInt64(11), row.Bytes(12), row.Bytes(13), row.GetString(14), row.GetString(15), row.TextOrNull(16), row.TextOrNull(17),
                row.NumberOrNull(18), row.GetInt64(19)),
            cancellationToken);
        if (found is null)
        {
            return null;
        }

        var group = await GroupReader.OfAssetAsync(session, found.Key, cancellationToken);
        var shown = await claims.ReadAsync(session, principal.LibraryKey, found.Key, found.Version, cancellationToken, asOf);
        return new AssetDetail
        {
            Id = found.Id,
            Name = found.Name,
            Folder = await FolderPath.OfAsync(session, found.FolderKey, cancellationToken),
            FolderId = found.FolderId,
            Kind = found.Kind.ToString().ToLowerInvariant(),
            Version = new AssetVersion(found.VersionId, found.Bytes, Convert.ToHexStringLower(found.Sha256), Convert.ToHexStringLower(found.Essence)),
            Storage = found.BlobKey is null ? await LinkStateAsync(session, found.Version, cancellationToken) : "blob",
            Sidecar = await KeptSidecars.NameAsync(session, found.Key, cancellationToken),
            DuplicateOf = await session.TextAsync(
                $"""
                select o.id from version ov join asset o on o.version_key = ov.key
                where ov.sha256 = {found.Sha256} and o.key <> {found.Key} and o.trashed_at is null and +o.library_key = {principal.LibraryKey} and +o.key < {found.Key}
                order by o.key limit 1
                """,
                cancellationToken),
            Place = await PlaceRows.ReadAsync(session, found.Key, cancellationToken),
            AddedAt = found.CreatedAt,
            TrashedAt = found.TrashedAt,
            Inherited = found.Facts is null
                ? new Inherited { Format = found.Format, Mime = found.Mime, Bytes = found.Bytes }
                : JsonSerializer.Deserialize(found.Facts, ApiJson.Default.Inherited)!,
            Embedded = found.Embedded is null ? Nothing : JsonDocument.Parse(found.Embedded).RootElement,
            Groups = includes.HasFlag(AssetIncludes.Groups) ? await embeddedTags.ReadAsync(session, found.Version, cancellationToken) : null,
            Group = group,
            Collections = await CollectionReader.OfAssetAsync(session, found.Key, cancellationToken),
            Motion = await session.NumberAsync($"select motion_tail from version_mark where version_key = {found.Version}", cancellationToken) is not null
                || GroupReader.MovieOf(group, found.Id) is not null,
            Claims = [.. shown.Take(ClaimReader.OnPage)],
            Problems = await session.QueryAsync(
                $"select step, code, message from problem where version_key = {found.Version} order by key",
                row => new ProblemView(row.GetString(0), row.GetString(1), row.GetString(2)),
                cancellationToken),
            Runs = includes.HasFlag(AssetIncludes.Runs) ? await RunRows.ReadAsync(session, found.Version, cancellationToken) : null,
            History = includes.HasFlag(AssetIncludes.History) ? await history.ReadAsync(session, found.Key, cancellationToken) : null,
            Versions = includes.HasFlag(AssetIncludes.Versions) ? await VersionReader.ReadAsync(session, found.Key, cancellationToken) : null,
            Pending = (int)(await session.NumberAsync($"select count(*) from run where version_key = {found.Version} and state in (1, 2)", cancellationToken))!.Value,
            PreviewPending = FileFormats.Find(found.Format) is { HasPicture: true } && await session.NumberAsync(
                $"select count(*) from step_run where version_key = {found.Version} and step = {DecodeSteps.Renditions} and state in ({RunState.Queued}, {RunState.Running}, {RunState.Waiting})",
                cancellationToken) > 0,
            HasPreview = await session.NumberAsync($"select count(*) from rendition where essence_key = {found.EssenceKey}", cancellationToken) > 0,
            TextPages = (int)(await session.NumberAsync($"select pages from document_text where essence_key = {found.EssenceKey}", cancellationToken) ?? 0),
            Revision = found.Revision,
        };
    }

    private static async Task<string> LinkStateAsync(DbSession session, long version, CancellationToken cancellationToken) =>
        await session.NumberAsync($"select min(state) from link where version_key = {version}", cancellationToken) switch
        {
            1 => "linked",
            3 => "offline",
            _ => "missing",
        };

    private sealed record Row(
        long Key, string Id, string Name, AssetKind Kind, DateTimeOffset CreatedAt, DateTimeOffset? TrashedAt, long Revision, long FolderKey, string FolderId,
        long Version, string VersionId, long Bytes, byte[] Sha256, byte[] Essence, string Format, string Mime, string? Facts, string? Embedded, long? BlobKey, long EssenceKey);
}

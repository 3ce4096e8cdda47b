using Vitrine.Contracts;
using Vitrine.Core.Assets;
using Vitrine.Core.Search;
using Vitrine.Server.Access;
using Vitrine.Server.Documents;
using Vitrine.Server.Features.Assets;
using Vitrine.Server.Pipeline;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Search;

/// <summary>Results as an answer carries them.</summary>
internal sealed class SearchItems(Database database, ProjectedFields projection)
{
    private static readonly string[] Notes = [.. Problem.Notes];

    public async Task<IReadOnlyList<SearchItem>> ReadAsync(
        Principal principal, Query query, IReadOnlyList<SearchHit> hits, SearchRequest request, CancellationToken cancellationToken)
    {
        if (hits.Count == 0)
        {
            return [];
        }

        long[] keys = [.. hits.Select(hit => hit.AssetKey)];
        var rows = await database.ReadAsync(
            async session =>
            {
                var found = await session.QueryAsync(
                    $"""
                    select a.key, a.id, a.name, a.kind, a.folder_key, a.created_at, a.taken_at, v.width, v.height, v.tone, v.duration_ms, v.bytes,
                        (select count(*) from rendition r where r.essence_key = v.essence_key),
                        (select count(distinct p.code) from problem p where p.version_key = v.key and not ({session.Dialect.AnyOf(new RawSql("p.code"), Notes)})),
                        (select count(*) from run r where r.version_key = v.key and r.state in (1, 2)),
                        (select d.essence_key from document_text d where d.essence_key = v.essence_key),
                        (select count(k.motion_tail) from version_mark k where k.version_key = v.key), v.id, v.key
                    from asset a join version v on v.key = a.version_key where {session.Dialect.AnyOf(new RawSql("a.key"), keys)}
                    """,
                    row => (Key: row.GetInt64(0), Folder: row.GetInt64(4), Document: row.NumberOrNull(15), Version: row.GetInt64(18), Item: new SearchItem(row.GetString(1), "asset", row.GetString(2), "", ((AssetKind)row.GetInt64(3)).ToString().ToLowerInvariant(), 0)
                    {
                        VersionId = row.GetString(17),
                        AddedAt = row.Time(5),
                        TakenAt = row.TextOrNull(6),
                        Width = row.IntOrNull(7),
                        Height = row.IntOrNull(8),
                        Tone = row.TextOrNull(9),
                        DurationMs = row.NumberOrNull(10),
                        Bytes = row.GetInt64(11),
                        HasPreview = row.GetInt64(12) > 0,
                        Problems = (int)row.GetInt64(13),
                        Pending = (int)row.GetInt64(14),
                        Motion = row.GetInt64(16) > 0,
                    }),
                    cancellationToken);
                var folders = new Dictionary<long, string>();
                foreach (var folder in found.Select(row => row.Folder).Distinct())
                {
                    folders[folder] = await FolderPath.OfAsync(session, folder, cancellationToken);
                }

                var texts = await DocumentHits.FindAsync(session, query, [.. found.Select(row => row.Document).OfType<long>()], cancellationToken);
                var versions = found.ToDictionary(row => row.Key, row => row.Version);
                var said = await projection.ReadAsync(session, principal, versions, request.Fields ?? [], cancellationToken);
                var marks = request.Highlights == false ? [] : await Highlights.ReadAsync(session, query, versions, found.ToDictionary(row => row.Key, row => row.Item.Name), cancellationToken);
                return found.ToDictionary(
                    row => row.Key,
                    row => row.Item with
                    {
                        Folder = folders[row.Folder],
                        Found = row.Document is { } document ? texts.GetValueOrDefault(document) : null,
                        Fields = said.GetValueOrDefault(row.Key),
                        Highlights = marks.GetValueOrDefault(row.Key),
                    });
            },
            cancellationToken);
        return [.. hits.Where(hit => rows.ContainsKey(hit.AssetKey)).Select(hit => rows[hit.AssetKey] with { Score = hit.Score, Band = hit.Band, Copy = hit.Copy })];
    }
}

using Vitrine.Core.Assets;
using Vitrine.Server.Claims;
using Vitrine.Server.Collections;
using Vitrine.Server.Features.Assets;
using Vitrine.Server.Ingest;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Exports;

/// <summary>An asset on its way out.</summary>
/// <param name="Folder">Path in the library, <c>/</c> for its root.</param>
/// <param name="TakenAt">Local time as far as it is known.</param>
/// <param name="Embedded">The normalised embedded metadata as JSON; null where none was read.</param>
internal sealed record ExportAsset(
    long Key, string Id, string Name, string Folder, AssetKind Kind, string Format, long Bytes, int? Width, int? Height, string? TakenAt, DateTimeOffset AddedAt,
    long VersionKey, string? Embedded, Original Original)
{
    public long LibraryKey { get; init; }

    /// <summary>Names of the collections that it is in.</summary>
    public IReadOnlyList<string> Collections { get; init; } = [];

    /// <summary>Longer ones are no extensions, but a part of the name.</summary>
    private const int LongestExtension = 16;

    /// <summary>With its dot; empty where the name has none.</summary>
    public string Extension => Name.LastIndexOf('.') is > 0 and var dot && Name.Length - dot <= LongestExtension ? Name[dot..] : "";

    /// <summary>The name without its extension.</summary>
    public string Stem => Name[..^Extension.Length];

    /// <summary>Name of the folder it lies in; empty at the top.</summary>
    public string FolderName => Folder[(Folder.LastIndexOf('/') + 1)..];
}

/// <summary>Reads assets in the order in which they leave.</summary>
internal static class ExportReader
{
    /// <summary>Assets read at a time.</summary>
    public const int Together = 200;

    /// <summary>A set in the order of an export: by the time taken, what has none at the end by name.</summary>
    public static Task<List<long>> OrderAsync(DbSession session, long[] keys, CancellationToken cancellationToken) => session.QueryAsync(
        $"""
        select a.key from asset a where {session.Dialect.AnyOf(new RawSql("a.key"), keys)}
        order by case when a.taken_at is null then 1 else 0 end, a.taken_at, a.name_key, a.key
        """,
        row => row.GetInt64(0),
        cancellationToken);

    /// <summary>Files and bytes of a set, as far as it is still there.</summary>
    public static Task<(long Files, long Bytes)> SizeAsync(DbSession session, long[] keys, CancellationToken cancellationToken) => session.FirstAsync(
        $"""
        select count(*), coalesce(sum(v.bytes), 0) from asset a join version v on v.key = a.version_key
        where {session.Dialect.AnyOf(new RawSql("a.key"), keys)} and a.trashed_at is null
        """,
        row => (row.GetInt64(0), Convert.ToInt64(row.GetValue(1), System.Globalization.CultureInfo.InvariantCulture)),
        cancellationToken);

    /// <summary>In the order of the keys; what was thrown away meanwhile is left out.</summary>
    public static async Task<IReadOnlyList<ExportAsset>> ReadAsync(DbSession session, long[] keys, CancellationToken cancellationToken)
    {
        var rows = await session.QueryAsync(
            $"""
            select a.key, a.id, a.name, a.folder_key, a.kind, a.taken_at, a.created_at, v.key, v.format, v.mime, v.bytes, v.width, v.height, v.sha256, v.blob_key, v.embedded, a.library_key
            from asset a join version v on v.key = a.version_key where {session.Dialect.AnyOf(new RawSql("a.key"), keys)} and a.trashed_at is null
            """,
            row => (FolderKey: row.GetInt64(3), Asset: new ExportAsset(
                row.GetInt64(0), row.GetString(1), row.GetString(2), "/", (AssetKind)row.GetInt64(4), row.GetString(8), row.GetInt64(10), row.IntOrNull(11), row.IntOrNull(12),
                row.TextOrNull(5), row.Time(6), row.GetInt64(7), row.TextOrNull(15),
                new Original(row.GetInt64(0), row.GetString(2), row.GetString(9), row.Bytes(13), !row.IsDBNull(14), [])) { LibraryKey = row.GetInt64(16) }),
            cancellationToken);
        var folders = new Dictionary<long, string>();
        foreach (var folder in rows.Select(row => row.FolderKey).Distinct())
        {
            folders[folder] = await FolderPath.OfAsync(session, folder, cancellationToken);
        }

        var links = await LinksAsync(session, [.. rows.Where(row => !row.Asset.Original.IsBlob).Select(row => row.Asset.VersionKey)], cancellationToken);
        var collections = await CollectionReader.NamesAsync(session, [.. rows.Select(row => row.Asset.Key)], cancellationToken);
        var byKey = rows.ToDictionary(
            row => row.Asset.Key,
            row => row.Asset with { Folder = folders[row.FolderKey], Collections = [.. collections[row.Asset.Key]], Original = row.Asset.Original with { Links = [.. links[row.Asset.VersionKey]] } });
        return [.. keys.Where(byKey.ContainsKey).Select(key => byKey[key])];
    }

    private static async Task<ILookup<long, (string, string, long, long)>> LinksAsync(DbSession session, long[] versions, CancellationToken cancellationToken) =>
        (await session.QueryAsync(
            $"""
            select l.version_key, r.path, l.path, l.bytes, l.modified from link l join root r on r.key = l.root_key
            where {session.Dialect.AnyOf(new RawSql("l.version_key"), versions)} order by l.state, l.key
            """,
            row => (Version: row.GetInt64(0), Link: (row.GetString(1), row.GetString(2), row.GetInt64(3), row.GetInt64(4))),
            cancellationToken)).ToLookup(row => row.Version, row => row.Link);
}

using System.Data.Common;
using Vitrine.Core.Assets;
using Vitrine.Media.Children;
using Vitrine.Server.Ingest;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Pipeline;

/// <summary>What must be known of a version to work on it, and the runs that were taken for it.</summary>
public sealed record VersionWork
{
    public required long VersionKey { get; init; }
    public required long AssetKey { get; init; }
    public required long LibraryKey { get; init; }
    public required long EssenceKey { get; init; }
    public required byte[] Essence { get; init; }
    public required byte[] Sha256 { get; init; }
    public required string Name { get; init; }
    public required AssetKind Kind { get; init; }
    public required bool HasBlob { get; init; }

    /// <summary>The inherited facts as stored; null before they were read.</summary>
    public string? Facts { get; init; }

    /// <summary>Whether a preview was made; its file may be gone all the same.</summary>
    public required bool HasPreview { get; init; }

    /// <summary>The linked file; null where the bytes are a blob, or nowhere.</summary>
    public LinkedOriginal? Linked { get; init; }

    public IReadOnlyList<RunLease> Runs { get; init; } = [];

    /// <summary>Steps whose result another version with the same essence has already.</summary>
    public IReadOnlySet<string> Shared { get; init; } = new HashSet<string>();
}

/// <summary>Where a linked original should lie, and how it was when it was read.</summary>
public sealed record LinkedOriginal(long LinkKey, string Root, string Path, long Bytes, long Modified);

internal static class VersionWorks
{
    /// <summary>Loads what the leases are about, in the leases' order.</summary>
    public static async Task<IReadOnlyList<VersionWork>> LoadAsync(DbSession session, IReadOnlyList<RunLease> leases, CancellationToken cancellationToken)
    {
        if (leases.Count == 0)
        {
            return [];
        }

        long[] keys = [.. leases.Select(lease => lease.VersionKey).Distinct()];
        var rows = await session.QueryAsync(
            Sql.Of($"""
            select v.key, a.key, a.library_key, v.essence_key, e.sha256, v.sha256, a.name, a.kind, v.blob_key, v.facts, l.key, r.path, l.path, l.bytes, l.modified,
                p.essence_key
            from version v join asset a on a.key = v.asset_key join essence e on e.key = v.essence_key
            left join link l on l.version_key = v.key and v.blob_key is null left join root r on r.key = l.root_key
            left join rendition p on p.essence_key = v.essence_key and p.recipe = {Recipes.Preview}
            where {session.Dialect.AnyOf(new RawSql("v.key"), keys)} order by v.key, l.state, l.key
            """),
            Read,
            cancellationToken);
        var versions = rows.DistinctBy(row => row.VersionKey).ToDictionary(row => row.VersionKey);
        var shared = await SharedAsync(session, leases, versions, cancellationToken);
        return leases.GroupBy(lease => lease.VersionKey)
            .Where(group => versions.ContainsKey(group.Key))
            .Select(group => versions[group.Key] with
            {
                Runs = [.. group.OrderBy(lease => lease.Key)],
                Shared = shared[versions[group.Key].EssenceKey].ToHashSet(StringComparer.Ordinal),
            })
            .ToArray();
    }

    private static VersionWork Read(DbDataReader row) => new()
    {
        VersionKey = row.GetInt64(0),
        AssetKey = row.GetInt64(1),
        LibraryKey = row.GetInt64(2),
        EssenceKey = row.GetInt64(3),
        Essence = row.Bytes(4),
        Sha256 = row.Bytes(5),
        Name = row.GetString(6),
        Kind = (AssetKind)row.GetInt64(7),
        HasBlob = !row.IsDBNull(8),
        Facts = row.TextOrNull(9),
        HasPreview = !row.IsDBNull(15),
        Linked = row.IsDBNull(10)
            ? null
            : new LinkedOriginal(row.GetInt64(10), row.GetString(11), row.GetString(12), row.GetInt64(13), row.GetInt64(14)),
    };

    /// <summary>Renditions and findings hang on the essence: what one version has, all with that essence have.</summary>
    private static async Task<ILookup<long, string>> SharedAsync(
        DbSession session, IReadOnlyList<RunLease> leases, Dictionary<long, VersionWork> versions, CancellationToken cancellationToken)
    {
        long[] essences = [.. versions.Values.Select(version => version.EssenceKey).Distinct()];
        var wanted = leases.Select(lease => lease.Step).DistinctBy(step => step.Name).ToDictionary(step => step.Name, StringComparer.Ordinal);
        List<(long Essence, string Step)> found = [];
        if (wanted.TryGetValue(DecodeSteps.Renditions, out var renditions))
        {
            found.AddRange(await session.QueryAsync(
                Sql.Of($"""
                select distinct v.essence_key from version v join step_run r on r.version_key = v.key
                where {session.Dialect.AnyOf(new RawSql("v.essence_key"), essences)} and r.step = {renditions.Name}
                and r.step_version = {renditions.Version} and r.state = {RunState.Done}
                """),
                row => (row.GetInt64(0), DecodeSteps.Renditions),
                cancellationToken));
        }

        if (wanted.Keys.Any(step => PipelineSteps.AnalyzerOf(step) is not null))
        {
            var findings = await session.QueryAsync(
                Sql.Of($"select essence_key, analyzer, analyzer_version, model from finding where {session.Dialect.AnyOf(new RawSql("essence_key"), essences)}"),
                row => (Essence: row.GetInt64(0), Step: PipelineSteps.NameOf(row.GetString(1)), Version: row.GetInt64(2), Model: row.GetString(3)),
                cancellationToken);
            found.AddRange(findings.Where(f => wanted.TryGetValue(f.Step, out var step) && step.Version == f.Version && step.Model == f.Model).Select(f => (f.Essence, f.Step)));
        }

        return found.ToLookup(entry => entry.Essence, entry => entry.Step);
    }
}

using Vitrine.Core.Assets;
using Vitrine.Core.Pipelines;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Pipeline;

/// <summary>Reads from the runs how far versions are.</summary>
internal static class ProgressOf
{
    public static async Task<IReadOnlyList<VersionProgress>> VersionsAsync(DbSession session, long[] versions, CancellationToken cancellationToken = default)
    {
        var rows = await session.QueryAsync(
            Sql.Of($"""
            select v.key, a.library_key, a.kind, s.name, r.step_version, r.state, r.model
            from version v join asset a on a.key = v.asset_key left join run r on r.version_key = v.key left join step s on s.key = r.step_key
            where {session.Dialect.AnyOf(new RawSql("v.key"), versions)}
            """),
            row => (
                Version: row.GetInt64(0),
                Library: row.GetInt64(1),
                Kind: (AssetKind)row.GetInt64(2),
                Step: row.TextOrNull(3),
                StepVersion: row.IntOrNull(4) ?? 0,
                State: (RunState)(row.IntOrNull(5) ?? 0),
                Model: row.TextOrNull(6) ?? ""),
            cancellationToken);
        return rows.GroupBy(row => row.Version)
            .Select(group => new VersionProgress(
                group.Key,
                group.First().Library,
                group.First().Kind,
                [.. group.Where(row => row.State is RunState.Done or RunState.Failed).Select(row => new StepDone(row.Step!, row.StepVersion, row.Model))],
                group.Where(row => row.State == RunState.Failed).Select(row => row.Step!).ToHashSet(StringComparer.Ordinal),
                group.Where(row => row.State is RunState.Queued or RunState.Running or RunState.Waiting).Select(row => row.Step!).ToHashSet(StringComparer.Ordinal)))
            .ToArray();
    }
}

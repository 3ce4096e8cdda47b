using Vitrine.Contracts;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Pipeline;

/// <summary>The runs of a version as the API shows them.</summary>
internal static class RunRows
{
    public static Task<List<RunView>> ReadAsync(DbSession session, long version, CancellationToken cancellationToken) =>
        session.QueryAsync(
            $"select step, step_version, state, attempts, error, milliseconds from step_run where version_key = {version} order by pass, step",
            row => new RunView(
                row.GetString(0), (int)row.GetInt64(1), ((RunState)row.GetInt64(2)).ToString().ToLowerInvariant(), (int)row.GetInt64(3), row.TextOrNull(4), row.RealOrNull(5)),
            cancellationToken);
}

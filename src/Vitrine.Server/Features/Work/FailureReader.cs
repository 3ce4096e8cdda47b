using System.Data.Common;
using Vitrine.Contracts;
using Vitrine.Server.Pipeline;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Features.Work;

/// <summary>Failed runs: by reason, the newest of each, and all of them page by page.</summary>
internal static class FailureReader
{
    private const int OfEachReason = 10;
    private const int PageSize = 200;

    /// <summary>Where the file lies, or its name in the library.</summary>
    private static readonly RawSql Columns = new("""
        a.id, coalesce((select o.path || '/' || l.path from link l join root o on o.key = l.root_key where l.version_key = v.key order by l.key limit 1), a.name),
            r.step, coalesce(r.error_code, ''), coalesce(r.error, ''), r.key
        """);

    /// <summary>The most frequent first.</summary>
    public static Task<List<FailureReason>> ReasonsAsync(DbSession session, long library, CancellationToken cancellationToken) => session.QueryAsync(
        $"""
        select g.step, g.code, coalesce(r.error, ''), g.many from (
            select step, coalesce(error_code, '') as code, count(*) as many, max(key) as newest from step_run
            where library_key = {library} and state = {RunState.Failed} group by step, coalesce(error_code, '')) g
        join run r on r.key = g.newest order by g.many desc, g.step, g.code
        """,
        row => new FailureReason(row.GetString(0), row.GetString(1), row.GetString(2), row.GetInt64(3)),
        cancellationToken);

    public static async Task<IReadOnlyList<FailureView>> NewestAsync(DbSession session, long library, CancellationToken cancellationToken)
    {
        var rows = await session.QueryAsync(
            $"""
            select {Columns} from (
                select key, version_key, step, error_code, error, row_number() over (partition by step, coalesce(error_code, '') order by key desc) as place
                from step_run where library_key = {library} and state = {RunState.Failed}) r
            join version v on v.key = r.version_key join asset a on a.key = v.asset_key where r.place <= {OfEachReason} order by r.key desc
            """,
            Read,
            cancellationToken);
        return [.. rows.Select(row => row.View)];
    }

    /// <param name="step">Only failures of this step; null = all.</param>
    /// <param name="code">Only failures with this code; null = all.</param>
    /// <param name="before">The cursor of the page before; null = from the newest.</param>
    public static async Task<Page<FailureView>> PageAsync(DbSession session, long library, string? step, string? code, long? before, CancellationToken cancellationToken)
    {
        var rows = await session.QueryAsync(
            $"""
            select {Columns} from step_run r join version v on v.key = r.version_key join asset a on a.key = v.asset_key
            where r.library_key = {library} and r.state = {RunState.Failed} and r.key < {before ?? long.MaxValue}
                and ({step is null} = 1 or r.step = {step ?? ""}) and ({code is null} = 1 or coalesce(r.error_code, '') = {code ?? ""})
            order by r.key desc limit {PageSize + 1}
            """,
            Read,
            cancellationToken);
        var next = rows.Count > PageSize ? rows[PageSize - 1].Key.ToString(System.Globalization.CultureInfo.InvariantCulture) : null;
        return new Page<FailureView>([.. rows.Take(PageSize).Select(row => row.View)], next);
    }

    private static (FailureView View, long Key) Read(DbDataReader row) =>
        (new FailureView(row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetString(4)), row.GetInt64(5));
}

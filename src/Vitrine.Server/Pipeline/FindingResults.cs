using Vitrine.Core.Analysis;
using Vitrine.Server.Duplicates;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Pipeline;

/// <summary>Writes what analyzers found, and lets the tags follow.</summary>
public sealed class FindingResults(ClaimsOf claims)
{
    public async Task WriteAsync(WriteSession session, VersionResult result, CancellationToken cancellationToken = default)
    {
        foreach (var whole in result.Findings.Where(set => Done(result, set.Analyzer)))
        {
            var set = await LikenessRows.TakeAsync(session, result.Work.EssenceKey, whole, cancellationToken);
            await session.ExecuteAsync(
                $"""
                insert into finding (essence_key, analyzer, analyzer_version, model, payload, created_at)
                values ({result.Work.EssenceKey}, {set.Analyzer}, {set.Version}, {set.Model}, {FindingPack.Encode(set)}, {session.Now})
                on conflict (essence_key, analyzer) do update set analyzer_version = excluded.analyzer_version, model = excluded.model,
                    payload = excluded.payload, created_at = excluded.created_at
                """,
                cancellationToken);
        }

        if (result.Outcomes.Any(outcome => outcome.End == RunEnd.Done && PipelineSteps.AnalyzerOf(outcome.Run.Step.Name) is not null))
        {
            await claims.FromFindingsAsync(session, result.Work, cancellationToken);
        }
    }

    private static bool Done(VersionResult result, string analyzer) =>
        result.Outcomes.Any(outcome => outcome.End == RunEnd.Done && PipelineSteps.AnalyzerOf(outcome.Run.Step.Name) == analyzer);
}

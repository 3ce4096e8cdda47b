using System.Text.Json;
using Vitrine.Contracts;
using Vitrine.Core.Assets;
using Vitrine.Server.Jobs;
using Vitrine.Server.Pipeline;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Backups.Verify;

/// <summary>Checks the library as a job; its report is kept until the next one.</summary>
public sealed class VerifyJob(Verification verification) : IJobKind
{
    /// <summary>What problems that a check found on assets name as their step.</summary>
    public const string Step = "verify";

    private const string Stamp = "verify";

    public string Name => JobKinds.Verify;

    public JobLane Lane => JobLane.Care;

    public bool CanUndo => false;

    /// <summary>The report of the last check; null where there was none.</summary>
    public static async Task<VerifyReport?> LastAsync(DbSession session, CancellationToken cancellationToken = default) =>
        await session.TextAsync($"select value from stamp where name = {Stamp}", cancellationToken) is { } text ? JsonSerializer.Deserialize(text, ApiJson.Default.VerifyReport) : null;

    public async Task RunAsync(RunningJob job, CancellationToken cancellationToken)
    {
        var request = JsonSerializer.Deserialize(job.Request, ApiJson.Default.VerifyRequest) ?? new VerifyRequest();
        var tally = await verification.RunAsync(request.Fix, request.Quick, (done, total) => job.ReachAsync(done, total, cancellationToken), cancellationToken);
        var findings = tally.Findings();
        await job.Database.WriteAsync(
            Actor.System,
            async session =>
            {
                var report = new VerifyReport(job.Id, session.Now, request.Fix, request.Quick, tally.Looked, tally.Bytes, findings);
                await session.ExecuteAsync(
                    $"""
                    insert into stamp (name, value) values ({Stamp}, {Storable.Text(JsonSerializer.Serialize(report, ApiJson.Default.VerifyReport))})
                    on conflict (name) do update set value = excluded.value
                    """,
                    cancellationToken);
                await session.ExecuteAsync($"delete from job_problem where job_key = {job.Key}", cancellationToken);
                foreach (var finding in findings.Where(finding => !finding.Harmless && finding.Count > finding.Fixed))
                {
                    foreach (var name in finding.Names)
                    {
                        await job.ProblemAsync(session, name, new Problem(Step, finding.Code, VerifyKind.All.First(kind => kind.Code == finding.Code).One), cancellationToken);
                    }
                }

                await job.AdvanceAsync(session, new JobProgress(Changed: tally.Fixed, Failed: tally.Open), cancellationToken);
                await session.ExecuteAsync($"update job set message = {Sentence(tally)} where key = {job.Key}", cancellationToken);
            },
            cancellationToken);
    }

    private static string Sentence(VerifyTally tally)
    {
        var mended = tally.Fixed switch { 0 => "", 1 => " 1 thing was repaired.", var many => $" {many:N0} things were repaired." };
        return tally.Open switch
        {
            0 => $"Everything is there and whole.{mended}",
            1 => $"1 thing is not as it should be.{mended}",
            var many => $"{many:N0} things are not as they should be.{mended}",
        };
    }
}

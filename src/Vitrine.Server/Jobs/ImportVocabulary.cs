using System.Diagnostics;
using System.IO.Compression;
using System.Text.Json;
using Vitrine.Core.Vocabulary.Exchange;
using Vitrine.Server.Hosting;
using Vitrine.Server.Storage;
using Vitrine.Server.Vocabularies;

namespace Vitrine.Server.Jobs;

/// <summary>
/// Takes concepts in from a file. First they are made and changed, then put below each other; what is done is the same when it is done again,
/// so that after a kill the job begins anew and finds most of it done.
/// </summary>
internal sealed class ImportVocabulary(ImportPlanner planner, ConceptWriter writer, Database database) : IJobKind
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Long = TimeSpan.FromMilliseconds(50);

    public string Name => JobKinds.ImportVocabulary;

    public JobLane Lane => JobLane.Edit;

    public bool CanUndo => true;

    public async Task RunAsync(RunningJob job, CancellationToken cancellationToken)
    {
        var order = JsonSerializer.Deserialize(job.Request, ConceptJson.Default.ImportOrder)!;
        var packed = await database.ReadAsync(
            session => session.FirstAsync($"select content from vocabulary_file where key = {order.File}", row => row.Bytes(0), cancellationToken), cancellationToken)
            ?? throw new JobRefusedException("no-file", "The file was forgotten meanwhile. Send it again.");
        var file = ExchangeFormat.Read(order.Format, await UnpackAsync(packed, cancellationToken), order.Language);
        var plan = await planner.PlanAsync(job.LibraryKey, file, cancellationToken);
        var refused = plan.Count(one => one.IsRefused) + file.Problems.Count;
        if (refused > 0 && !order.Partial)
        {
            throw new JobRefusedException("conflicts", $"{refused} concepts of the file cannot be taken in any more, since others changed meanwhile. Look at them with dryRun.");
        }

        PlannedConcept[] wanted = [.. plan.Where(one => one.State is PlannedState.New or PlannedState.Changed)];
        PlannedConcept[] below = [.. wanted.Where(one => one.Broader is { Count: > 0 } && one.Broader.Any(broader => broader.Record is { Key: null }))];
        await job.ReachAsync(0, wanted.Length + below.Length, cancellationToken);
        await EachAsync(job, wanted, cancellationToken);
        await EachAsync(job, below, cancellationToken);
        await database.WriteAsync(job.Actor, session => session.ExecuteAsync($"delete from vocabulary_file where key = {order.File}", cancellationToken), cancellationToken);
    }

    /// <summary>A file as it is kept until the job has read it.</summary>
    public static async Task<byte[]> PackAsync(byte[] content, CancellationToken cancellationToken)
    {
        var packed = new MemoryStream();
        await using (var zip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            await zip.WriteAsync(content, cancellationToken);
        }

        return packed.ToArray();
    }

    private static async Task<byte[]> UnpackAsync(byte[] packed, CancellationToken cancellationToken)
    {
        var content = new MemoryStream();
        await using var zip = new GZipStream(new MemoryStream(packed), CompressionMode.Decompress);
        await zip.CopyToAsync(content, cancellationToken);
        return content.ToArray();
    }

    private async Task EachAsync(RunningJob job, PlannedConcept[] plan, CancellationToken cancellationToken)
    {
        var together = 16;
        for (var at = 0; at < plan.Length;)
        {
            var some = plan[at..Math.Min(plan.Length, at + together)];
            var started = Stopwatch.GetTimestamp();
            await database.WriteAsync(job.Actor, session => SomeAsync(session, job, some, cancellationToken), cancellationToken);
            at += some.Length;
            var took = Stopwatch.GetElapsedTime(started);
            together = took > Long ? Math.Max(1, together / 2) : took < Short ? Math.Min(256, together * 2) : together;
        }
    }

    private async Task SomeAsync(WriteSession session, RunningJob job, PlannedConcept[] some, CancellationToken cancellationToken)
    {
        var (changed, failed) = (0, 0);
        var states = await ConceptState.ReadAsync(session, [.. some.Select(one => one.Key).OfType<long>()], cancellationToken);
        foreach (var one in some)
        {
            try
            {
                var was = one.Key is { } key ? states.GetValueOrDefault(key) : null;
                var after = await ImportPlanner.AfterAsync(session, job.LibraryKey, one, was, cancellationToken);
                if (was is null)
                {
                    one.Key = await writer.MakeAsync(session, job.LibraryKey, after, cancellationToken, "imported", job.BatchKey);
                    changed++;
                }
                else
                {
                    changed += await writer.ChangeAsync(session, job.LibraryKey, was, after, cancellationToken, "imported", job.BatchKey) ? 1 : 0;
                }
            }
            catch (RequestRefusedException refused)
            {
                failed++;
                await job.ProblemAsync(session, one.Record.Title, new Core.Assets.Problem(job.Kind, "conflict", $"Line {one.Record.Line}: {refused.Message}"), cancellationToken);
            }
        }

        await job.AdvanceAsync(session, new JobProgress(Done: some.Length, Changed: changed, Failed: failed), cancellationToken);
    }
}

using Microsoft.AspNetCore.Http.HttpResults;
using Vitrine.Contracts;
using Vitrine.Server.Access;
using Vitrine.Server.Hosting;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Jobs;

/// <summary>Answers requests for long work: 202 and the job, the same one when a request comes again under its <c>Idempotency-Key</c>.</summary>
public sealed class JobStart(Database database, JobQueue jobs)
{
    /// <summary>The job that this request started before; null where it comes for the first time.</summary>
    public async Task<Accepted<JobStarted>?> EarlierAsync(Idempotency once, CancellationToken cancellationToken) =>
        await database.ReadAsync(session => once.EarlierAsync(session, cancellationToken), cancellationToken) is { Length: > 0 } job ? Answer(job) : null;

    /// <param name="request">The kind's own JSON.</param>
    /// <param name="assets">The set, by key, frozen now.</param>
    public Task<Accepted<JobStarted>> StartAsync(
        Principal principal, string kind, string request, IReadOnlyCollection<long> assets, Idempotency once, CancellationToken cancellationToken) =>
        StartAsync(principal, kind, request, assets, inOrder: false, once, cancellationToken);

    /// <summary>The same.</summary>
    /// <param name="inOrder">The job goes through the set in this order.</param>
    public async Task<Accepted<JobStarted>> StartAsync(
        Principal principal, string kind, string request, IReadOnlyCollection<long> assets, bool inOrder, Idempotency once, CancellationToken cancellationToken)
    {
        var written = await database.WriteAsync(
            principal.Actor,
            session => once.OnceAsync(
                session,
                StatusCodes.Status202Accepted,
                () => jobs.EnqueueAsync(session, principal.LibraryKey, kind, request, assets, inOrder, cancellationToken),
                cancellationToken),
            cancellationToken);
        return Answer(written.Value);
    }

    /// <summary>The answer to a request that only counts: a job that found this many assets and did nothing.</summary>
    internal static Ok<JobView> WouldBe(string kind, int assets, TimeProvider clock) =>
        TypedResults.Ok(new JobView("", kind, "done", assets, 0, 0, 0, null, clock.GetUtcNow(), clock.GetUtcNow(), CanUndo: false));

    internal static Accepted<JobStarted> Answer(string job) => TypedResults.Accepted($"/api/jobs/{job}", new JobStarted(job));
}

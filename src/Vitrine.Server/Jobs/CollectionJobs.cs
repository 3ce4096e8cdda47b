using Vitrine.Server.Claims;
using Vitrine.Server.Collections;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Jobs;

/// <summary>What the jobs that put assets into a collection and take them out share. Their request is the collection's id.</summary>
internal static class CollectionJobs
{
    /// <summary>The collection, held until the end of the transaction: who changes it meanwhile waits.</summary>
    public static async Task<long> HoldAsync(WriteSession session, RunningJob job, CancellationToken cancellationToken) =>
        await CollectionRows.LockAsync(session, job.LibraryKey, job.Request, cancellationToken) is { Deleted: false } collection
            ? collection.Key
            : throw new JobRefusedException("no-collection", "The collection was deleted meanwhile.");

    /// <summary>Takes back what a job did to an asset, also in a collection that was deleted since.</summary>
    public static async Task<bool> UndoAsync(WriteSession session, LedgerSubject asset, string collection, long batch, CancellationToken cancellationToken) =>
        await CollectionRows.LockAsync(session, asset.LibraryKey, collection, cancellationToken) is not null
        && await CollectionMembers.UndoAsync(session, asset.LibraryKey, asset.AssetKey, batch, cancellationToken);
}

/// <summary>Puts many assets into a collection, at its end.</summary>
public sealed class Collect : AssetJob
{
    public override string Name => JobKinds.Collect;

    protected override Task<AssetChange> PrepareAsync(RunningJob job, CancellationToken cancellationToken) => Task.FromResult<AssetChange>(async (session, asset, cancelled) =>
        await CollectionMembers.AddAsync(session, job.LibraryKey, await CollectionJobs.HoldAsync(session, job, cancelled), asset.AssetKey, job.BatchKey, cancelled));
}

/// <summary>Takes many assets out of a collection.</summary>
public sealed class Uncollect : AssetJob
{
    public override string Name => JobKinds.Uncollect;

    protected override Task<AssetChange> PrepareAsync(RunningJob job, CancellationToken cancellationToken) => Task.FromResult<AssetChange>(async (session, asset, cancelled) =>
        await CollectionMembers.RemoveAsync(
            session, job.LibraryKey, await CollectionJobs.HoldAsync(session, job, cancelled), asset.AssetKey, job.BatchKey!.Value, cancelled));
}

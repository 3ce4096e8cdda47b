using Vitrine.Server.Collections;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Jobs;

/// <summary>The collection that a job works on, held in each of its transactions: looked up once in each, and noted as changed once in each that changes it.</summary>
/// <param name="orDeleted">Whether a deleted one will do.</param>
internal sealed class HeldCollection(long library, string id, bool orDeleted)
{
    private WriteSession? held;
    private bool noted;
    private long key;

    /// <summary>Changes what is in it for one asset; who else changes the collection waits until the end of the transaction.</summary>
    /// <param name="change">Gets the collection's key, and says whether anything changed.</param>
    /// <exception cref="JobRefusedException">It was deleted.</exception>
    public async Task<bool> ChangeAsync(WriteSession session, Func<long, Task<bool>> change, CancellationToken cancellationToken)
    {
        if (held != session)
        {
            (held, noted) = (null, false);
            key = await CollectionRows.LockAsync(session, library, id, cancellationToken) is { } found && (orDeleted || !found.Deleted)
                ? found.Key
                : throw new JobRefusedException("no-collection", "The collection was deleted meanwhile.");
            held = session;
        }

        if (!await change(key))
        {
            return false;
        }

        if (!noted)
        {
            await CollectionStore.TouchAsync(session, library, key, cancellationToken);
            noted = true;
        }

        return true;
    }
}

/// <summary>Puts many assets into a collection, at its end. The request is the collection's id.</summary>
public sealed class Collect : AssetJob
{
    public override string Name => JobKinds.Collect;

    protected override Task<AssetChange> PrepareAsync(RunningJob job, CancellationToken cancellationToken)
    {
        var collection = new HeldCollection(job.LibraryKey, job.Request, orDeleted: false);
        return Task.FromResult<AssetChange>((session, asset, cancelled) => collection.ChangeAsync(
            session, key => CollectionMembers.AddAsync(session, job.LibraryKey, key, asset.AssetKey, job.BatchKey, cancelled), cancelled));
    }
}

/// <summary>Takes many assets out of a collection. The request is the collection's id.</summary>
public sealed class Uncollect : AssetJob
{
    public override string Name => JobKinds.Uncollect;

    protected override Task<AssetChange> PrepareAsync(RunningJob job, CancellationToken cancellationToken)
    {
        var collection = new HeldCollection(job.LibraryKey, job.Request, orDeleted: false);
        return Task.FromResult<AssetChange>((session, asset, cancelled) => collection.ChangeAsync(
            session, key => CollectionMembers.RemoveAsync(session, job.LibraryKey, key, asset.AssetKey, job.BatchKey!.Value, cancelled), cancelled));
    }

    /// <summary>Takes back what either of the two did, also in a collection that was deleted since.</summary>
    /// <param name="id">The collection's.</param>
    public static AssetChange UndoOf(long library, string id, long batch)
    {
        var collection = new HeldCollection(library, id, orDeleted: true);
        return (session, asset, cancelled) => collection.ChangeAsync(session, key => CollectionMembers.UndoAsync(session, library, key, asset.AssetKey, batch, cancelled), cancelled);
    }
}

using Vitrine.Core.Claims;
using Vitrine.Server.Claims;
using Vitrine.Server.Collections;
using Vitrine.Server.Features.Assets;
using Vitrine.Server.Groups;
using Vitrine.Server.Jobs;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Duplicates;

/// <summary>
/// Merges an asset into another one: what people, rules and files say of it is said of the kept one, which also joins its collections and its group; then it goes to the trash. All of
/// it is one batch, which can be taken back. What machines say is left: they say it of the kept picture themselves.
/// </summary>
internal sealed class AssetMerging(ClaimLedger ledger, AssetProjection projection)
{
    /// <summary>Inside a write transaction.</summary>
    /// <returns>False where the asset is in the trash already.</returns>
    /// <exception cref="JobRefusedException">The one to keep is gone or in the trash.</exception>
    public async Task<bool> MergeAsync(WriteSession session, long keep, LedgerSubject merged, long batch, CancellationToken cancellationToken)
    {
        if (await ClaimLedger.FindAsync(session, keep, cancellationToken) is not { } kept || kept.LibraryKey != merged.LibraryKey
            || await session.NumberAsync($"select key from asset where key = {keep} and trashed_at is null", cancellationToken) is null)
        {
            throw new JobRefusedException("no-keeper", "The asset that was to be kept is not there any more.");
        }

        if (await session.TextAsync($"select id from asset where key = {merged.AssetKey} and trashed_at is null", cancellationToken) is not { } id)
        {
            return false;
        }

        var turn = await ledger.TurnAsync(session, kept, batch, cancellationToken);
        var theirs = await ledger.TurnAsync(session, merged, null, cancellationToken);
        foreach (var attribute in theirs.Attributes)
        {
            foreach (var claim in theirs.Shown(attribute).Where(claim => claim.Winner.Rank > ClaimRank.Machine && claim is { Value: not null, State: not ClaimState.Suggested }))
            {
                await (attribute.SetValued ? MemberAsync(turn, claim, batch, cancellationToken) : SingleAsync(turn, claim, batch, cancellationToken));
            }
        }

        await turn.EndAsync(cancellationToken);
        foreach (var collection in await CollectionsAsync(session, Sql.Of($"m.asset_key = {merged.AssetKey}"), cancellationToken))
        {
            if (await CollectionMembers.AddAsync(session, kept.LibraryKey, collection, keep, batch, cancellationToken))
            {
                await CollectionStore.TouchAsync(session, kept.LibraryKey, collection, cancellationToken);
            }
        }

        await GroupStore.TakePlaceAsync(session, kept.LibraryKey, keep, merged.AssetKey, batch, cancellationToken);
        return await Trashing.TrashAsync(session, merged.LibraryKey, id, _ => true, cancellationToken, batch) == TrashOutcome.Done;
    }

    /// <summary>Takes back what such a batch did to an asset, be it the kept or a merged one.</summary>
    public async Task<bool> UndoAsync(WriteSession session, LedgerSubject asset, long batch, CancellationToken cancellationToken)
    {
        var changed = await ledger.UndoAsync(session, asset, batch, cancellationToken);
        foreach (var collection in await CollectionsAsync(session, Sql.Of($"m.asset_key = {asset.AssetKey} and m.batch_key = {batch}"), cancellationToken))
        {
            changed |= await CollectionMembers.UndoAsync(session, asset.LibraryKey, collection, asset.AssetKey, batch, cancellationToken);
            await CollectionStore.TouchAsync(session, asset.LibraryKey, collection, cancellationToken);
        }

        changed |= await GroupStore.LeaveAsync(session, asset.LibraryKey, asset.AssetKey, batch, cancellationToken);
        return (await session.TextAsync($"select id from asset where key = {asset.AssetKey} and trashed_at is not null and trashed_batch = {batch}", cancellationToken) is { } id
            && await Trashing.RestoreAsync(session, projection, asset.LibraryKey, id, _ => true, cancellationToken) == TrashOutcome.Done) || changed;
    }

    /// <summary>A member of a set joins it, or stays away; what a person decided of the kept asset before holds, and of several merged ones a rejection.</summary>
    private static async Task MemberAsync(LedgerTurn turn, ShownClaim claim, long batch, CancellationToken cancellationToken)
    {
        var mine = turn.Shown(claim.Attribute).FirstOrDefault(one => one.Value?.Canonical == claim.Value!.Canonical);
        if (mine is { Winner.Rank: ClaimRank.Person } && mine.Winner.Batch != batch)
        {
            return;
        }

        if (claim.State == ClaimState.Rejected)
        {
            await turn.DecideAsync(claim.Attribute, null, claim.Value!, EntryKind.Reject, cancellationToken);
        }
        else if (mine is not { State: ClaimState.Rejected } && (mine is not { State: ClaimState.Accepted } || claim.Winner.Rank == ClaimRank.Person))
        {
            await turn.AddAsync(claim.Attribute, claim.Value!, cancellationToken);
        }
    }

    /// <summary>A single value is said where there is none, or where a person says it against what only a file or a machine says; otherwise the kept asset's stays, and this one is in its history.</summary>
    private static async Task SingleAsync(LedgerTurn turn, ShownClaim claim, long batch, CancellationToken cancellationToken)
    {
        var shown = turn.Shown(claim.Attribute);
        if (claim.State == ClaimState.Rejected)
        {
            if (!shown.Any(one => one.Value?.Canonical == claim.Value!.Canonical && one.Winner.Rank == ClaimRank.Person && one.Winner.Batch != batch))
            {
                await turn.DecideAsync(claim.Attribute, claim.Language, claim.Value!, EntryKind.Reject, cancellationToken);
            }

            return;
        }

        var mine = shown.FirstOrDefault(one => one.Language == claim.Language && one.State != ClaimState.Rejected);
        var isRejected = shown.Any(one => one.State == ClaimState.Rejected && one.Value?.Canonical == claim.Value!.Canonical);
        if (isRejected || mine?.Value?.Canonical == claim.Value!.Canonical)
        {
            return;
        }

        if (mine is null || mine.Winner.Rank < claim.Winner.Rank)
        {
            await turn.SetAsync(claim.Attribute, claim.Language, claim.Value, cancellationToken: cancellationToken);
        }
        else
        {
            await turn.SayBeneathAsync(claim.Attribute, claim.Language, claim.Value!, cancellationToken);
        }
    }

    private static Task<List<long>> CollectionsAsync(DbSession session, Sql which, CancellationToken cancellationToken) => session.QueryAsync(
        $"select m.collection_key from collection_asset m join collection c on c.key = m.collection_key where {which} and c.deleted_at is null order by m.collection_key",
        row => row.GetInt64(0),
        cancellationToken);
}

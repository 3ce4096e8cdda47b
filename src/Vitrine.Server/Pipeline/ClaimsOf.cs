using Vitrine.Media.Metadata;
using Vitrine.Server.Claims;
using Vitrine.Server.Jobs;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Pipeline;

/// <summary>What becomes of findings and of what a file says: claims, in the same transaction. Only a current version makes claims.</summary>
public sealed class ClaimsOf(FileClaims files, MachineTags tags)
{
    public async Task FromFileAsync(WriteSession session, VersionWork work, FileHolder holder, EmbeddedMetadata said, CancellationToken cancellationToken = default)
    {
        if (await CurrentAsync(session, work, cancellationToken) is { } asset)
        {
            await files.WriteAsync(session, asset, holder, work.Sha256, said.Normalised, said.Tags, cancellationToken);
        }
    }

    public async Task FromFindingsAsync(WriteSession session, VersionWork work, CancellationToken cancellationToken = default)
    {
        if (await CurrentAsync(session, work, cancellationToken) is { } asset)
        {
            await tags.DecideAsync(session, asset, null, await AskedByAsync(session, work.AssetKey, cancellationToken), cancellationToken);
        }
    }

    /// <summary>The batch of the job that asked for this analysis, so that undoing the job takes these tags back too.</summary>
    private static Task<long?> AskedByAsync(WriteSession session, long asset, CancellationToken cancellationToken) => session.NumberAsync(
        $"""
        select j.batch_key from job_item i join job j on j.key = i.job_key
        where i.asset_key = {asset} and i.state = {JobItemState.Waiting} and j.what = {JobKinds.Analyze} and j.state = {JobState.Running} order by j.key limit 1
        """,
        cancellationToken);

    private static async Task<LedgerSubject?> CurrentAsync(WriteSession session, VersionWork work, CancellationToken cancellationToken) =>
        await ClaimLedger.FindAsync(session, work.AssetKey, cancellationToken) is { } asset && asset.CurrentVersion == work.VersionKey ? asset : null;
}

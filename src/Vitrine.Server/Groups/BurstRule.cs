using Vitrine.Contracts;
using Vitrine.Core.Assets;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Groups;

/// <summary>Shots in quick succession: the same burst identifier, else the same camera and kind of file in one folder with no long pause between.</summary>
internal sealed class BurstRule : GroupRule
{
    public override string Name => "burst";

    public override bool IsOn(LibrarySettings settings) => settings.GroupBursts ?? true;

    public override async Task<GroupProposal?> FindAsync(DbSession session, GroupCandidate asset, LibrarySettings settings, CancellationToken cancellationToken)
    {
        // Of pairs the finished pictures are the burst; their raw files come with them.
        if (asset.Kind != AssetKind.Image
            || (asset.IsRaw && (settings.GroupRaw ?? true) && await RawAndJpegRule.PartnerAsync(session, asset, cancellationToken) is not null))
        {
            return null;
        }

        var shots = asset.BurstId is { } burst
            ? [asset, .. (await asset.MarkedAsync(session, "burst_id", burst, cancellationToken)).Where(other => other.Format == asset.Format)]
            : await ChainAsync(session, asset, settings.BurstSeconds ?? 1, cancellationToken);
        var least = Math.Max(2, settings.BurstLeast ?? 4);
        if (shots.Count < least)
        {
            return null;
        }

        var ordered = shots.OrderByDescending(shot => shot.BurstCover).ThenBy(shot => shot.TakenAt, StringComparer.Ordinal).ThenBy(shot => shot.Name, StringComparer.Ordinal);
        return new GroupProposal(GroupKind.Burst, [.. ordered.Select(shot => (shot.Key, GroupRole.Shot))]) { Least = least };
    }

    private static async Task<List<GroupCandidate>> ChainAsync(DbSession session, GroupCandidate asset, double seconds, CancellationToken cancellationToken)
    {
        if (asset.Camera is null || asset.Taken is null)
        {
            return [];
        }

        List<GroupCandidate> chain = [asset];
        foreach (var before in (bool[])[true, false])
        {
            var last = asset;
            foreach (var next in await asset.BesideAsync(session, before, cancellationToken))
            {
                if (next.Taken is not { } at || Math.Abs((at - last.Taken!.Value).TotalSeconds) > seconds)
                {
                    break;
                }

                // Another camera at the same party, or the raw file of the same shot.
                if (next.Camera == asset.Camera && next.Format == asset.Format && next.BurstId is null)
                {
                    chain.Add(last = next);
                }
            }
        }

        return chain;
    }
}

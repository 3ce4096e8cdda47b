using Vitrine.Contracts;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Groups;

/// <summary>The raw file of a camera and the finished picture that it wrote beside it: the same name in the same folder, at the same time where both say one.</summary>
internal sealed class RawAndJpegRule : GroupRule
{
    private const double MostSecondsApart = 2;

    public override string Name => "raw-jpeg";

    public override bool IsOn(LibrarySettings settings) => settings.GroupRaw ?? true;

    public override async Task<GroupProposal?> FindAsync(DbSession session, GroupCandidate asset, LibrarySettings settings, CancellationToken cancellationToken)
    {
        if (!asset.IsRaw && !asset.IsFinished)
        {
            return null;
        }

        if (await PartnerAsync(session, asset, cancellationToken) is not { } partner)
        {
            return null;
        }

        var (raw, finished) = asset.IsRaw ? (asset, partner) : (partner, asset);
        return new GroupProposal(GroupKind.RawJpeg, [(finished.Key, GroupRole.Jpeg), (raw.Key, GroupRole.Raw)]);
    }

    /// <summary>The other half of a pair.</summary>
    public static async Task<GroupCandidate?> PartnerAsync(DbSession session, GroupCandidate asset, CancellationToken cancellationToken) =>
        (await asset.NamedAsync(session, asset.Stem, '.', cancellationToken)).FirstOrDefault(other =>
            other.Stem == asset.Stem && (asset.IsRaw ? other.IsFinished : other.IsRaw) && asset.MayShareTime(other, MostSecondsApart) && asset.MayShareCamera(other));
}

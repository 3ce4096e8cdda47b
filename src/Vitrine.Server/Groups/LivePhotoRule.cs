using Vitrine.Contracts;
using Vitrine.Core.Assets;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Groups;

/// <summary>A photo and its short movie: the same content identifier, else the same name and time in the same folder.</summary>
internal sealed class LivePhotoRule : GroupRule
{
    private const double MostSecondsApart = 3;
    private const long LongestMovie = 5_000;

    public override string Name => "live";

    public override bool IsOn(LibrarySettings settings) => settings.GroupLive ?? true;

    public override async Task<GroupProposal?> FindAsync(DbSession session, GroupCandidate asset, LibrarySettings settings, CancellationToken cancellationToken)
    {
        if (!asset.IsFinished && asset.Kind != AssetKind.Video)
        {
            return null;
        }

        var partner = await SameContentAsync(session, asset, cancellationToken) ?? await SameNameAsync(session, asset, cancellationToken);
        if (partner is null)
        {
            return null;
        }

        var (photo, movie) = asset.Kind == AssetKind.Video ? (partner, asset) : (asset, partner);
        return new GroupProposal(GroupKind.Live, [(photo.Key, GroupRole.Photo), (movie.Key, GroupRole.Movie)]);
    }

    private static async Task<GroupCandidate?> SameContentAsync(DbSession session, GroupCandidate asset, CancellationToken cancellationToken) =>
        asset.ContentId is { } content
            ? (await asset.MarkedAsync(session, "content_id", content, cancellationToken)).Where(other => Fit(asset, other)).OrderByDescending(other => other.Stem == asset.Stem).FirstOrDefault()
            : null;

    private static async Task<GroupCandidate?> SameNameAsync(DbSession session, GroupCandidate asset, CancellationToken cancellationToken) =>
        (await asset.NamedAsync(session, asset.Stem, '.', cancellationToken)).FirstOrDefault(other =>
            Fit(asset, other) && other.Stem == asset.Stem && (asset.ContentId is null || other.ContentId is null)
            && (asset.Kind == AssetKind.Video ? asset : other).DurationMs is > 0 and <= LongestMovie
            && asset.Taken is not null && other.Taken is not null && asset.MayShareTime(other, MostSecondsApart) && asset.MayShareCamera(other));

    private static bool Fit(GroupCandidate one, GroupCandidate other) =>
        (one.Kind == AssetKind.Video && other.IsFinished) || (one.IsFinished && other.Kind == AssetKind.Video);
}

using Vitrine.Core.Assets;
using Vitrine.Media.Kinds.Audio;
using Vitrine.Media.Kinds.Document;
using Vitrine.Media.Kinds.Image;
using Vitrine.Media.Kinds.Other;
using Vitrine.Media.Kinds.Video;

namespace Vitrine.Media.Kinds;

/// <summary>The readers of all kinds, one each; checked when the program starts.</summary>
public static class AssetKinds
{
    public static IReadOnlyList<IAssetKind> All { get; } = Checked([new ImageKind(), new VideoKind(), new AudioKind(), new DocumentKind(), new OtherKind()]);

    public static IAssetKind Get(AssetKind kind) => All[(int)kind - 1];

    private static IAssetKind[] Checked(IAssetKind[] kinds) =>
        kinds.Select(kind => kind.Kind).SequenceEqual(Enum.GetValues<AssetKind>()) ? kinds : throw new InvalidOperationException("every kind needs one reader, in the order of AssetKind");
}

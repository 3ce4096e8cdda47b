using Vitrine.Core.Assets;

namespace Vitrine.Media.Kinds;

/// <summary>Reads the files of one kind. Each lies in a folder of its own: <c>Kinds/Image/ImageKind.cs</c> and what it needs.</summary>
public interface IAssetKind
{
    AssetKind Kind { get; }

    /// <summary>Facts, and pictures where <paramref name="renditions"/> asks for them. A file that cannot be read is a <see cref="MediaReading.Failure"/>, never an exception.</summary>
    ValueTask<MediaReading> ReadAsync(MediaFile file, bool renditions, DecodeLimits limits, CancellationToken cancellationToken);
}

using Vitrine.Core.Assets;
using Vitrine.Media.Kinds.Video;

namespace Vitrine.Media.Kinds.Audio;

/// <summary>Sound: facts by ffprobe; there is no picture to make.</summary>
internal sealed class AudioKind : IAssetKind
{
    public AssetKind Kind => AssetKind.Audio;

    public async ValueTask<MediaReading> ReadAsync(MediaFile file, bool renditions, DecodeLimits limits, CancellationToken cancellationToken)
    {
        try
        {
            var probe = await StreamProbe.ReadAsync(file, limits, cancellationToken);
            var reading = Readings.Plain(file);
            return reading with { Facts = VideoKind.Describe(reading.Facts, probe) };
        }
        catch (BadFileException reason)
        {
            return Readings.Failed(file, reason);
        }
    }
}

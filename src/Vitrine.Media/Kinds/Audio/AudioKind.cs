using System.Globalization;
using Vitrine.Core.Assets;
using Vitrine.Media.Kinds.Image;
using Vitrine.Media.Kinds.Video;
using Vitrine.Media.Tools;

namespace Vitrine.Media.Kinds.Audio;

/// <summary>Sound: facts by ffprobe, and the cover that lies inside as the picture.</summary>
internal sealed class AudioKind : IAssetKind
{
    private const int MostCoverBytes = 32 << 20;

    public AssetKind Kind => AssetKind.Audio;

    public async ValueTask<MediaReading> ReadAsync(MediaFile file, bool renditions, DecodeLimits limits, CancellationToken cancellationToken)
    {
        try
        {
            var probe = await StreamProbe.ReadAsync(file, limits, cancellationToken);
            var reading = Readings.Plain(file);
            reading = reading with { Facts = VideoKind.Describe(reading.Facts, probe) };
            return renditions && probe.Cover is { } stream && await CoverAsync(file, stream, limits, cancellationToken) is { Length: > 0 } cover
                ? InsidePicture.Add(reading, cover, limits)
                : reading;
        }
        catch (BadFileException reason)
        {
            return Readings.Failed(file, reason);
        }
    }

    /// <summary>The picture's own bytes, copied out and not decoded by ffmpeg: our readers know what may be opened.</summary>
    private static async Task<byte[]?> CoverAsync(MediaFile file, int stream, DecodeLimits limits, CancellationToken cancellationToken)
    {
        List<string> arguments = ["-v", "error", "-hide_banner", "-nostdin"];
        arguments.AddRange(StreamProbe.InputArguments(file));
        arguments.AddRange(["-i", StreamProbe.InputName(file), "-map", string.Create(CultureInfo.InvariantCulture, $"0:{stream}"), "-c", "copy", "-frames:v", "1", "-f", "image2pipe", "pipe:1"]);
        try
        {
            var result = await StreamProbe.RunAsync(new ToolCommand("ffmpeg", arguments) { Limit = TimeSpan.FromSeconds(limits.ToolSeconds), OutputLimit = MostCoverBytes }, cancellationToken);
            return result.Output;
        }
        catch (BadFileException)
        {
            // A sound without a usable cover is a sound.
            return null;
        }
    }
}

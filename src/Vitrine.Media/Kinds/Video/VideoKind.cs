using NetVips;
using Vitrine.Core.Assets;
using Vitrine.Media.Kinds.Image;
using VipsImage = NetVips.Image;

namespace Vitrine.Media.Kinds.Video;

/// <summary>Films: facts by ffprobe, and one frame as the picture.</summary>
internal sealed class VideoKind : IAssetKind
{
    public AssetKind Kind => AssetKind.Video;

    public async ValueTask<MediaReading> ReadAsync(MediaFile file, bool renditions, DecodeLimits limits, CancellationToken cancellationToken)
    {
        var problems = new List<Problem>();
        var reading = Readings.Plain(file);
        try
        {
            var probe = await StreamProbe.ReadAsync(file, limits, cancellationToken);
            reading = reading with { Sniffed = Corrected(file.Sniffed, probe), Facts = Describe(reading.Facts, probe) };
            if (file.Format.Demuxer == "mov" && BoxWalk.IsCutOff(file))
            {
                problems.Add(Codes.Problem(Codes.Truncated, "The file ends before its streams do."));
            }

            if (probe.Picture is { } stream)
            {
                VipsReader.CheckPixels(stream.Width, stream.Height, limits.BufferedPixels);
                reading = renditions ? await WithPosterAsync(reading, file, stream, probe.Seconds, problems, limits, cancellationToken) : reading;
            }

            return reading with { Problems = problems };
        }
        catch (BadFileException reason)
        {
            return reading with { Problems = problems, Failure = reason.ToProblem() };
        }
    }

    private static async Task<MediaReading> WithPosterAsync(
        MediaReading reading, MediaFile file, PictureStream stream, double? seconds, List<Problem> problems, DecodeLimits limits, CancellationToken cancellationToken)
    {
        if (await PosterFrame.ChooseAsync(file, stream, seconds, limits.PreviewSide, limits, cancellationToken) is not { } frame)
        {
            problems.Add(Codes.Problem(Codes.NoPicture, "No frame of the film can be decoded."));
            return reading;
        }

        ImageLibrary.Load();
        var (made, tone) = Render(frame, limits);
        return reading with { Renditions = made, Facts = reading.Facts with { Tone = tone } };
    }

    private static (Rendition[] Renditions, string Tone) Render(Frame frame, DecodeLimits limits)
    {
        using var raw = VipsImage.NewFromMemory(frame.Rgb, frame.Width, frame.Height, 3, Enums.BandFormat.Uchar);
        using var picture = raw.Copy(interpretation: Enums.Interpretation.Srgb);
        return ImageRenditions.Make(picture, limits);
    }

    /// <summary>A container for films that holds sound alone is a sound.</summary>
    private static Sniffed Corrected(Sniffed sniffed, StreamProbe probe) => probe.Picture is not null
        ? sniffed
        : sniffed.Format is "mp4" or "m4v" or "mov" or "3gp"
            ? FileFormats.Get("m4a").ToSniffed()
            : sniffed with { Kind = AssetKind.Audio, Mime = sniffed.Mime.Replace("video/", "audio/", StringComparison.Ordinal) };

    internal static InheritedFacts Describe(InheritedFacts facts, StreamProbe probe) => facts with
    {
        Width = probe.Picture?.Width,
        Height = probe.Picture?.Height,
        DurationMs = probe.Seconds is { } seconds ? (long)Math.Round(seconds * 1000) : null,
        VideoCodec = probe.Picture?.Codec,
        AudioCodec = probe.Sound?.Codec,
        FrameRate = probe.Picture?.FrameRate,
        Channels = probe.Sound?.Channels,
        SampleRate = probe.Sound?.SampleRate,
        Depth = probe.Picture is { } picture ? picture.Bits : probe.Sound?.Bits,
        DynamicRange = probe.Picture?.DynamicRange,
    };
}

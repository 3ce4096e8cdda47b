using System.Globalization;
using System.Text.Json;
using Vitrine.Media.Tools;

namespace Vitrine.Media.Kinds.Video;

/// <summary>A picture stream as shown: turned, with square pixels.</summary>
/// <param name="Bits">Per channel.</param>
/// <param name="DynamicRange">Of high dynamic range: <c>pq</c> (SMPTE ST 2084) or <c>hlg</c> (ARIB STD-B67); else null.</param>
internal sealed record PictureStream(int Index, string Codec, int Width, int Height, double? FrameRate, int? Bits, string? DynamicRange);

/// <summary>A sound stream.</summary>
internal sealed record SoundStream(string Codec, int? Channels, int? SampleRate, int? Bits);

/// <summary>What ffprobe says of a film or sound: the first stream of each sort, and the longest duration that a stream states.</summary>
/// <param name="Cover">The stream that is a picture beside the sound.</param>
internal sealed record StreamProbe(PictureStream? Picture, SoundStream? Sound, double? Seconds, int? Cover = null)
{
    // A header may say anything; nothing real runs longer.
    private const double LongestSeconds = 60 * 60 * 24 * 30;

    /// <summary>How the names of pixel formats with more than 8 bits end, before their byte order.</summary>
    private static readonly (string Ending, int Bits)[] DeepFormats = [("p9", 9), ("10", 10), ("12", 12), ("14", 14), ("16", 16), ("48", 16), ("64", 16)];

    /// <summary>Runs ffprobe with the demuxer that our own sniffing names. It reads this one file and nothing that the file mentions.</summary>
    /// <exception cref="BadFileException">It is no such file, holds neither picture nor sound, or ffprobe cannot run.</exception>
    public static async Task<StreamProbe> ReadAsync(MediaFile file, DecodeLimits limits, CancellationToken cancellationToken)
    {
        var arguments = new List<string> { "-v", "error", "-hide_banner" };
        arguments.AddRange(InputArguments(file));
        arguments.AddRange(["-show_format", "-show_streams", "-of", "json", "-i", InputName(file)]);
        var result = await RunAsync(new ToolCommand("ffprobe", arguments) { Limit = TimeSpan.FromSeconds(limits.ToolSeconds), OutputLimit = 8 << 20 }, cancellationToken);
        if (!result.Succeeded)
        {
            throw new BadFileException(Codes.Damaged, $"The file begins like {file.Format.Title}, but is damaged or cut off: no stream can be read.");
        }

        try
        {
            using var answer = JsonDocument.Parse(result.Output);
            return Read(answer.RootElement);
        }
        catch (JsonException)
        {
            throw new BadFileException(Codes.Damaged, "The file's streams cannot be read.");
        }
    }

    /// <summary>Runs a tool; what keeps it from ending is a problem of this file.</summary>
    public static async Task<ToolResult> RunAsync(ToolCommand command, CancellationToken cancellationToken)
    {
        try
        {
            return await ToolProcess.RunAsync(command, cancellationToken);
        }
        catch (ToolException problem)
        {
            throw new BadFileException(problem.Code, char.ToUpperInvariant(problem.Message[0]) + problem.Message[1..] + ".");
        }
    }

    /// <summary>The named demuxer, local files only, and bounds for what is read to learn the streams.</summary>
    public static IEnumerable<string> InputArguments(MediaFile file) =>
        ["-protocol_whitelist", "file,pipe", "-probesize", "20M", "-analyzeduration", "10M", "-f", file.Format.Demuxer!];

    public static string InputName(MediaFile file) =>
        "file:" + (file.Path ?? throw new BadFileException(Codes.NotSupported, "Films and sound are read from a file, not from memory."));

    private static StreamProbe Read(JsonElement root)
    {
        PictureStream? picture = null;
        SoundStream? sound = null;
        double? longest = null;
        int? cover = null;
        foreach (var stream in root.TryGetProperty("streams", out var streams) ? streams.EnumerateArray() : default)
        {
            var type = Text(stream, "codec_type");
            var isCover = stream.TryGetProperty("disposition", out var flags) && Number(flags, "attached_pic") > 0;
            if (type == "video" && !isCover && picture is null && Number(stream, "width") > 0 && Number(stream, "height") > 0)
            {
                picture = ReadPicture(stream);
            }
            else if (type == "audio" && sound is null && Text(stream, "codec_name") is { } codec)
            {
                sound = new SoundStream(codec, Whole(stream, "channels"), Whole(stream, "sample_rate"), Whole(stream, "bits_per_raw_sample") ?? Whole(stream, "bits_per_sample"));
            }

            else if (isCover)
            {
                cover ??= Whole(stream, "index") ?? 0;
            }

            if (type is "video" or "audio" && !isCover && Number(stream, "duration") is > 0 and <= LongestSeconds and var seconds)
            {
                longest = Math.Max(longest ?? 0, seconds);
            }
        }

        if (picture is null && sound is null)
        {
            throw new BadFileException(Codes.NoPicture, "There is neither picture nor sound in the file.");
        }

        longest ??= root.TryGetProperty("format", out var format) && Number(format, "duration") is > 0 and <= LongestSeconds and var whole ? whole : null;
        return new StreamProbe(picture, sound, longest, cover);
    }

    private static PictureStream ReadPicture(JsonElement stream)
    {
        double width = Number(stream, "width") ?? 0, height = Number(stream, "height") ?? 0;
        if (Ratio(Text(stream, "sample_aspect_ratio"), ':') is >= 0.1 and <= 10 and var aspect)
        {
            width *= aspect;
        }

        if (Math.Abs(Rotation(stream)) % 180 == 90)
        {
            (width, height) = (height, width);
        }

        var rate = Ratio(Text(stream, "avg_frame_rate"), '/') ?? Ratio(Text(stream, "r_frame_rate"), '/');
        return new PictureStream(
            Whole(stream, "index") ?? 0, Text(stream, "codec_name") ?? "unknown", (int)Math.Round(width), (int)Math.Round(height),
            rate is > 0 and <= 1000 ? Math.Round(rate.Value, 3) : null, Bits(stream), Text(stream, "color_transfer") switch { "smpte2084" => "pq", "arib-std-b67" => "hlg", _ => null });
    }

    /// <summary>As stated, else as the pixel format's name says it (<c>yuv420p10le</c>); of usual films, which say neither, 8.</summary>
    private static int? Bits(JsonElement stream)
    {
        if (Whole(stream, "bits_per_raw_sample") is { } stated)
        {
            return stated;
        }

        if (Text(stream, "pix_fmt") is not { } format)
        {
            return null;
        }

        var deep = DeepFormats.FirstOrDefault(deep => format.EndsWith($"{deep.Ending}le", StringComparison.Ordinal) || format.EndsWith($"{deep.Ending}be", StringComparison.Ordinal));
        return deep.Bits > 0 ? deep.Bits : 8;
    }

    private static int Rotation(JsonElement stream)
    {
        if (stream.TryGetProperty("side_data_list", out var list))
        {
            foreach (var data in list.EnumerateArray())
            {
                if (Number(data, "rotation") is { } turned)
                {
                    return (int)Math.Round(turned);
                }
            }
        }

        return 0;
    }

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    // ffprobe writes some numbers as numbers and others as strings.
    private static double? Number(JsonElement element, string name) => element.TryGetProperty(name, out var value)
        ? value.ValueKind == JsonValueKind.Number ? value.GetDouble()
            : double.TryParse(value.GetString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null
        : null;

    private static int? Whole(JsonElement element, string name) => Number(element, name) is > 0 and < int.MaxValue and var value ? (int)value : null;

    private static double? Ratio(string? text, char divider) =>
        text?.Split(divider) is [var above, var below]
        && double.TryParse(above, NumberStyles.Float, CultureInfo.InvariantCulture, out var a)
        && double.TryParse(below, NumberStyles.Float, CultureInfo.InvariantCulture, out var b) && a > 0 && b > 0 ? a / b : null;
}

using System.Globalization;
using Vitrine.Media.Tools;

namespace Vitrine.Media.Kinds.Video;

/// <summary>A frame as pixels: 8-bit RGB, row by row, no padding, and how much there is to see on it.</summary>
/// <param name="Luma">Mean brightness, 0…255 (BT.601).</param>
/// <param name="Entropy">Of the brightness histogram in bits over 8: 0 = one colour, 1 = all values alike often.</param>
internal sealed record Frame(int Width, int Height, byte[] Rgb, double Luma, double Entropy)
{
    public bool IsVisible => Luma is >= 30 and <= 225;
}

/// <summary>Chooses the frame that stands for a film: of a few along its length the one with most to see, no black or white one where another exists.</summary>
internal static class PosterFrame
{
    /// <summary>Fractions of the duration. A quarter in, titles are over and the end is not given away.</summary>
    private static readonly double[] Places = [0.25, 0.5, 0.1, 0.75, 0.9];

    private const double GoodEntropy = 0.85;

    // Decoding from the last key frame up to the very moment is worth it only where key frames may be the whole film apart.
    private const double ExactBelowSeconds = 60;

    /// <summary>The chosen frame with the longer side at most <paramref name="side"/>, or null where none decodes.</summary>
    /// <exception cref="BadFileException">ffmpeg is missing, or ran out of time on every frame.</exception>
    public static async Task<Frame?> ChooseAsync(MediaFile file, PictureStream stream, double? seconds, int side, DecodeLimits limits, CancellationToken cancellationToken)
    {
        Frame? best = null;
        foreach (var place in seconds is > 0.5 ? Places : [0.0])
        {
            var frame = await ReadAsync(file, stream, place * (seconds ?? 0), seconds is < ExactBelowSeconds, side, limits, cancellationToken);
            best = Better(best, frame);
            if (best is { IsVisible: true, Entropy: >= GoodEntropy })
            {
                return best;
            }
        }

        return best ?? await ReadAsync(file, stream, 0, true, side, limits, cancellationToken);
    }

    internal static Frame? Better(Frame? one, Frame? other) =>
        one is null ? other
        : other is null ? one
        : (other.IsVisible, other.Entropy).CompareTo((one.IsVisible, one.Entropy)) > 0 ? other : one;

    private static async Task<Frame?> ReadAsync(
        MediaFile file, PictureStream stream, double at, bool exact, int side, DecodeLimits limits, CancellationToken cancellationToken)
    {
        var scale = Math.Min(1, (double)side / Math.Max(stream.Width, stream.Height));
        var width = Math.Max(1, (int)Math.Round(stream.Width * scale));
        var height = Math.Max(1, (int)Math.Round(stream.Height * scale));
        List<string> arguments = ["-v", "error", "-hide_banner", "-nostdin", "-threads", "1", "-max_pixels", Text(limits.BufferedPixels)];
        arguments.AddRange(StreamProbe.InputArguments(file));
        arguments.AddRange(exact ? [] : ["-noaccurate_seek"]);
        arguments.AddRange(["-ss", at.ToString("0.###", CultureInfo.InvariantCulture), "-i", StreamProbe.InputName(file)]);
        arguments.AddRange(["-map", $"0:{Text(stream.Index)}", "-frames:v", "1", "-vf", Filter(stream, width, height), "-pix_fmt", "rgb24", "-f", "rawvideo", "pipe:1"]);
        var bytes = width * height * 3;
        var result = await StreamProbe.RunAsync(new ToolCommand("ffmpeg", arguments) { Limit = TimeSpan.FromSeconds(limits.ToolSeconds), OutputLimit = bytes }, cancellationToken);
        return result.Output.Length == bytes ? Measure(width, height, result.Output) : null;
    }

    private static string Filter(PictureStream stream, int width, int height)
    {
        var scale = $"scale={Text(width)}:{Text(height)}:flags=area";
        return stream.DynamicRange is not null
            ? $"{scale},zscale=t=linear:npl=100,format=gbrpf32le,zscale=p=bt709,tonemap=tonemap=hable:desat=0,zscale=t=bt709:m=bt709:r=tv,format=yuv444p"
            : scale;
    }

    private static Frame Measure(int width, int height, byte[] rgb)
    {
        var histogram = new int[256];
        long sum = 0;
        for (var i = 0; i + 2 < rgb.Length; i += 3)
        {
            var luma = ((77 * rgb[i]) + (150 * rgb[i + 1]) + (29 * rgb[i + 2])) >> 8;
            histogram[luma]++;
            sum += luma;
        }

        double count = rgb.Length / 3;
        var bits = histogram.Where(times => times > 0).Sum(times => -times / count * Math.Log2(times / count));
        return new Frame(width, height, rgb, sum / count, bits / 8);
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}

using NetVips;
using Vitrine.Core.Assets;

namespace Vitrine.Media.Kinds.Image;

/// <summary>A picture that lies finished inside a file of another kind: the cover of a sound, the preview of a drawing.</summary>
internal static class InsidePicture
{
    private static readonly HashSet<string> Known = new(StringComparer.Ordinal) { "jpeg", "png", "webp", "gif", "bmp", "tiff" };

    /// <summary>The reading with the renditions of that picture; unchanged, with a problem, where it cannot be decoded.</summary>
    /// <param name="content">The picture's own file.</param>
    public static MediaReading Add(MediaReading reading, byte[] content, DecodeLimits limits)
    {
        using var inside = MediaFile.FromBytes(content, "");
        if (!Known.Contains(inside.Sniffed.Format))
        {
            return reading;
        }

        var problems = reading.Problems.ToList();
        try
        {
            using var opened = ImageReader.Open(inside, limits.PreviewSide, limits);
            var (picture, _) = PictureMaker.Make(opened, limits.PreviewSide, problems);
            using var held = picture;
            var (made, tone) = ImageRenditions.Make(picture, limits);
            return reading with { Renditions = made, Problems = problems, Facts = reading.Facts with { Tone = tone } };
        }
        catch (Exception error) when (error is BadFileException or VipsException)
        {
            return reading with { Problems = [.. reading.Problems, Codes.Problem(Codes.Damaged, "The picture inside the file is damaged and cannot be shown.")] };
        }
    }
}

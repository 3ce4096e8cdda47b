using NetVips;
using VipsImage = NetVips.Image;

namespace Vitrine.Media.Kinds.Image;

/// <summary>The renditions of an upright sRGB picture, and its mean colour. Every kind that has a picture ends here.</summary>
internal static class ImageRenditions
{
    private const int Quality = 82;

    public static (Rendition[] Renditions, string Tone) Make(VipsImage picture, DecodeLimits limits)
    {
        using var small = PictureMaker.Shrink(picture, limits.ThumbnailSide);
        using var thumbnail = small.CopyMemory();
        return ([Jpeg("preview", picture), Jpeg("thumbnail", thumbnail)], Tone(thumbnail));
    }

    private static Rendition Jpeg(string recipe, VipsImage image) =>
        new(recipe, "image/jpeg", image.Width, image.Height, image.JpegsaveBuffer(q: Quality, keep: Enums.ForeignKeep.None));

    /// <summary>Mean of the sRGB values as <c>#rrggbb</c>.</summary>
    private static string Tone(VipsImage image)
    {
        var pixels = image.WriteToMemory<byte>();
        long red = 0, green = 0, blue = 0;
        for (var i = 0; i + 2 < pixels.Length; i += 3)
        {
            red += pixels[i];
            green += pixels[i + 1];
            blue += pixels[i + 2];
        }

        var count = Math.Max(pixels.Length / 3, 1);
        return $"#{(red + (count / 2)) / count:x2}{(green + (count / 2)) / count:x2}{(blue + (count / 2)) / count:x2}";
    }
}

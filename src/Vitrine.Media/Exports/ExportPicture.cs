using NetVips;
using Vitrine.Core.Assets;
using Vitrine.Media.Kinds;
using Vitrine.Media.Kinds.Image;
using VipsImage = NetVips.Image;

namespace Vitrine.Media.Exports;

/// <summary>Draws a picture as a preset wants it: upright, sRGB, without any metadata of the original.</summary>
internal static class ExportPicture
{
    private const int ScreenSide = 2048, PrintSide = 5000;
    private const int ScreenQuality = 85, PrintQuality = 95;

    /// <exception cref="BadFileException">Nothing decodes.</exception>
    public static Rendition Make(MediaFile file, ExportPreset preset, DecodeLimits limits)
    {
        var side = preset == ExportPreset.Print ? PrintSide : ScreenSide;
        try
        {
            using var opened = ImageReader.Open(file, side, limits);
            var (picture, _) = PictureMaker.Make(opened, side, new List<Problem>());
            using var held = picture;
            using var framed = preset == ExportPreset.Square ? InSquare(picture) : picture.Copy();
            using var bare = WithoutMetadata(framed);
            return new Rendition(DecodeExport.Recipe, "image/jpeg", bare.Width, bare.Height, Jpeg(bare, preset));
        }
        catch (VipsException problem)
        {
            throw VipsMessages.ToBadFile(problem);
        }
    }

    private static byte[] Jpeg(VipsImage picture, ExportPreset preset) => preset == ExportPreset.Print
        ? picture.JpegsaveBuffer(q: PrintQuality, optimizeCoding: true, subsampleMode: Enums.ForeignSubsample.Off, keep: Enums.ForeignKeep.Icc, profile: "srgb")
        : picture.JpegsaveBuffer(q: ScreenQuality, optimizeCoding: true, keep: Enums.ForeignKeep.Icc, profile: "srgb");

    /// <summary>Before libvips 8.15 a saver keeps either everything or, with the rest, no profile.</summary>
    private static VipsImage WithoutMetadata(VipsImage picture) => picture.Mutate(fields =>
    {
        foreach (var field in picture.GetFields().Where(field => field.StartsWith("exif-", StringComparison.Ordinal) || field is "xmp-data" or "iptc-data" or "photoshop-data" or "jpeg-thumbnail-data" or "orientation"))
        {
            fields.Remove(field);
        }
    });

    private static VipsImage InSquare(VipsImage picture)
    {
        var side = Math.Max(picture.Width, picture.Height);
        return picture.Embed((side - picture.Width) / 2, (side - picture.Height) / 2, side, side, extend: Enums.Extend.White);
    }
}

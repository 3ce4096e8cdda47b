using NetVips;
using Vitrine.Core.Assets;
using Vitrine.Media.Analyzers;
using VipsImage = NetVips.Image;

namespace Vitrine.Media.Kinds.Image;

/// <summary>Pictures as plain pixels, for analyzers and tools.</summary>
internal static class PictureReader
{
    public static Picture DecodePreview(byte[] jpeg)
    {
        ImageLibrary.Load();
        using var source = Source.NewFromMemory(jpeg);
        try
        {
            using var image = VipsReader.Load("jpegload", source, tolerant: false);
            using var rgb = ColourSpaces.ToSrgb(image, []);
            return ToPicture(rgb);
        }
        catch (Exception problem) when (problem is BadFileException or VipsException)
        {
            throw new InvalidDataException("the preview is no JPEG that can be decoded", problem);
        }
    }

    public static Picture DecodeUpright(MediaFile file, int maxSide, DecodeLimits limits)
    {
        try
        {
            if (file.Sniffed.Kind != AssetKind.Image)
            {
                throw new BadFileException(Codes.NotSupported, "The file is no picture.");
            }

            using var opened = ImageReader.Open(file, maxSide, limits);
            var (image, transparent) = PictureMaker.Make(opened, maxSide, new List<Problem>());
            using var held = image;
            return ToPicture(image) with { IsTransparent = transparent };
        }
        catch (BadFileException reason)
        {
            throw new InvalidDataException(reason.Message, reason);
        }
    }

    private static Picture ToPicture(VipsImage image) => new(image.Width, image.Height, image.WriteToMemory<byte>());
}

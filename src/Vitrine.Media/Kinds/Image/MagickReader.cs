using ImageMagick;
using NetVips;
using Vitrine.Core.Assets;
using VipsImage = NetVips.Image;

namespace Vitrine.Media.Kinds.Image;

/// <summary>
/// What libvips has no loader for, by ImageMagick: one coder, named (<see cref="MagickLibrary"/> denies all others).
/// </summary>
internal static class MagickReader
{
    /// <summary>The first picture of the file (the largest of an icon).</summary>
    /// <exception cref="BadFileException">It cannot be decoded, or states more than the limits allow.</exception>
    public static OpenedImage Open(MediaFile file, bool pixels, DecodeLimits limits)
    {
        ImageLibrary.Load();
        if (!MagickLibrary.Load())
        {
            throw new BadFileException(Codes.NotSupported, $"{file.Format.Title} cannot be shown: ImageMagick is not usable here.");
        }

        var content = file.Content(limits.BytesInMemory) ?? throw new BadFileException(Codes.TooLarge, $"A file of this format may have {limits.BytesInMemory >> 20} MB at most.");
        var format = Enum.Parse<MagickFormat>(file.Format.Coder!, ignoreCase: true);
        try
        {
            var infos = Headers(content, format);
            var index = format == MagickFormat.Ico ? LargestOf(infos) : 0;
            var info = infos[index];
            VipsReader.CheckPixels(info.Width, info.Height, limits.BufferedPixels);
            return pixels ? Decode(content, format, index, infos) : Describe(VipsImage.Black(1, 1), info, infos.Count);
        }
        catch (MagickException problem)
        {
            throw problem is MagickResourceLimitErrorException
                ? new BadFileException(Codes.TooLarge, "Decoding the picture takes more memory or time than allowed.")
                : problem is MagickMissingDelegateErrorException or MagickPolicyErrorException
                ? new BadFileException(Codes.NotSupported, "The picture uses a variant of its format that is not supported.")
                : new BadFileException(Codes.Damaged, "The picture is damaged and cannot be decoded.");
        }
    }

    private static List<IMagickImageInfo> Headers(byte[] content, MagickFormat format)
    {
        var settings = new MagickReadSettings { Format = format };
        List<IMagickImageInfo> infos = format is MagickFormat.Ico ? [.. MagickImageInfo.ReadCollection(content, settings)] : [new MagickImageInfo(content, settings)];
        return infos.Count > 0 ? infos : throw new BadFileException(Codes.Damaged, "There is no picture in the file.");
    }

    private static int LargestOf(List<IMagickImageInfo> infos) =>
        Enumerable.Range(0, infos.Count).MaxBy(index => (long)infos[index].Width * infos[index].Height);

    private static OpenedImage Decode(byte[] content, MagickFormat format, int index, List<IMagickImageInfo> infos)
    {
        var settings = new MagickReadSettings { Format = format, FrameIndex = (uint)index, FrameCount = 1 };
        using var picture = new MagickImage(content, settings);
        if (picture.ColorSpace is not (ColorSpace.sRGB or ColorSpace.Gray))
        {
            // Prefers the embedded profile where there is one.
            if (picture.GetColorProfile() is null || !picture.TransformColorSpace(ColorProfiles.SRGB))
            {
                picture.ColorSpace = ColorSpace.sRGB;
            }
        }

        // Coders that know of an orientation apply it themselves or state it; ours is applied once, below.
        var turn = format is MagickFormat.Heic or MagickFormat.Avif or MagickFormat.Jxl or MagickFormat.Jp2 ? Orientation.TopLeft : picture.Orientation;
        picture.Depth = 8;
        var mapping = picture.HasAlpha ? "RGBA" : "RGB";
        using var area = picture.GetPixelsUnsafe();
        var bytes = area.ToByteArray(mapping) ?? throw new BadFileException(Codes.Damaged, "The picture is damaged and cannot be decoded.");
        using var raw = VipsImage.NewFromMemory(bytes, (int)picture.Width, (int)picture.Height, mapping.Length, Enums.BandFormat.Uchar);
        var image = raw.Copy(interpretation: Enums.Interpretation.Srgb);
        return Describe(image, infos[index], infos.Count, turn is >= Orientation.TopLeft and <= Orientation.LeftBottom ? (int)turn : 1, picture.HasAlpha);
    }

    private static OpenedImage Describe(VipsImage image, IMagickImageInfo info, int pages, int turn = 1, bool hasAlpha = false) => new(image)
    {
        FileWidth = (int)info.Width,
        FileHeight = (int)info.Height,
        Turn = turn,
        Orientation = turn == 1 ? null : turn,
        Pages = pages > 1 ? pages : null,
        Depth = 8,
        ColourSpace = info.ColorSpace switch { ColorSpace.Gray => "b-w", ColorSpace.CMYK => "cmyk", ColorSpace.Lab => "lab", _ => "srgb" },
        HasAlpha = hasAlpha,
    };
}

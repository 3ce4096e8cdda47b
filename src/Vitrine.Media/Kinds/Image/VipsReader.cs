using NetVips;
using Vitrine.Core.Assets;
using VipsImage = NetVips.Image;

namespace Vitrine.Media.Kinds.Image;

/// <summary>Opens pictures with libvips: the loader is always named, never guessed.</summary>
internal static class VipsReader
{
    /// <summary>Opens with the format's loader, as small as <paramref name="side"/> allows (0: header only).</summary>
    /// <exception cref="BadFileException">The header is unreadable or states more than the limits allow.</exception>
    public static OpenedImage Open(MediaFile file, int side, DecodeLimits limits)
    {
        ImageLibrary.Load();
        return file.Format.Name switch
        {
            "jpeg" => JpegReader.Open(file, side, limits),
            "png" => PngReader.Open(file, limits),
            "webp" => Scaled(file, side, limits),
            "svg" => SvgReader.Open(file, side, limits),
            "gif" => Gif(file, limits),
            "tiff" => TiffReader.Open(file, side, limits),

            // What libvips calls the pages of a JPEG 2000 file are its resolutions.
            "jp2" or "j2k" => Plain(file, limits, []) with { Pages = null },
            _ => Plain(file, limits, [], Turns(file.Format.Name)),
        };
    }

    /// <summary>A source over bytes in memory where they are there already, else over the file.</summary>
    public static Source Source(MediaFile file, long mostInMemory) =>
        file.Content(mostInMemory) is { } content ? NetVips.Source.NewFromMemory(content) : NetVips.Source.NewFromFile(file.Path);

    /// <summary>Calls the loader by name. Damage fails it unless <paramref name="tolerant"/>.</summary>
    public static VipsImage Load(string loader, Source source, bool tolerant, params (string Name, object Value)[] options)
    {
        var all = new VOption { { "access", Enums.Access.Sequential }, { "fail_on", tolerant ? Enums.FailOn.None : loader == "jpegload" ? Enums.FailOn.Warning : Enums.FailOn.Error } };
        foreach (var (name, value) in options)
        {
            all.Add(name, value);
        }

        try
        {
            return (VipsImage)Operation.Call(loader + "_source", all, source);
        }
        catch (VipsException problem)
        {
            throw VipsMessages.ToBadFile(problem);
        }
    }

    /// <summary>Opens without any shrinking while loading.</summary>
    public static OpenedImage Plain(MediaFile file, DecodeLimits limits, IReadOnlyList<Problem> problems, bool turns = true, byte[]? content = null, bool tolerant = false)
    {
        var source = content is null ? Source(file, limits.BytesInMemory) : NetVips.Source.NewFromMemory(content);
        VipsImage? image = null;
        try
        {
            image = Load(file.Format.Loader!, source, tolerant);
            CheckPixels(image.Width, image.Height, file.Format.Name is "pnm" or "tiff" or "png" ? limits.Pixels : limits.BufferedPixels);
            return Describe(image, image.Width, image.Height, turns, problems, [source],
                tolerant ? null : () => Plain(file, limits, problems, turns, content, tolerant: true));
        }
        catch
        {
            image?.Dispose();
            source.Dispose();
            throw;
        }
    }

    public static OpenedImage Describe(VipsImage image, int width, int height, bool turns, IReadOnlyList<Problem> problems, IDisposable[] holds, Func<OpenedImage>? tolerant)
    {
        var orientation = Number(image, "orientation") is >= 1 and <= 8 and var stated ? stated : (int?)null;
        return new OpenedImage(image, holds)
        {
            FileWidth = width,
            FileHeight = height,
            Turn = turns ? orientation ?? 1 : 1,
            Orientation = orientation,
            Pages = Number(image, "n-pages") is > 1 and var pages ? pages : null,
            Depth = Number(image, "bits-per-sample") ?? DepthOf(image.Format),
            ColourSpace = ColourSpaces.Name(image.Interpretation),
            HasAlpha = image.Coding == Enums.Coding.None && image.HasAlpha(),
            Problems = problems,
            Tolerant = tolerant,
        };
    }

    public static void CheckPixels(long width, long height, long most)
    {
        if (width < 1 || height < 1)
        {
            throw new BadFileException(Codes.Damaged, "The picture states a size of zero.");
        }

        if (width > most / height)
        {
            throw new BadFileException(Codes.TooLarge, $"The picture states {width} × {height} pixels, more than the limit of {most / 1_000_000} megapixels.")
            {
                Stated = width <= int.MaxValue && height <= int.MaxValue ? ((int)width, (int)height) : null,
            };
        }
    }

    /// <summary>WebP shrinks while decoding by any factor.</summary>
    private static OpenedImage Scaled(MediaFile file, int side, DecodeLimits limits)
    {
        var opened = Plain(file, limits, []);
        var scale = (double)side / Math.Max(opened.FileWidth, opened.FileHeight);
        if (side == 0 || scale > 0.5 || opened.Pages > 1)
        {
            return opened;
        }

        opened.Dispose();
        return Again(tolerant: false);

        OpenedImage Again(bool tolerant)
        {
            var source = Source(file, limits.BytesInMemory);
            var image = Load("webpload", source, tolerant, ("scale", scale));
            return Describe(image, opened.FileWidth, opened.FileHeight, true, [], [source], tolerant ? null : () => Again(true));
        }
    }

    private static OpenedImage Gif(MediaFile file, DecodeLimits limits)
    {
        if (file.Content(limits.BytesInMemory) is not { } content)
        {
            return Plain(file, limits, []);
        }

        var blocks = GifBlocks.Read(content, limits.Pages);
        CheckPixels(blocks.Width, blocks.Height, limits.BufferedPixels);
        Problem[] problems = blocks.IsComplete ? [] : [Codes.Problem(Codes.Truncated, "The file ends before its picture does; what is there is shown.")];
        return Plain(file, limits, problems, tolerant: !blocks.IsComplete) with { Pages = blocks.Frames > 1 ? blocks.Frames : null };
    }

    // libvips' HEIF loader applies the turn itself and leaves the tag in place.
    private static bool Turns(string format) => format is not ("avif" or "heic" or "jxl");

    private static int? Number(VipsImage image, string field) =>
        image.Contains(field) && image.Get(field) is int value ? value : null;

    private static int? DepthOf(Enums.BandFormat format) => format switch
    {
        Enums.BandFormat.Uchar or Enums.BandFormat.Char => 8,
        Enums.BandFormat.Ushort or Enums.BandFormat.Short => 16,
        Enums.BandFormat.Float or Enums.BandFormat.Uint or Enums.BandFormat.Int => 32,
        Enums.BandFormat.Double => 64,
        _ => null,
    };
}

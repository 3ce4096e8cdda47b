namespace Vitrine.Media.Kinds.Image;

/// <summary>Opens any picture by the opener that the format table names.</summary>
internal static class ImageReader
{
    /// <param name="side">What the longer side will be shrunk to; 0 = the header alone.</param>
    /// <exception cref="BadFileException">It cannot be opened, or states more than the limits allow.</exception>
    public static OpenedImage Open(MediaFile file, int side, DecodeLimits limits)
    {
        var format = file.Format;
        ImageLibrary.ForgetComplaints();
        if (format.IsRaw)
        {
            return RawReader.Open(file, side, limits);
        }

        if (format.Loader is { } loader && ImageLibrary.Has(loader) && !(ImageLibrary.IsBundled && format.Name == "heic"))
        {
            return VipsReader.Open(file, side, limits);
        }

        return format.Coder is not null
            ? MagickReader.Open(file, side > 0, limits)
            : throw new BadFileException(Codes.NotSupported, $"{format.Title} is stored, but cannot be shown.");
    }
}

using Vitrine.Core.Assets;

namespace Vitrine.Media.Kinds.Image;

/// <summary>PNG and APNG (first frame), after a look at the chunks.</summary>
internal static class PngReader
{
    /// <exception cref="BadFileException">No picture inside, or more than the limits allow.</exception>
    public static OpenedImage Open(MediaFile file, DecodeLimits limits)
    {
        if (file.Content(limits.BytesInMemory) is not { } content)
        {
            return VipsReader.Plain(file, limits, []);
        }

        var chunks = PngChunks.Read(content, limits.MetadataBytes);
        VipsReader.CheckPixels(chunks.Width, chunks.Height, chunks.IsInterlaced ? limits.BufferedPixels : limits.Pixels);
        var problems = new List<Problem>();
        if (chunks.LeftOut)
        {
            problems.Add(Codes.Problem(Codes.MetadataTooLarge, $"Metadata inside unpacks to more than {limits.MetadataBytes >> 20} MB and was left out."));
        }

        if (!chunks.IsComplete)
        {
            problems.Add(Codes.Problem(Codes.Truncated, "The file ends before its picture does; what is there is shown."));
        }

        var opened = VipsReader.Plain(file, limits, problems, content: chunks.Kept, tolerant: !chunks.IsComplete);
        return chunks.Frames is > 0 and var frames ? opened with { Pages = frames } : opened;
    }
}

using NetVips;
using Vitrine.Core.Assets;
using VipsImage = NetVips.Image;

namespace Vitrine.Media.Kinds.Image;

/// <summary>From an opened picture to an upright sRGB one in memory. Every pixel is decoded once, in order, and never kept at full size.</summary>
internal static class PictureMaker
{
    /// <summary>Below this part of full opacity something shows through; scaling rounds a little.</summary>
    private const double NearlyOpaque = 0.98;

    /// <summary>
    /// Upright, sRGB, no alpha, the longer side at most <paramref name="side"/>; and whether anything shows through the original.
    /// What decodes of a damaged picture is kept, with a problem.
    /// </summary>
    /// <exception cref="BadFileException">Nothing decodes.</exception>
    public static (VipsImage Picture, bool IsTransparent) Make(OpenedImage opened, int side, ICollection<Problem> problems)
    {
        try
        {
            var (pulled, transparent) = Pull(opened, side);
            return (Finish(pulled, opened.Turn, problems), transparent);
        }
        catch (VipsException problem) when (opened.Tolerant is { } again)
        {
            var reason = VipsMessages.ToBadFile(problem);
            using var tolerant = again();
            var (picture, transparent) = Make(tolerant, side, problems);
            if (!VipsMessages.IsHarmless(problem) && !problems.Any(known => known.Code == reason.Code))
            {
                problems.Add(reason.Code == Codes.Truncated
                    ? Codes.Problem(Codes.Truncated, "The file ends before its picture does; what is there is shown.")
                    : Codes.Problem(Codes.Damaged, "Parts of the picture are damaged; what decodes is shown."));
            }

            return (picture, transparent);
        }
        catch (VipsException problem)
        {
            throw VipsMessages.ToBadFile(problem);
        }
    }

    /// <summary>Shrinks to the longer side; never enlarges.</summary>
    public static VipsImage Shrink(VipsImage image, int side)
    {
        var longest = Math.Max(image.Width, image.Height);
        if (longest <= side)
        {
            return image.Copy();
        }

        var width = Math.Max(1, (int)Math.Round((double)image.Width * side / longest));
        var height = Math.Max(1, (int)Math.Round((double)image.Height * side / longest));
        return image.Resize((double)width / image.Width, vscale: (double)height / image.Height);
    }

    /// <summary>The alpha channel comes along while the pixels are pulled, because they can be pulled only once.</summary>
    private static (VipsImage Picture, bool IsTransparent) Pull(OpenedImage opened, int side)
    {
        using var positive = ColourSpaces.FromZero(opened.Image);
        if (!opened.HasAlpha)
        {
            using var shrunk = Shrink(positive, side);
            return (shrunk.CopyMemory(), false);
        }

        using var opaque = ColourSpaces.Flatten(positive);
        using var alpha = positive[positive.Bands - 1];
        using var both = opaque.Bandjoin(alpha);
        using var small = Shrink(both, side);
        using var kept = small.CopyMemory();
        using var smallAlpha = kept[kept.Bands - 1];
        using var colours = kept.ExtractBand(0, n: kept.Bands - 1);
        return (colours.CopyMemory(), smallAlpha.Min() < ColourSpaces.White(positive) * NearlyOpaque);
    }

    private static VipsImage Finish(VipsImage pulled, int turn, ICollection<Problem> problems)
    {
        using (pulled)
        {
            var srgb = ColourSpaces.ToSrgb(pulled, problems);
            if (turn == 1)
            {
                return srgb;
            }

            using (srgb)
            {
                using var upright = Turn(srgb, turn);
                return upright.CopyMemory();
            }
        }
    }

    /// <summary>EXIF orientation (CIPA DC-008, tag 0x0112) undone.</summary>
    private static VipsImage Turn(VipsImage image, int orientation)
    {
        using var rotated = orientation switch
        {
            3 or 4 => image.Rot180(),
            5 or 6 => image.Rot90(),
            7 or 8 => image.Rot270(),
            _ => image.Copy(),
        };
        return orientation is 2 or 4 or 5 or 7 ? rotated.FlipHor() : rotated.Copy();
    }
}

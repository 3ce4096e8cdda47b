using NetVips;
using Vitrine.Core.Assets;

namespace Vitrine.Media.Kinds.Image;

/// <summary>Still pictures; of an animation the first frame.</summary>
internal sealed class ImageKind : IAssetKind
{
    public AssetKind Kind => AssetKind.Image;

    public ValueTask<MediaReading> ReadAsync(MediaFile file, bool renditions, DecodeLimits limits, CancellationToken cancellationToken) =>
        ValueTask.FromResult(Read(file, renditions, limits));

    private static MediaReading Read(MediaFile file, bool renditions, DecodeLimits limits)
    {
        InheritedFacts facts = Readings.Facts(file);
        var problems = new List<Problem>();
        try
        {
            using var opened = ImageReader.Open(file, renditions ? limits.PreviewSide : 0, limits);
            problems.AddRange(opened.Problems);
            facts = Describe(facts, opened, limits);
            if (!renditions)
            {
                return new MediaReading { Sniffed = file.Sniffed, Facts = facts, Problems = problems };
            }

            var (picture, transparent) = PictureMaker.Make(opened, limits.PreviewSide, problems);
            using var held = picture;
            var (made, tone) = ImageRenditions.Make(picture, limits);

            // What is missing of a damaged picture looks transparent.
            transparent &= !problems.Any(problem => problem.Code is Codes.Truncated or Codes.Damaged);
            return new MediaReading { Sniffed = file.Sniffed, Facts = facts with { Tone = tone, IsTransparent = transparent }, Renditions = made, Problems = problems };
        }
        catch (BadFileException reason)
        {
            facts = reason.Stated is var (width, height) ? facts with { Width = width, Height = height } : facts;
            return new MediaReading { Sniffed = file.Sniffed, Facts = facts, Problems = problems, Failure = reason.ToProblem() };
        }
        catch (VipsException problem)
        {
            return new MediaReading { Sniffed = file.Sniffed, Facts = facts, Problems = problems, Failure = VipsMessages.ToBadFile(problem).ToProblem() };
        }
    }

    private static InheritedFacts Describe(InheritedFacts facts, OpenedImage opened, DecodeLimits limits) => facts with
    {
        Width = opened.TurnsSideways ? opened.FileHeight : opened.FileWidth,
        Height = opened.TurnsSideways ? opened.FileWidth : opened.FileHeight,
        ColourSpace = opened.ColourSpace,
        Depth = opened.Depth,
        HasAlpha = opened.HasAlpha,
        Pages = opened.Pages is { } pages ? Math.Min(pages, limits.Pages) : null,
        Orientation = opened.Orientation,
    };
}

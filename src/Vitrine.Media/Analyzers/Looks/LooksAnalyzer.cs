using System.Globalization;
using Vitrine.Core.Analysis;
using Vitrine.Core.Assets;
using Vitrine.Media.Onnx;

namespace Vitrine.Media.Analyzers.Looks;

/// <summary>
/// What can be measured without a model. Findings are values under stable keys:
/// <list type="table">
/// <item><term>colour</term><description>a name of <see cref="ColourNames"/>, one finding per colour, largest first; score = share of the subject, 0…1</description></item>
/// <item><term>palette</term><description><c>#rrggbb</c>, up to five; score = share of the picture, 0…1</description></item>
/// <item><term>orientation</term><description><c>portrait</c>, <c>landscape</c>, <c>square</c> or <c>panorama</c></description></item>
/// <item><term>black-and-white</term><description><c>true</c> or <c>false</c></description></item>
/// <item><term>transparency</term><description><c>true</c> or <c>false</c></description></item>
/// <item><term>background</term><description><c>white</c>, <c>plain</c> or <c>busy</c>; score = how much of the border is even, 0…1</description></item>
/// <item><term>sharpness</term><description>0…1</description></item>
/// <item><term>exposure</term><description><c>dark</c>, <c>bright</c> or <c>normal</c></description></item>
/// <item><term>clipped-shadows, clipped-highlights</term><description>share of pixels, 0…1</description></item>
/// <item><term>medium</term><description><c>photo</c>, <c>illustration</c>, <c>document</c> or <c>screenshot</c>: a guess</description></item>
/// </list>
/// Numbers are invariant text with three decimals.
/// </summary>
public sealed class LooksAnalyzer : IAnalyzer
{
    private const int LongestForColours = 320;
    private const int LongestSwatches = 160;
    private const int PaletteColours = 5;
    private const double Panorama = 2.0;
    private const double NearlySquare = 1.05;

    public static AnalyzerInfo About { get; } = new("looks", 1, [AssetKind.Image, AssetKind.Video, AssetKind.Document], Task: null) { Model = "looks@1" };

    public AnalyzerInfo Info => About;

    public string Model => About.Model;

    public IReadOnlyList<Finding> Analyze(Picture picture, CancellationToken cancellationToken)
    {
        var small = Reduced(picture);
        var swatches = Swatches.Within(small, LongestSwatches);
        var background = Background.Of(swatches);
        var exposure = Exposure.Of(swatches, background);
        cancellationToken.ThrowIfCancellationRequested();
        var medium = Medium.Of(Texture.Of(picture, swatches));
        var findings = new List<Finding>();
        findings.AddRange(SubjectColours.Of(swatches, background).Select(c => new Finding.Value("colour", c.Name, c.Share)));
        findings.AddRange(Palette.Of(small, PaletteColours).Select(c => new Finding.Value("palette", c.Colour.ToHex(), c.Share)));
        findings.Add(new Finding.Value("orientation", Orientation(picture.Width, picture.Height)));
        findings.Add(Flag("black-and-white", BlackAndWhite.Is(swatches)));
        findings.Add(Flag("transparency", picture.IsTransparent));
        findings.Add(new Finding.Value("background", background.Kind, background.Even));
        findings.Add(Number("sharpness", Sharpness.Of(picture)));
        findings.Add(new Finding.Value("exposure", exposure.Kind));
        findings.Add(Number("clipped-shadows", exposure.Shadows));
        findings.Add(Number("clipped-highlights", exposure.Highlights));
        findings.Add(new Finding.Value("medium", medium.Kind, medium.Score));
        return findings;
    }

    public void Dispose()
    {
    }

    /// <summary>Colours need no large picture; it is scanned once for all of them.</summary>
    private static Picture Reduced(Picture picture)
    {
        var factor = LongestForColours / (double)Math.Max(picture.Width, picture.Height);
        if (factor >= 1)
        {
            return picture;
        }

        var (width, height) = (Math.Max(1, (int)Math.Round(picture.Width * factor)), Math.Max(1, (int)Math.Round(picture.Height * factor)));
        return new Picture(width, height, Resample.Resize(picture.Rgb, picture.Width, picture.Height, 3, width, height, ResampleFilter.Bilinear));
    }

    private static string Orientation(int width, int height) =>
        width >= height * Panorama ? "panorama"
        : Math.Max(width, height) <= Math.Min(width, height) * NearlySquare ? "square"
        : width > height ? "landscape" : "portrait";

    private static Finding.Value Flag(string key, bool value) => new(key, value ? "true" : "false");

    private static Finding.Value Number(string key, float value) => new(key, value.ToString("F3", CultureInfo.InvariantCulture));
}

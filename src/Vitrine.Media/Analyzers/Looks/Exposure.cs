namespace Vitrine.Media.Analyzers.Looks;

/// <summary>How light a picture is.</summary>
/// <param name="Kind"><c>dark</c>, <c>bright</c> or <c>normal</c>.</param>
/// <param name="Shadows">Share of the pixels with no detail left in black, 0…1.</param>
/// <param name="Highlights">Share of the pixels outside an even background with no detail left in white, 0…1.</param>
internal sealed record Exposure(string Kind, float Shadows, float Highlights)
{
    private const float BlackLightness = 0.12f;
    private const float WhiteLightness = 0.985f;

    public static Exposure Of(Swatches swatches, Background background)
    {
        var all = swatches.Colours;
        var mask = background.IsBackground;
        var subject = mask is null ? all : [.. all.Where((_, i) => !mask[i])];
        subject = subject.Length < all.Length / 50 ? all : subject;
        var lightness = subject.Select(c => c.L).Order().ToArray();
        var shadows = all.Count(c => c.L < BlackLightness) / (float)all.Length;
        var highlights = subject.Count(c => c.L > WhiteLightness) / (float)subject.Length;

        // A dark coat on a pale floor is no dark picture: the light parts must be dim as well; and the other way round.
        var scene = all.Select(c => c.L).Order().ToArray();
        var dark = (At(scene, 0.5) < 0.42f && At(scene, 0.93) < 0.6f) || At(scene, 0.93) < 0.48f;

        // White behind a product is meant; a subject that is washed out itself is not.
        var washedOut = At(lightness, 0.1) > 0.5f && (highlights > 0.12f || At(lightness, 0.5) > 0.9f);
        var bright = background.Kind == "white" ? washedOut : highlights > 0.25f || (At(lightness, 0.5) > 0.88f && At(lightness, 0.1) > 0.42f);
        return new Exposure(dark ? "dark" : bright ? "bright" : "normal", shadows, highlights);
    }

    private static float At(float[] sorted, double share) => sorted[(int)(share * (sorted.Length - 1))];
}

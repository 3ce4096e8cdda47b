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
        var scene = new LightnessCounts();
        var subject = new LightnessCounts();
        for (var i = 0; i < swatches.Colours.Length; i++)
        {
            scene.Add(swatches.Colours[i].L);
            if (background.IsBackground is null || !background.IsBackground[i])
            {
                subject.Add(swatches.Colours[i].L);
            }
        }

        subject = subject.Count * 50 <= scene.Count ? scene : subject;
        var (shadows, highlights) = (1 - scene.ShareAbove(BlackLightness), subject.ShareAbove(WhiteLightness));

        // A dark coat on a pale floor is no dark picture: the light parts must be dim as well.
        var dark = (scene.At(0.5) < 0.42f && scene.At(0.93) < 0.6f) || scene.At(0.93) < 0.48f;

        // White behind a product is meant; a subject that is washed out itself is not.
        var bright = background.Kind == "white"
            ? subject.At(0.1) > 0.5f && (highlights > 0.03f || subject.At(0.5) > 0.9f)
            : scene.ShareAbove(WhiteLightness) > 0.15f || (subject.At(0.5) > 0.88f && subject.At(0.1) > 0.42f);
        return new Exposure(dark ? "dark" : bright ? "bright" : "normal", shadows, highlights);
    }
}

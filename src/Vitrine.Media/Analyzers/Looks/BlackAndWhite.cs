namespace Vitrine.Media.Analyzers.Looks;

/// <summary>Whether a picture has no colours.</summary>
internal static class BlackAndWhite
{
    /// <summary>Compression leaves this much colour in a grey picture.</summary>
    private const float Grey = 0.012f;

    /// <summary>Share of pixels that may be off.</summary>
    private const float Stray = 0.005f;

    public static bool Is(Swatches swatches)
    {
        var coloured = swatches.Colours.Count(c => c.Chroma > Grey);
        return coloured <= Stray * swatches.Colours.Length;
    }
}

using Vitrine.Core.Assets;
using VipsImage = NetVips.Image;

namespace Vitrine.Media.Kinds.Image;

/// <summary>
/// A picture as its decoder gives it: not yet turned, coloured or sized; pixels are made when they are pulled.
/// Copies made by <c>with</c> are the same picture: dispose of one of them.
/// </summary>
/// <param name="Holds">What must live as long as the pixels are pulled.</param>
internal sealed record OpenedImage(VipsImage Image, params IDisposable[] Holds) : IDisposable
{
    /// <summary>EXIF orientation still to be applied, 1…8. AVIF and HEIC come upright from their decoders: 1.</summary>
    public int Turn { get; init; } = 1;

    /// <summary>As the file states it, for the facts.</summary>
    public int? Orientation { get; init; }

    /// <summary>Size in the file, before any shrinking while loading and before turning.</summary>
    public required int FileWidth { get; init; }
    public required int FileHeight { get; init; }
    public int? Pages { get; init; }
    public int? Depth { get; init; }
    public string? ColourSpace { get; init; }
    public bool HasAlpha { get; init; }

    /// <summary>Opens the same picture again, tolerating damage; null where the decoder knows only one way.</summary>
    public Func<OpenedImage>? Tolerant { get; init; }
    public IReadOnlyList<Problem> Problems { get; init; } = [];

    public bool TurnsSideways => Turn >= 5;

    public void Dispose()
    {
        Image.Dispose();
        foreach (var hold in Holds)
        {
            hold.Dispose();
        }
    }
}

namespace Vitrine.Media.Kinds;

/// <summary>The inherited metadata: what a file is, as opposed to what it says. Null where the format has no such thing.</summary>
public sealed record InheritedFacts
{
    public required string Format { get; init; }
    public required string Mime { get; init; }
    public required long Bytes { get; init; }

    /// <summary>Pixels of the upright picture or of the first video stream as shown.</summary>
    public int? Width { get; init; }
    public int? Height { get; init; }

    /// <summary>Pixel format in words: <c>srgb</c>, <c>cmyk</c>, <c>b-w</c>, <c>lab</c>, <c>rgb16</c>…</summary>
    public string? ColourSpace { get; init; }

    /// <summary>Bits per channel.</summary>
    public int? Depth { get; init; }

    /// <summary>Whether the pixels have an alpha channel, be it opaque all over.</summary>
    public bool? HasAlpha { get; init; }

    /// <summary>Whether anything shows through it; known once the preview was made.</summary>
    public bool? IsTransparent { get; init; }

    /// <summary>Pages of a document, frames of an animation, sub-images of a TIFF.</summary>
    public int? Pages { get; init; }

    /// <summary>EXIF orientation 1…8 as stored; renditions are upright already.</summary>
    public int? Orientation { get; init; }
    public long? DurationMs { get; init; }
    public string? VideoCodec { get; init; }
    public string? AudioCodec { get; init; }

    /// <summary>Of a film with high dynamic range: <c>pq</c> or <c>hlg</c>.</summary>
    public string? DynamicRange { get; init; }

    /// <summary>How a picture of all that is around was laid flat, as its metadata say it: <c>equirectangular</c>, <c>cylindrical</c>…</summary>
    public string? Projection { get; init; }

    /// <summary>Frames per second.</summary>
    public double? FrameRate { get; init; }
    public int? Channels { get; init; }

    /// <summary>Samples per second.</summary>
    public int? SampleRate { get; init; }

    /// <summary>Mean colour of the upright picture as <c>#rrggbb</c>: the placeholder until the thumbnail is there.</summary>
    public string? Tone { get; init; }
}

/// <summary>A derived picture. Recipes: <c>preview</c> (JPEG, longer side ≤ 1600), <c>thumbnail</c> (JPEG, longer side ≤ 400).</summary>
public sealed record Rendition(string Recipe, string Mime, int Width, int Height, byte[] Content);

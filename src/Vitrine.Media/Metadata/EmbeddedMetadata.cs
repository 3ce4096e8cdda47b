using Vitrine.Core.Assets;

namespace Vitrine.Media.Metadata;

/// <summary>One tag as read: its group (<c>IFD0</c>, <c>ExifIFD</c>, <c>IPTC</c>, <c>XMP-dc</c>…) and name as exiftool calls them, raw value and the value in words (null where it says the same). A list is several tags of one name.</summary>
public sealed record EmbeddedTag(string Group, string Name, string Raw, string? Printed = null);

/// <summary>What a file says about itself: every tag as read, the normalised set, and what was wrong on the way.</summary>
public sealed record EmbeddedMetadata(NormalisedMetadata Normalised, IReadOnlyList<EmbeddedTag> Tags, IReadOnlyList<Problem> Problems);

/// <summary>The normalised set, the same for every format. Null or empty where the file does not say.</summary>
public sealed record NormalisedMetadata
{
    /// <summary>Local time of the exposure, <c>yyyy-MM-ddTHH:mm:ss[.fff]</c>, or shorter where only year or month is known.</summary>
    public string? TakenAt { get; init; }

    /// <summary>Offset from UTC in minutes, where the file says it.</summary>
    public int? TakenOffsetMinutes { get; init; }
    public string? CameraMake { get; init; }
    public string? CameraModel { get; init; }
    public string? Lens { get; init; }

    /// <summary>Seconds.</summary>
    public double? ExposureTime { get; init; }
    public double? FNumber { get; init; }
    public int? Iso { get; init; }

    /// <summary>Millimetres.</summary>
    public double? FocalLength { get; init; }

    /// <summary>Degrees, WGS 84.</summary>
    public double? Latitude { get; init; }
    public double? Longitude { get; init; }

    /// <summary>Metres above sea level.</summary>
    public double? Altitude { get; init; }
    public string? Creator { get; init; }
    public string? Copyright { get; init; }
    public string? Credit { get; init; }
    public string? Title { get; init; }
    public string? Description { get; init; }
    public IReadOnlyList<string> Keywords { get; init; } = [];

    /// <summary>−1 (rejected) … 5.</summary>
    public int? Rating { get; init; }
    public string? Software { get; init; }
}

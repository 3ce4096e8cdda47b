using System.Text.Json.Serialization;
using Vitrine.Core.Assets;

namespace Vitrine.Media.Metadata;

/// <summary>One tag as read: its group (<c>IFD0</c>, <c>ExifIFD</c>, <c>IPTC</c>, <c>XMP-dc</c>…) and name as exiftool calls them, raw value and the value in words (null where it says the same). A list is several tags of one name.</summary>
public sealed record EmbeddedTag(string Group, string Name, string Raw, string? Printed = null);

/// <summary>What a file says about itself: every tag as read, the normalised set, and what was wrong on the way.</summary>
public sealed record EmbeddedMetadata(NormalisedMetadata Normalised, IReadOnlyList<EmbeddedTag> Tags, IReadOnlyList<Problem> Problems);

/// <summary>The normalised set, the same for every format. Null or empty where the file does not say.</summary>
public sealed record NormalisedMetadata
{
    /// <summary>Local time of the exposure, <c>yyyy-MM-ddTHH:mm:ss[.fff]</c>, or shorter where only year or month is known; EDTF (<c>1920~</c>, <c>192X</c>) where it is less sure.</summary>
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
    public string? Source { get; init; }
    public string? UsageTerms { get; init; }
    public string? Title { get; init; }
    public string? Headline { get; init; }
    public string? Description { get; init; }
    public string? AltText { get; init; }

    /// <summary>What title, headline, description, alt text, copyright and usage terms say in languages of their own, beside the one without.</summary>
    public IReadOnlyList<SaidText>? Languages { get; init; }

    /// <summary>As they are spelled in the file; of a path its last word.</summary>
    public IReadOnlyList<string> Keywords { get; init; } = [];

    /// <summary>Paths of keywords from broad to narrow, two words or more, with <c>|</c> between them.</summary>
    public IReadOnlyList<string>? KeywordPaths { get; init; }

    /// <summary>Names of people in the picture.</summary>
    public IReadOnlyList<string>? Persons { get; init; }

    /// <summary>Named boxes, upright.</summary>
    public IReadOnlyList<SaidRegion>? Regions { get; init; }

    /// <summary>Where the picture was taken, in words.</summary>
    public SaidPlace? Place { get; init; }

    /// <summary>What place it shows, where that is said apart.</summary>
    public SaidPlace? PlaceShown { get; init; }

    /// <summary>When a scanner made it, or when a camera stored it where that is another time than <see cref="TakenAt"/>; same form.</summary>
    public string? DigitisedAt { get; init; }
    public int? DigitisedOffsetMinutes { get; init; }

    /// <summary>−1 (rejected) … 5.</summary>
    public int? Rating { get; init; }

    /// <summary>The colour label, in the words of the program that gave it.</summary>
    public string? Label { get; init; }

    /// <summary>−1 rejected, 0 undecided, 1 picked.</summary>
    public int? Pick { get; init; }
    public string? Software { get; init; }
}

/// <summary>One language's text of an attribute. <paramref name="Language"/> is a BCP 47 tag as the file spells it; null = without.</summary>
public sealed record SaidText(string Attribute, string? Language, string Text);

/// <summary>A place in words, as far as it is said. <paramref name="Code"/>: ISO 3166-1, two or three letters as the file has it.</summary>
public sealed record SaidPlace(string? Code, string? Country, string? Region, string? Town, string? Sublocation);

/// <summary>A box in fractions of the upright frame, from its top left corner. <paramref name="Type"/>: <c>Face</c>, <c>Pet</c>, <c>Focus</c>, <c>BarCode</c>… as in the file.</summary>
public sealed record SaidRegion(string? Name, string? Type, double X, double Y, double Width, double Height)
{
    /// <summary>Whether it bears the mark of those that Vitrine draws.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Ours { get; init; }
}

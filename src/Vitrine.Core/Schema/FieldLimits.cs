namespace Vitrine.Core.Schema;

/// <summary>How much is taken at most, so that no definition and no value costs more than it is worth.</summary>
public static class FieldLimits
{
    public const int Fields = 500;
    public const int NameLength = 64;
    public const int LabelLength = 200;
    public const int HelpLength = 2_000;
    public const int Options = 10_000;
    public const int OptionLength = 200;
    public const int Synonyms = 50;
    public const int Concepts = 50;

    /// <summary>Levels of a hierarchy.</summary>
    public const int Depth = 20;
    public const int PatternLength = 500;
    public const int Rules = 200;

    /// <summary>Properties of files that one field names, and namespaces of theirs.</summary>
    public const int Properties = 20;

    /// <summary>Values that one asset has of a MultiSelect.</summary>
    public const int Selected = 500;

    public const int TextLength = 4_000;
    public const int TextareaLength = 64_000;
    public const int UrlLength = 2_000;

    /// <summary>A number has at most so many digits, which is what both databases give back as they got it.</summary>
    public const int Digits = 15;

    /// <summary>Seconds of the longest duration: about 317 years.</summary>
    public const decimal Seconds = 10_000_000_000m;

    /// <summary>How long a value may keep a pattern busy.</summary>
    public static readonly TimeSpan PatternTime = TimeSpan.FromMilliseconds(250);
}

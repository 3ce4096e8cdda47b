using System.Collections.Frozen;

namespace Vitrine.Core.Claims;

/// <summary>
/// Something that can be said about a subject. A set-valued attribute decides each member alone;
/// a single-valued one has one value, per language where <paramref name="PerLanguage"/>.
/// </summary>
public sealed record ClaimAttribute(string Name, bool SetValued, bool PerLanguage)
{
    public override string ToString() => Name;
}

/// <summary>The attributes every library has. User-defined fields are attributes named <c>field:KEY</c>.</summary>
public static class ClaimAttributes
{
    private const string FieldPrefix = "field:";
    private const string FieldSetPrefix = "fields:";

    public static readonly ClaimAttribute Tag = new("tag", SetValued: true, PerLanguage: false);
    public static readonly ClaimAttribute Person = new("person", SetValued: true, PerLanguage: false);
    public static readonly ClaimAttribute Title = new("title", SetValued: false, PerLanguage: true);
    public static readonly ClaimAttribute Description = new("description", SetValued: false, PerLanguage: true);

    /// <summary>What a reader who does not see the picture is told in its place (IPTC Core 1.4, AltTextAccessibility).</summary>
    public static readonly ClaimAttribute AltText = new("alt-text", SetValued: false, PerLanguage: true);
    public static readonly ClaimAttribute Headline = new("headline", SetValued: false, PerLanguage: true);

    /// <summary>−1 (rejected) to 5 stars; halves are kept as they are read.</summary>
    public static readonly ClaimAttribute Rating = new("rating", SetValued: false, PerLanguage: false);

    /// <summary>A colour label by its word (xmp:Label): "Red", "Green", or what the owner calls it.</summary>
    public static readonly ClaimAttribute Label = new("label", SetValued: false, PerLanguage: false);

    /// <summary>Chosen: −1 rejected, 0 undecided, 1 picked.</summary>
    public static readonly ClaimAttribute Pick = new("pick", SetValued: false, PerLanguage: false);
    public static readonly ClaimAttribute Place = new("place", SetValued: false, PerLanguage: false);
    public static readonly ClaimAttribute TakenAt = new("taken-at", SetValued: false, PerLanguage: false);

    /// <summary>When a scanner or a capture card made the file of something older.</summary>
    public static readonly ClaimAttribute DigitisedAt = new("digitised-at", SetValued: false, PerLanguage: false);

    /// <summary>Names joined by "; ".</summary>
    public static readonly ClaimAttribute Creator = new("creator", SetValued: false, PerLanguage: false);
    public static readonly ClaimAttribute Copyright = new("copyright", SetValued: false, PerLanguage: true);

    /// <summary>How others have to name the supplier of the picture (IPTC Core, Credit Line).</summary>
    public static readonly ClaimAttribute Credit = new("credit", SetValued: false, PerLanguage: false);
    public static readonly ClaimAttribute Source = new("source", SetValued: false, PerLanguage: false);
    public static readonly ClaimAttribute UsageTerms = new("usage-terms", SetValued: false, PerLanguage: true);

    /// <summary>Text that was read in the picture or said in the recording.</summary>
    public static readonly ClaimAttribute Text = new("text", SetValued: true, PerLanguage: false);

    /// <summary>The attributes above, in the order in which an asset's page shows them.</summary>
    public static readonly IReadOnlyList<ClaimAttribute> All =
    [
        Title, Headline, Description, AltText, Tag, Person, Rating, Label, Pick, Place, TakenAt, DigitisedAt, Creator, Copyright, Credit, Source, UsageTerms, Text,
    ];

    private static readonly FrozenDictionary<string, ClaimAttribute> ByName = All.ToFrozenDictionary(a => a.Name, StringComparer.Ordinal);

    /// <summary>The attribute of a user-defined field; a multi-select one is set-valued.</summary>
    public static ClaimAttribute Field(string fieldId, bool setValued, bool perLanguage = false) =>
        new((setValued ? FieldSetPrefix : FieldPrefix) + fieldId, setValued, perLanguage);

    /// <summary>The attribute stored under <paramref name="name"/>, or null where there is none of that name.</summary>
    public static ClaimAttribute? Find(string name) =>
        ByName.TryGetValue(name, out var known) ? known
        : name.StartsWith(FieldSetPrefix, StringComparison.Ordinal) ? new ClaimAttribute(name, SetValued: true, PerLanguage: false)
        : name.StartsWith(FieldPrefix, StringComparison.Ordinal) ? new ClaimAttribute(name, SetValued: false, PerLanguage: true)
        : null;
}

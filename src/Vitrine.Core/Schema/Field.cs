using System.Text.RegularExpressions;
using Vitrine.Core.Claims;

namespace Vitrine.Core.Schema;

/// <summary>A structured metadata field that users defined. Immutable; made by <see cref="FieldForm"/>, which checks that it is whole.</summary>
public sealed record Field
{
    /// <summary>The row's key; 0 before it is stored.</summary>
    public long Key { get; init; }

    /// <summary>24 hex characters.</summary>
    public string Id { get; init; } = "";

    /// <summary>Unique for ever, also after the field was deleted; never changes.</summary>
    public required string Name { get; init; }
    public required string Label { get; init; }
    public required FieldType Type { get; init; }

    /// <summary>A sentence beside the input.</summary>
    public string Help { get; init; } = "";

    /// <summary>The heading under which it stands; empty = none.</summary>
    public string Group { get; init; } = "";

    /// <summary>Its place among the others, ascending; ties by name.</summary>
    public int Order { get; init; }
    public FieldOptions Options { get; init; } = FieldOptions.None;

    /// <summary>What a new asset gets; empty = nothing.</summary>
    public IReadOnlyList<ClaimValue> Default { get; init; } = [];
    public bool Required { get; init; }

    /// <summary>The least and the greatest value of a Number, Date or Duration (seconds); both may be reached.</summary>
    public ClaimValue? Min { get; init; }
    public ClaimValue? Max { get; init; }

    /// <summary>In characters (Unicode scalar values).</summary>
    public int? MinLength { get; init; }
    public int? MaxLength { get; init; }

    /// <summary>A regular expression that the whole of a Text, Textarea or Url matches.</summary>
    public FieldPattern? Pattern { get; init; }

    /// <summary>No two live assets of the library have the same value; case, accents and white space do not count.</summary>
    public bool Unique { get; init; }
    public IReadOnlyList<FieldRule> Rules { get; init; } = [];

    /// <summary>Public ids of folders: the field is one of assets in them or below. Empty = of all.</summary>
    public IReadOnlyList<string> Folders { get; init; } = [];

    /// <summary>Properties of files that its value is read from, in order of preference, as exiftool names them.</summary>
    public IReadOnlyList<string> Reads { get; init; } = [];

    /// <summary>Properties that it is written to; empty = one of our own namespace.</summary>
    public IReadOnlyList<string> Writes { get; init; } = [];

    /// <summary>XMP namespaces of these names beside the known ones: prefix → URI.</summary>
    public IReadOnlyDictionary<string, string> Namespaces { get; init; } = new Dictionary<string, string>();

    /// <summary>Its values are kept, and not shown.</summary>
    public bool Deleted { get; init; }

    public long Revision { get; init; } = 1;

    /// <summary>The attribute under which the ledger keeps its values.</summary>
    public ClaimAttribute Attribute => ClaimAttributes.Field(Id, Type.IsSet, perLanguage: !Type.IsSet);

    public override string ToString() => Name;
}

/// <summary>A user's pattern, compiled once. It runs without backtracking, so its time grows with the text's length and not beyond.</summary>
public sealed class FieldPattern : IEquatable<FieldPattern>
{
    private readonly Regex regex;

    private FieldPattern(string text, Regex regex)
    {
        Text = text;
        this.regex = regex;
    }

    public string Text { get; }

    /// <returns>The pattern, or a sentence that says why it is none.</returns>
    public static (FieldPattern? Pattern, string? Trouble) Compile(string text)
    {
        if (text.Length > FieldLimits.PatternLength)
        {
            return (null, $"A pattern has at most {FieldLimits.PatternLength} characters; this has {text.Length}.");
        }

        try
        {
            const RegexOptions options = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant;

            // By itself first: brackets that close ours would change what is asked for.
            _ = new Regex(text, options);
            var regex = new Regex($@"\A(?:{text})\z", options, FieldLimits.PatternTime);

            // Some are found to be too large only when they are used.
            _ = regex.IsMatch("");
            return (new FieldPattern(text, regex), null);
        }
        catch (NotSupportedException)
        {
            return (null, "This pattern looks ahead or behind, refers back to a group, or is too large; none of these is allowed.");
        }
        catch (RegexMatchTimeoutException)
        {
            return (null, "This pattern takes too long.");
        }
        catch (ArgumentException error)
        {
            return (null, $"This is no pattern: {error.Message}");
        }
    }

    /// <returns>Null where it took too long to tell.</returns>
    public bool? Matches(string text)
    {
        try
        {
            return regex.IsMatch(text);
        }
        catch (RegexMatchTimeoutException)
        {
            return null;
        }
    }

    public bool Equals(FieldPattern? other) => other is not null && Text == other.Text;

    public override bool Equals(object? obj) => Equals(obj as FieldPattern);

    public override int GetHashCode() => Text.GetHashCode(StringComparison.Ordinal);
}

namespace Vitrine.Media.Metadata.Writing;

/// <summary>The forms that a property's value has (ISO 16684-1, 6.3).</summary>
public enum XmpShape
{
    /// <summary>One text.</summary>
    Simple,

    /// <summary>A list without order.</summary>
    Bag,

    /// <summary>A list in order.</summary>
    Seq,

    /// <summary>One text in several languages.</summary>
    Alternatives,
}

/// <summary>
/// What one property of an XMP packet is to say. <paramref name="Path"/> is <c>prefix:name</c>, or steps of it through structures with
/// <c>[n]</c> (from 1) for the members of lists: <c>Iptc4xmpExt:LocationCreated[1]/Iptc4xmpExt:City</c>.
/// </summary>
public sealed record XmpEdit(string Path, XmpShape Shape)
{
    /// <summary>Of a simple property; null takes it out.</summary>
    public string? Text { get; init; }

    /// <summary>All members of a list; empty takes it out, null leaves those that <see cref="Add"/> and <see cref="Remove"/> do not name.</summary>
    public IReadOnlyList<string>? Items { get; init; }

    /// <summary>Members that have to be in a list; those it has keep their place.</summary>
    public IReadOnlyList<string> Add { get; init; } = [];

    /// <summary>What a list has to have where it is made anew; null = <see cref="Add"/>.</summary>
    public IReadOnlyList<string>? Whole { get; init; }

    /// <summary>Members that must not be in it.</summary>
    public IReadOnlyList<string> Remove { get; init; } = [];

    /// <summary>Of a simple property that holds a list in one text: the signs between its members; <see cref="Add"/> and <see cref="Remove"/> then name members.</summary>
    public string? Separators { get; init; }

    /// <summary>Where members are paths from broad to narrow: the sign between two steps. <see cref="Remove"/> then names last steps.</summary>
    public char? PathSeparator { get; init; }

    /// <summary>Of alternatives: language (<c>""</c> = the default) → text, or null to take that language out; languages that are not named stay.</summary>
    public IReadOnlyDictionary<string, string?> Texts { get; init; } = new Dictionary<string, string?>();

    /// <summary>A twin of another property: kept in agreement where it is, never made.</summary>
    public bool OnlyIfThere { get; init; }

    /// <summary>A simple property.</summary>
    public static XmpEdit Simple(string path, string? text) => new(path, XmpShape.Simple) { Text = text };

    /// <summary>A list that holds just these.</summary>
    public static XmpEdit List(string path, XmpShape shape, IReadOnlyList<string> items) => new(path, shape) { Items = items };

    /// <summary>A text in languages; see <see cref="Texts"/>.</summary>
    public static XmpEdit Languages(string path, IReadOnlyDictionary<string, string?> texts) => new(path, XmpShape.Alternatives) { Texts = texts };
}

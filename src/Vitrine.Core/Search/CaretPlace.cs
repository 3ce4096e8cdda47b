namespace Vitrine.Core.Search;

/// <summary>What can be typed at a place of a query.</summary>
public enum CaretKind
{
    /// <summary>Nothing that could be offered: within words in quotation marks.</summary>
    Nothing,

    /// <summary>A word, or the name of a field.</summary>
    Term,

    /// <summary>The name of a structured field or embedded tag, behind <c>field.</c> or <c>embedded.</c></summary>
    Name,

    /// <summary>An operator of a field.</summary>
    Operator,

    /// <summary>The bracket that opens a list, behind <c>IN</c>.</summary>
    List,

    /// <summary>The word between the two values of <c>BETWEEN</c>.</summary>
    And,

    /// <summary>A value of a field.</summary>
    Value,

    /// <summary>Within <c>tag(…)</c> or <c>person(…)</c>: what it is about, or a condition on a part of it.</summary>
    Claim,
}

/// <summary>The place at which somebody types a query.</summary>
/// <param name="Start">Where what is typed there begins; for <see cref="CaretKind.Name"/> where the field's whole name does.</param>
/// <param name="Typed">What of it was typed, without quotation marks.</param>
public sealed record CaretPlace(CaretKind Kind, int Start, string Typed)
{
    /// <summary>Where what is typed there ends: behind the caret as far as the same word or text goes.</summary>
    public int End { get; init; }

    /// <summary>The field that is asked; for <see cref="CaretKind.Claim"/> what the claim is of.</summary>
    public SearchField? Field { get; init; }

    /// <summary>Of a structured field or embedded tag its name.</summary>
    public string Name { get; init; } = "";

    /// <summary>What a part is asked of within brackets; null elsewhere.</summary>
    public SearchField? Claim { get; init; }

    /// <summary>Whether a quotation mark was opened before it.</summary>
    public bool IsQuoted { get; init; }

    /// <summary>Whether it is one of several values.</summary>
    public bool IsInList { get; init; }

    /// <summary>The place at a position of a query, finished or not. Never fails.</summary>
    /// <param name="caret">Counted in characters from the beginning; beyond the end is the end.</param>
    public static CaretPlace Of(string query, int caret)
    {
        ArgumentNullException.ThrowIfNull(query);
        caret = Math.Clamp(caret, 0, query.Length);
        var place = new QueryLexer(query[..caret]).Caret();
        return place with { End = EndOf(query, caret, place) };
    }

    private static int EndOf(string query, int caret, CaretPlace place)
    {
        if (place.IsQuoted)
        {
            // The mark that closes it, unless that opens the next text: then a gap is before it.
            var mark = query.IndexOf('"', caret);
            return mark > caret && char.IsWhiteSpace(query[mark - 1]) ? caret : mark >= caret ? mark + 1 : caret;
        }

        var end = caret;
        while (place.Typed.Length > 0 && end < query.Length && (char.IsLetterOrDigit(query[end]) || query[end] is '_' or '-' or '.'))
        {
            end++;
        }

        return end;
    }
}

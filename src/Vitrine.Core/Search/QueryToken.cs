namespace Vitrine.Core.Search;

internal enum TokenKind
{
    Word,
    Phrase,

    /// <summary>A field with all that is asked of it.</summary>
    Condition,

    /// <summary><c>tag(…)</c> or <c>person(…)</c>.</summary>
    Claim,
    Minus,
    And,
    Or,
    Not,
    Open,
    Close,
    End,
}

/// <param name="Text">Word or phrase without quotes.</param>
internal readonly record struct Token(TokenKind Kind, int Start, int Length, string Text)
{
    public int End => Start + Length;

    /// <summary>Of a condition.</summary>
    public TypedTerm? Term { get; init; }

    /// <summary>Of a claim.</summary>
    public TypedClaim? Claim { get; init; }

    /// <summary>How many words and values it brings into the query.</summary>
    public int Terms => Kind switch
    {
        TokenKind.Word or TokenKind.Phrase => 1,
        TokenKind.Condition => Math.Max(1, Term!.Values.Count),
        TokenKind.Claim => 1 + Claim!.Parts.Sum(part => Math.Max(1, part.Values.Count)),
        _ => 0,
    };
}

/// <summary>A value as it was typed, and where.</summary>
internal readonly record struct TypedValue(string Text, bool IsPhrase, int Start, int End);

/// <summary>The name of a field as it was typed, and where it stands.</summary>
/// <param name="Name">Of a structured field or an embedded tag its own name; else empty.</param>
/// <param name="Spelled">All of it as it was typed, without quotation marks.</param>
/// <param name="NameStart">Where <paramref name="Name"/> begins.</param>
internal sealed record TypedName(SearchField Field, string Name, string Spelled, int Start, int NameStart, int End);

/// <summary>A condition as it was typed, before its values are read.</summary>
/// <param name="SignStart">Where the operator stands.</param>
internal sealed record TypedTerm(TypedName Of, QueryOperator Operator, bool Negated, IReadOnlyList<TypedValue> Values, int SignStart, int SignEnd, int End)
{
    /// <summary>The sign or word it is written by.</summary>
    public string Sign { get; init; } = "";
}

/// <summary>What was typed between the brackets of a claim.</summary>
internal sealed record TypedClaim(SearchField Field, string? What, IReadOnlyList<TypedTerm> Parts);

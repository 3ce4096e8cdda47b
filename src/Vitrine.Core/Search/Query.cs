using Vitrine.Core.Assets;
using Vitrine.Core.Places;

namespace Vitrine.Core.Search;

/// <summary>How a value is compared.</summary>
public enum Comparison
{
    /// <summary><c>:</c></summary>
    Is,

    /// <summary><c>&lt;</c></summary>
    Less,

    /// <summary><c>&lt;=</c></summary>
    AtMost,

    /// <summary><c>&gt;</c></summary>
    Greater,

    /// <summary><c>&gt;=</c></summary>
    AtLeast,
}

/// <summary>A query as a tree. Printed by <see cref="QueryPrinter"/>, read by <see cref="QueryParser"/>. The cases are closed.</summary>
public abstract record Query
{
    private Query()
    {
    }

    /// <summary>Everything: the empty query.</summary>
    public sealed record All : Query;

    /// <summary>A word anywhere, or with <paramref name="IsPhrase"/> the words one after the other.</summary>
    public sealed record Words(string Content, bool IsPhrase = false) : Query;

    /// <summary>A field that holds text: <c>tag:dog</c>, <c>name:"IMG 1"</c>.</summary>
    public sealed record InField(SearchField Field, string Content, bool IsPhrase = false) : Query;

    /// <summary><c>kind:image</c>.</summary>
    public sealed record Kind(AssetKind Value) : Query;

    /// <summary>A date compared with a day, month or year: <c>taken&gt;=2024-05</c>.</summary>
    public sealed record Date(SearchField Field, Comparison Comparison, DateSpan Span) : Query;

    /// <summary>A value of a structured field or of an embedded tag: <c>field.colour:red</c>, <c>embedded.ISO&lt;200</c>; any of several, <c>field.colour IN (red, blue)</c>.</summary>
    /// <param name="Name">The name of the field or tag as it was typed.</param>
    /// <param name="Values">At least one; only one where the comparison is not <see cref="Comparison.Is"/>.</param>
    public sealed record FieldValue(string Name, Comparison Comparison, IReadOnlyList<string> Values) : Query
    {
        /// <summary><see cref="SearchFields.Value"/> or <see cref="SearchFields.Embedded"/>.</summary>
        public SearchField Field { get; init; } = SearchFields.Value;

        public bool Equals(FieldValue? other) => other is not null && Field == other.Field && Name == other.Name && Comparison == other.Comparison && Values.SequenceEqual(other.Values);

        public override int GetHashCode() => Values.Aggregate(HashCode.Combine(Field, Name, Comparison), HashCode.Combine);
    }

    /// <summary>Any value of a structured field or an embedded tag: <c>field.colour EXISTS</c>.</summary>
    public sealed record FieldExists(string Name) : Query
    {
        /// <summary>As of <see cref="FieldValue"/>.</summary>
        public SearchField Field { get; init; } = SearchFields.Value;
    }

    /// <summary>A required field has no value: <c>is:incomplete</c>.</summary>
    public sealed record Incomplete : Query;
    /// <summary><c>box:2.2,48.8,2.5,48.9</c>: positions in an area.</summary>
    public sealed record InBox(GeoBox Box) : Query;

    public sealed record Not(Query Operand) : Query;

    /// <summary>All of at least two.</summary>
    public sealed record And(IReadOnlyList<Query> Operands) : Query
    {
        public bool Equals(And? other) => other is not null && Operands.SequenceEqual(other.Operands);

        public override int GetHashCode() => Operands.Aggregate(17, HashCode.Combine);
    }

    /// <summary>Any of at least two.</summary>
    public sealed record Or(IReadOnlyList<Query> Operands) : Query
    {
        public bool Equals(Or? other) => other is not null && Operands.SequenceEqual(other.Operands);

        public override int GetHashCode() => Operands.Aggregate(19, HashCode.Combine);
    }
}

/// <summary>Something wrong with a query, as data.</summary>
/// <param name="Position">Index of the first character it is about, 0…length.</param>
/// <param name="Length">Count of characters it is about; 0 = the place before <paramref name="Position"/>.</param>
/// <param name="Expected">What could stand there, in words.</param>
/// <param name="Suggestion">The whole query mended, where that can be guessed.</param>
public sealed record QueryError(int Position, int Length, string Message, string Expected, string? Suggestion = null);

/// <summary>What reading a query gave: a query, or an error.</summary>
public sealed record QueryResult(Query? Query, QueryError? Error);

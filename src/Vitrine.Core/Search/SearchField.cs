using System.Collections.Frozen;

namespace Vitrine.Core.Search;

/// <summary>What a field holds, and so how it is asked for.</summary>
public enum SearchFieldType
{
    /// <summary><c>field:word</c> or <c>field:"some words"</c>.</summary>
    Text,

    /// <summary>One of the field's options: <c>kind:image</c>.</summary>
    Choice,

    /// <summary><c>tag.ai:true</c>.</summary>
    Flag,

    /// <summary><c>width&gt;=1000</c>.</summary>
    Number,

    /// <summary><c>size&gt;10mb</c>.</summary>
    Size,

    /// <summary><c>duration&lt;1:30</c>.</summary>
    Duration,

    /// <summary><c>field:2024-05</c>, <c>field&gt;7d</c>, <c>field:"this week"</c>.</summary>
    Date,

    /// <summary><c>field.colour:red</c> and <c>embedded.Make:canon</c>, in every form.</summary>
    Value,

    /// <summary><c>box:west,south,east,north</c>.</summary>
    Box,

    /// <summary><c>near:"48.85,2.35 5km"</c>.</summary>
    Circle,

    /// <summary><c>colour ~ "#aa3300"</c>.</summary>
    Colour,
}

/// <summary>A field that can be searched.</summary>
/// <param name="Help">One sentence for people.</param>
/// <param name="Example">A query that can be typed as it is.</param>
public sealed record SearchField(string Name, SearchFieldType Type, string Help, string Example)
{
    private static readonly QueryOperator[] Ordered =
        [QueryOperator.Is, QueryOperator.Less, QueryOperator.AtMost, QueryOperator.Greater, QueryOperator.AtLeast, QueryOperator.In, QueryOperator.Between];

    private static readonly FrozenDictionary<SearchFieldType, QueryOperator[]> ByType = new Dictionary<SearchFieldType, QueryOperator[]>
    {
        [SearchFieldType.Text] = [QueryOperator.Is, QueryOperator.In, QueryOperator.Has],
        [SearchFieldType.Choice] = [QueryOperator.Is, QueryOperator.In],
        [SearchFieldType.Flag] = [QueryOperator.Is],
        [SearchFieldType.Number] = Ordered,
        [SearchFieldType.Size] = Ordered,
        [SearchFieldType.Duration] = Ordered,
        [SearchFieldType.Date] = Ordered,
        [SearchFieldType.Value] = [.. Ordered, QueryOperator.Has, QueryOperator.Exists],
        [SearchFieldType.Box] = [QueryOperator.Is],
        [SearchFieldType.Circle] = [QueryOperator.Is, QueryOperator.In],
        [SearchFieldType.Colour] = [QueryOperator.Is, QueryOperator.In],
    }.ToFrozenDictionary();

    /// <summary>Of a <see cref="SearchFieldType.Choice"/> what it can be.</summary>
    public IReadOnlyList<string> Options { get; init; } = [];

    /// <summary>Whether an asset may have no value, so that EXISTS tells assets apart.</summary>
    public bool CanLack { get; init; }

    /// <summary>Whether <c>==</c> asks for less than <c>:</c> does.</summary>
    public bool CanBeExact { get; init; }

    /// <summary>Whether words of texts are compared with it, of which quotation marks ask for whole ones.</summary>
    public bool IsOfTexts { get; init; }

    /// <summary>The operators that it takes; each also negated.</summary>
    public IReadOnlyList<QueryOperator> Operators =>
        [.. ByType[Type], .. CanBeExact ? [QueryOperator.Exactly] : (QueryOperator[])[], .. CanLack && Type != SearchFieldType.Value ? [QueryOperator.Exists] : (QueryOperator[])[]];

    public bool Equals(SearchField? other) => other is not null && Name == other.Name;

    public override int GetHashCode() => Name.GetHashCode(StringComparison.Ordinal);

    public override string ToString() => Name;
}

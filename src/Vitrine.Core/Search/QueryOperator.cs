namespace Vitrine.Core.Search;

/// <summary>How a field is asked for. The negated forms (NOT =, NOT IN, NOT EXISTS…) are a <see cref="Query.Not"/> of these.</summary>
public enum QueryOperator
{
    /// <summary><c>:</c> and <c>=</c></summary>
    Is,

    /// <summary><c>&lt;</c></summary>
    Less,

    /// <summary><c>&lt;=</c></summary>
    AtMost,

    /// <summary><c>&gt;</c></summary>
    Greater,

    /// <summary><c>&gt;=</c></summary>
    AtLeast,

    /// <summary><c>==</c>: nothing but this value, where <c>:</c> takes in more.</summary>
    Exactly,

    /// <summary><c>IN (a, b)</c>: any of several.</summary>
    In,

    /// <summary><c>HAS</c>: contains this text.</summary>
    Has,

    /// <summary><c>EXISTS</c>: has any value.</summary>
    Exists,

    /// <summary><c>BETWEEN a AND b</c>: from the first, which counts, to the second, which counts too.</summary>
    Between,
}

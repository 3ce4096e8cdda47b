using Vitrine.Core.Claims;
using Vitrine.Core.Search;

namespace Vitrine.Core.Schema;

/// <summary>What reading a value gave: values (none = there is no value), or a problem.</summary>
public sealed record FieldReading(IReadOnlyList<ClaimValue> Values, ValueProblem? Problem)
{
    public static readonly FieldReading Nothing = new([], null);

    public static FieldReading Of(params ClaimValue[] values) => new(values, null);

    /// <param name="rule">The member of the definition that is not kept (<c>maxLength</c>, <c>options</c>…), or <c>type</c>, <c>characters</c>.</param>
    public static FieldReading Not(Field field, string rule, QuerySentence message, QuerySentence expected) =>
        new([], new ValueProblem(field.Name, rule, message, expected));
}

using Vitrine.Core.Claims;

namespace Vitrine.Core.Schema;

/// <summary>What is wrong with a value or a definition, as data: which field, which rule, and what would be right.</summary>
/// <param name="Field">The field's name; empty where the trouble is not one field's.</param>
/// <param name="Rule">The member of the definition that is not kept (<c>maxLength</c>, <c>options</c>…), or <c>type</c>, <c>unknown</c>, <c>characters</c>.</param>
/// <param name="Message">One sentence for people.</param>
/// <param name="Expected">What would be valid, in words.</param>
public sealed record FieldProblem(string Field, string Rule, string Message, string Expected);

/// <summary>What reading a value gave: values (none = there is no value), or a problem.</summary>
public sealed record FieldReading(IReadOnlyList<ClaimValue> Values, FieldProblem? Problem)
{
    public static readonly FieldReading Nothing = new([], null);

    public static FieldReading Of(params ClaimValue[] values) => new(values, null);

    public static FieldReading Not(Field field, string rule, string message, string expected) =>
        new([], new FieldProblem(field.Name, rule, message, expected));
}

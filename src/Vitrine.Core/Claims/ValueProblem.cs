namespace Vitrine.Core.Claims;

/// <summary>A value that cannot be taken: errors of input are data, one a value, and say what would be right.</summary>
/// <param name="Field">As the sender named it: <c>rating</c>, <c>takenAt</c>, <c>fields.sku</c>.</param>
/// <param name="Rule">What it breaks, for programs: <c>type</c>, <c>range</c>, <c>length</c>, <c>date</c>, <c>language</c>, <c>unknown</c>…</param>
/// <param name="Message">A sentence for people.</param>
/// <param name="Valid">What would be valid; null where nothing is.</param>
public sealed record ValueProblem(string Field, string Rule, string Message, string? Valid = null);

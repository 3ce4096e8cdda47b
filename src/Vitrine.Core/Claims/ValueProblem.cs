using Vitrine.Core.Search;

namespace Vitrine.Core.Claims;

/// <summary>A value that cannot be taken: errors of input are data, one a value, and say what would be right.</summary>
/// <param name="Field">As the sender named it: <c>rating</c>, <c>takenAt</c>, <c>fields.sku</c>.</param>
/// <param name="Rule">What it breaks, for programs: <c>type</c>, <c>range</c>, <c>length</c>, <c>date</c>, <c>language</c>, <c>unknown</c>…</param>
/// <param name="Sentence">For people.</param>
/// <param name="Wanted">What would be valid; null where nothing is.</param>
public sealed record ValueProblem(string Field, string Rule, QuerySentence Sentence, QuerySentence? Wanted)
{
    /// <summary>One that is said in English alone: what only programs come to.</summary>
    public ValueProblem(string field, string rule, string message, string? valid = null)
        : this(field, rule, QuerySentence.Verbatim(message), valid is null ? null : QuerySentence.Verbatim(valid))
    {
    }

    /// <summary>The sentence in English.</summary>
    public string Message => Sentence.ToString();

    /// <summary>What would be valid, in English; null where nothing is.</summary>
    public string? Valid => Wanted?.ToString();
}

using Vitrine.Contracts;
using Vitrine.Core.Claims;
using Vitrine.Core.Search;

namespace Vitrine.Server.Hosting;

/// <summary>Values of a request cannot be taken; each is told, and nothing was written.</summary>
public sealed class ValuesRefusedException(IReadOnlyList<ValueProblem> problems) : RequestRefusedException(StatusCodes.Status400BadRequest, Said(problems))
{
    public IReadOnlyList<ValueProblem> Problems { get; } = problems;

    protected internal override IDictionary<string, object?> ExtensionsBy(Func<QuerySentence, string> say) => new Dictionary<string, object?> { ["errors"] = Views(Problems, say).ToArray() };

    /// <summary>Problems as they are sent.</summary>
    /// <param name="say">The text of a sentence in the language of who asks.</param>
    internal static IEnumerable<ValueProblemView> Views(IEnumerable<ValueProblem> problems, Func<QuerySentence, string> say) =>
        problems.Select(one => new ValueProblemView(one.Field, one.Rule, say(one.Sentence), one.Wanted is null ? null : say(one.Wanted)));

    private static QuerySentence Said(IReadOnlyList<ValueProblem> problems) => problems.Count == 1
        ? new QuerySentence(QuerySentences.Within, problems[0].Field, problems[0].Sentence)
        : new QuerySentence(ValueSentences.FirstOfSeveral, problems.Count, problems[0].Field, problems[0].Sentence);
}

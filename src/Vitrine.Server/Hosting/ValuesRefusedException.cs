using Vitrine.Contracts;
using Vitrine.Core.Claims;

namespace Vitrine.Server.Hosting;

/// <summary>Values of a request cannot be taken; each is told, and nothing was written.</summary>
public sealed class ValuesRefusedException(IReadOnlyList<ValueProblem> problems) : RequestRefusedException(StatusCodes.Status400BadRequest, Sentence(problems))
{
    public IReadOnlyList<ValueProblem> Problems { get; } = problems;

    public override IDictionary<string, object?> Extensions => new Dictionary<string, object?>
    {
        ["errors"] = Problems.Select(one => new ValueProblemView(one.Field, one.Rule, one.Message, one.Valid)).ToArray(),
    };

    private static string Sentence(IReadOnlyList<ValueProblem> problems) =>
        problems.Count == 1 ? $"{problems[0].Field}: {problems[0].Message}" : $"{problems.Count} values cannot be taken. The first is {problems[0].Field}: {problems[0].Message}";
}

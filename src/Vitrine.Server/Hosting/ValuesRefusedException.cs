using Vitrine.Core.Claims;

namespace Vitrine.Server.Hosting;

/// <summary>Values of a request cannot be taken; each is told, and nothing was written.</summary>
public sealed class ValuesRefusedException(IReadOnlyList<ValueProblem> problems) : RequestRefusedException(StatusCodes.Status400BadRequest, Sentence(problems))
{
    public IReadOnlyList<ValueProblem> Problems { get; } = problems;

    private static string Sentence(IReadOnlyList<ValueProblem> problems) =>
        problems.Count == 1 ? $"{problems[0].Field}: {problems[0].Message}" : $"{problems.Count} values cannot be taken. The first is {problems[0].Field}: {problems[0].Message}";
}

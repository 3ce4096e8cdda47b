using Microsoft.AspNetCore.Http.HttpResults;
using Vitrine.Contracts;

namespace Vitrine.Server.Search;

/// <summary>Answers that say what is wrong with a query.</summary>
internal static class QueryProblems
{
    /// <summary>A problem like every other, with the members of <see cref="QueryProblem"/> beside the standard ones.</summary>
    public static ProblemHttpResult Answer(QueryProblem problem) => TypedResults.Problem(
        problem.Message,
        statusCode: StatusCodes.Status400BadRequest,
        extensions: new Dictionary<string, object?>
        {
            ["message"] = problem.Message,
            ["position"] = problem.Position,
            ["length"] = problem.Length,
            ["expected"] = problem.Expected,
            ["suggestion"] = problem.Suggestion,
            ["at"] = problem.At,
            ["askAgain"] = problem.AskAgain,
        });
}

using Microsoft.AspNetCore.Http.HttpResults;
using Vitrine.Contracts;
using Vitrine.Core.Search;
using Vitrine.Server.Hosting;
using Vitrine.Server.Ui;

namespace Vitrine.Server.Search;

/// <summary>Answers that say what is wrong with a query.</summary>
internal static class QueryProblems
{
    /// <summary>What modules of our own pages send with all that they ask: a person reads what is answered. Programs are told the same in English, whatever language they ask in.</summary>
    public const string PageHeader = "X-Vitrine-Page";

    public static QueryProblem Of(QuerySentence sentence, int position, QuerySentence? wanted, string? suggestion = null) =>
        new(sentence.ToString(), position, wanted?.ToString(), suggestion) { Sentence = sentence, Wanted = wanted };

    /// <summary>For where a query is a part of a request, and its sentence all that is said.</summary>
    public static RequestRefusedException Refused(QueryProblem problem) => new(StatusCodes.Status400BadRequest, problem.Sentence ?? QuerySentence.Verbatim(problem.Message));

    /// <summary>A problem like every other, with the members of <see cref="QueryProblem"/> beside the standard ones.</summary>
    public static ProblemHttpResult Answer(QueryProblem problem, HttpRequest request)
    {
        var isForPage = request.Headers.ContainsKey(PageHeader);
        var message = isForPage ? QueryWords.Message(problem) : problem.Message;
        return TypedResults.Problem(
            message,
            statusCode: StatusCodes.Status400BadRequest,
            extensions: new Dictionary<string, object?>
            {
                ["message"] = message,
                ["position"] = problem.Position,
                ["length"] = problem.Length,
                ["expected"] = isForPage ? QueryWords.Expected(problem) : problem.Expected,
                ["suggestion"] = problem.Suggestion,
                ["at"] = problem.At,
                ["askAgain"] = problem.AskAgain,
            });
    }
}

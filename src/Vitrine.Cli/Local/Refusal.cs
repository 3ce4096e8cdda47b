using System.Text.Json;
using Vitrine.Contracts;

namespace Vitrine.Cli.Local;

/// <summary>What a verb with <c>--json</c> writes where it failed: one JSON value, as the API answers (RFC 9457), where errors go, so that the standard output holds results alone.</summary>
internal static class Refusal
{
    public static void Write(Exception error)
    {
        var refused = error as VitrineException;
        var query = refused?.Query;
        Write(new ProblemBody(null, null, refused is { Status: var status } ? (int)status : null, error.Message)
        {
            Message = query?.Message,
            Position = query?.Position,
            Length = query?.Length,
            Expected = query?.Expected,
            Suggestion = query?.Suggestion,
            At = query?.At,
            AskAgain = query?.AskAgain,
        });
    }

    public static void Write(string sentence) => Write(new ProblemBody(null, null, null, sentence));

    private static void Write(ProblemBody problem) => Console.Error.WriteLine(JsonSerializer.Serialize(problem, ApiJson.Default.ProblemBody));
}

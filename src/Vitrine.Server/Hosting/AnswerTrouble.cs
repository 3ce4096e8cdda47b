using System.Data.Common;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Diagnostics;
using Vitrine.Server.Access;
using Vitrine.Server.Pipeline;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Hosting;

/// <summary>What is wrong with the server itself where a request could not be answered.</summary>
internal enum ServerTrouble
{
    /// <summary>Nothing that is known; a fault of the program perhaps.</summary>
    None,

    /// <summary>The database cannot be reached, or refuses.</summary>
    Database,

    /// <summary>Others changed the same things at the same moment, and the database ended this change.</summary>
    Clash,

    DiskFull,

    /// <summary>The server was told to end.</summary>
    Stopping,
}

/// <summary>Why there is no answer: the status of what went wrong, and the sentence of a problem (RFC 9457) where nobody wrote a better one.</summary>
internal static partial class AnswerTrouble
{
    /// <summary>A request that ends early or is too long is the sender's fault, not ours.</summary>
    public static int StatusOf(Exception error, bool isStopping) => error switch
    {
        BadHttpRequestException bad => bad.StatusCode,
        DbException database when StartTrouble.IsFull(database) => StatusCodes.Status507InsufficientStorage,
        DbException => StatusCodes.Status503ServiceUnavailable,
        _ when isStopping => StatusCodes.Status503ServiceUnavailable,
        _ when LaneFailures.IsDiskFull(error) => StatusCodes.Status507InsufficientStorage,
        _ => StatusCodes.Status500InternalServerError,
    };

    /// <summary>What is wrong with the server where the answer has the status <paramref name="status"/>.</summary>
    public static ServerTrouble Of(HttpContext http, int? status) => status switch
    {
        StatusCodes.Status507InsufficientStorage => ServerTrouble.DiskFull,
        StatusCodes.Status503ServiceUnavailable => http.Features.Get<IExceptionHandlerFeature>()?.Error switch
        {
            DbException error when WriteClash.Is(error) => ServerTrouble.Clash,
            not DbException when IsStopping(http) => ServerTrouble.Stopping,
            _ => ServerTrouble.Database,
        },
        _ => ServerTrouble.None,
    };

    /// <summary>A sentence for the status of an answer; null where only who wrote the answer knows more.</summary>
    public static string? Sentence(HttpContext http, int? status) => status switch
    {
        StatusCodes.Status400BadRequest when http.Features.Get<IExceptionHandlerFeature>()?.Error is BadHttpRequestException { InnerException: JsonException wrong } => Sentence(wrong),
        StatusCodes.Status400BadRequest => "The server could not make sense of this request: a value of the address, or a body that is not JSON as openapi.json describes it.",
        StatusCodes.Status401Unauthorized when CredentialHandler.Presented(http.Request).Secret is not null =>
            "The token, key or session is not known here, or has ended. Sign in again, or send another one.",
        StatusCodes.Status401Unauthorized => "Nobody is signed in. Sign in, or send a token or key as 'Authorization: Bearer …'.",
        StatusCodes.Status403Forbidden when http.GetEndpoint()?.Metadata.GetMetadata<IAuthorizeData>()?.Policy is { } scope =>
            $"What you are signed in with may not do this: it needs the scope '{scope}'.",
        StatusCodes.Status404NotFound => "There is nothing at this address. If something was, it has been erased.",
        StatusCodes.Status405MethodNotAllowed when http.Response.Headers.Allow.ToString() is { Length: > 0 } others =>
            $"{http.Request.Method} does nothing at this address; it takes {others}.",
        StatusCodes.Status412PreconditionFailed => "Somebody changed this since you read it (If-Match is another state's). Nothing was changed; read it again, then send your change with its new ETag.",
        StatusCodes.Status413PayloadTooLarge => "The body of this request is longer than this address takes.",
        StatusCodes.Status415UnsupportedMediaType => "This address takes a body of another type: JSON as 'application/json', unless openapi.json says more.",
        StatusCodes.Status500InternalServerError => "The server failed at this. What happened stands in its log.",
        _ => Of(http, status) switch
        {
            ServerTrouble.Database => "The database cannot be reached or takes no writes (is its disk full?). Nothing was changed; try again later.",
            ServerTrouble.Clash => "Others changed the same things at the same moment, several times over, so the database ended this change. Nothing of it was kept; try again.",
            ServerTrouble.DiskFull => "The server's disk is full. What was there is safe; make room on it, then try again.",
            ServerTrouble.Stopping => "The server is stopping. What it has taken in is kept; try again when it runs.",
            _ => null,
        },
    };

    /// <summary>Which member it is; the types of the program are nobody's business.</summary>
    private static string Sentence(JsonException wrong)
    {
        var at = wrong.Path is { Length: > 2 } path ? path[2..] : null;
        return TooDeep().Match(wrong.Message) is { Success: true } deep ?
                $"This body nests deeper than the {deep.Groups[1].Value} levels that are read; a query as a tree has at most {Core.Search.QueryParser.DeepestNesting} lists of queries in each other."
            : at is not null && wrong.InnerException is { } inner && HalfCharacter().IsMatch(inner.Message) ?
                $"Half a character stands in '{at}', before byte {wrong.BytePositionInLine} of line {wrong.LineNumber + 1} of the body: a surrogate without its other half. Expected are both halves, or neither."
            : Unmapped().Match(wrong.Message) is { Success: true } unmapped ? $"There is no member '{at ?? unmapped.Groups[1].Value}'; openapi.json lists those there are."
            : at is not null && ListWanted().IsMatch(wrong.Message) ? $"The value of '{at}' is a list, in square brackets, also where it has one member."
            : at is not null ? $"The value of '{at}' is of another kind than openapi.json says."
            : "This body is not JSON as openapi.json describes it.";
    }

    [GeneratedRegex("^The JSON property '([^']{1,100})' could not be mapped")]
    private static partial Regex Unmapped();

    [GeneratedRegex(@"^The JSON value could not be converted to (System\.Collections\.Generic\.(IReadOnlyList|IReadOnlyCollection|IList|IEnumerable|List)`1\[|[\w.+]{1,200}\[\]\.)")]
    private static partial Regex ListWanted();

    [GeneratedRegex("^Cannot read (incomplete|invalid) UTF-16 JSON text")]
    private static partial Regex HalfCharacter();

    [GeneratedRegex("maximum configured depth of ([0-9]{1,9}) has been exceeded")]
    private static partial Regex TooDeep();

    private static bool IsStopping(HttpContext http) => http.RequestServices.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.IsCancellationRequested;
}

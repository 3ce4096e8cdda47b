using Microsoft.AspNetCore.Http.HttpResults;
using Vitrine.Contracts;
using Vitrine.Server.Access;

namespace Vitrine.Server.Features.Session;

internal static class SetPassword
{
    public static void MapSetPassword(this IEndpointRouteBuilder routes) =>
        routes.MapPut("/session/password", HandleAsync).WithName("SetPassword")
            .WithSummary("Sets the owner's password. Where there is one it must be named, save with the data folder's own token. Other sessions end unless endSessions is false. Keys may not.")
            .RequireAuthorization(Policies.Own).WithMetadata(SessionEndpoints.Short);

    private static async Task<Results<NoContent, ProblemHttpResult>> HandleAsync(
        PasswordChange change, Principal principal, PasswordStore passwords, PasswordGate gate, HttpContext http, CancellationToken cancellationToken)
    {
        if (principal.Credential == CredentialKind.Key)
        {
            return TypedResults.Problem("A key does not change the password.", statusCode: StatusCodes.Status403Forbidden);
        }

        if (PasswordHash.Trouble(change.Password ?? "") is { } trouble)
        {
            return TypedResults.Problem(trouble, statusCode: StatusCodes.Status400BadRequest);
        }

        if (principal.Credential != CredentialKind.Token && await passwords.IsSetAsync(cancellationToken))
        {
            var (right, wait) = await gate.TryAsync(change.Current, http.Connection.RemoteIpAddress, cancellationToken);
            if (wait is { } still)
            {
                return TypedResults.Problem(PasswordGate.Slow(http.Response, still), statusCode: StatusCodes.Status429TooManyRequests);
            }

            if (!right)
            {
                return TypedResults.Problem("The current password is another one.", statusCode: StatusCodes.Status403Forbidden);
            }
        }

        var keep = principal.Credential == CredentialKind.Session ? principal.CredentialKey : (long?)null;
        await passwords.SetAsync(principal.Actor, change.Password!, change.EndSessions ?? true, keep, cancellationToken);
        return TypedResults.NoContent();
    }
}

using Microsoft.AspNetCore.Http.HttpResults;
using Vitrine.Contracts;
using Vitrine.Server.Access;

namespace Vitrine.Server.Features.Session;

internal static class SessionLists
{
    private const int MostDays = 3650;

    public static void MapSessionLists(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/sessions", ListAsync).WithName("ListSessions").WithSummary("The browsers that are signed in, the one used last first, and how long sessions last.")
            .RequireAuthorization(Policies.Own);
        routes.MapPatch("/sessions", ChangeAsync).WithName("ChangeSessions").WithSummary("Sets after how many days sessions end, without use and at all.").RequireAuthorization(Policies.Own);
        routes.MapDelete("/sessions", EndOthersAsync).WithName("EndOtherSessions").WithSummary("Signs out all browsers but the one that asks, and throws away unused login links.")
            .RequireAuthorization(Policies.Own);
        routes.MapDelete("/sessions/{id}", EndAsync).WithName("EndOneSession").WithSummary("Signs out one browser.").RequireAuthorization(Policies.Own);
    }

    /// <summary>The sessions as they are listed, for whoever asks.</summary>
    internal static async Task<SessionList> ReadAsync(Principal principal, SessionStore sessions, CancellationToken cancellationToken)
    {
        var lives = await sessions.LivesAsync(cancellationToken);
        var rows = await sessions.ListAsync(cancellationToken);
        return new SessionList(
            [
                .. rows.Select(row => new SessionView(
                    row.Id, Device.Of(row.Agent).ToString(), string.IsNullOrEmpty(row.Address) ? null : row.Address, row.CreatedAt, row.LastUsedAt, row.ExpiresAt, row.Key == principal.CredentialKey)),
            ],
            (int)lives.Idle.TotalDays,
            (int)lives.Life.TotalDays);
    }

    private static async Task<Ok<SessionList>> ListAsync(Principal principal, SessionStore sessions, CancellationToken cancellationToken) =>
        TypedResults.Ok(await ReadAsync(principal, sessions, cancellationToken));

    private static async Task<Results<Ok<SessionList>, ProblemHttpResult>> ChangeAsync(
        SessionLivesChange change, Principal principal, SessionStore sessions, CancellationToken cancellationToken)
    {
        var before = await sessions.LivesAsync(cancellationToken);
        var (idle, life) = (change.IdleDays ?? (int)before.Idle.TotalDays, change.LifeDays ?? (int)before.Life.TotalDays);
        if (idle is < 1 or > MostDays || life is < 1 or > MostDays || idle > life)
        {
            return TypedResults.Problem("idleDays and lifeDays are numbers from 1 to 3650, and idleDays is not the larger.", statusCode: StatusCodes.Status400BadRequest);
        }

        await sessions.SetLivesAsync(principal.Actor, new SessionLives(TimeSpan.FromDays(idle), TimeSpan.FromDays(life)), cancellationToken);
        return TypedResults.Ok(await ReadAsync(principal, sessions, cancellationToken));
    }

    private static async Task<NoContent> EndOthersAsync(Principal principal, SessionStore sessions, CancellationToken cancellationToken)
    {
        await sessions.EndOthersAsync(principal.Actor, principal.CredentialKey, cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<Results<NoContent, NotFound>> EndAsync(string id, Principal principal, SessionStore sessions, CancellationToken cancellationToken) =>
        await sessions.EndAsync(principal.Actor, id, cancellationToken) ? TypedResults.NoContent() : TypedResults.NotFound();
}

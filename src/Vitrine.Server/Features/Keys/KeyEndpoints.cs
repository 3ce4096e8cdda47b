using Microsoft.AspNetCore.Http.HttpResults;
using Vitrine.Contracts;
using Vitrine.Server.Access;
using Vitrine.Server.Pipeline;

namespace Vitrine.Server.Features.Keys;

/// <summary>Keys for programs. Nobody makes one that may do more, or for longer, than they themselves.</summary>
internal static class KeyEndpoints
{
    public static void MapKeys(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/keys", ListAsync).WithName("ListKeys").WithSummary("The keys that were not revoked, the newest first.").RequireAuthorization(Policies.Own);
        routes.MapPost("/keys", CreateAsync).WithName("CreateKey").WithSummary("Makes a key with a name, scopes and, if wanted, an end. The secret is in this answer and nowhere else.")
            .RequireAuthorization(Policies.Own);
        routes.MapDelete("/keys/{id}", RevokeAsync).WithName("RevokeKey").WithSummary("Revokes a key, at once.").RequireAuthorization(Policies.Own);
    }

    /// <summary>The keys as they are listed.</summary>
    internal static async Task<IReadOnlyList<KeyView>> ReadAsync(KeyStore keys, CancellationToken cancellationToken) =>
        [.. (await keys.ListAsync(cancellationToken)).Select(View)];

    private static async Task<Ok<IReadOnlyList<KeyView>>> ListAsync(KeyStore keys, CancellationToken cancellationToken) => TypedResults.Ok(await ReadAsync(keys, cancellationToken));

    private static async Task<Results<Created<KeyMade>, ProblemHttpResult>> CreateAsync(
        KeyRequest request, Principal principal, KeyStore keys, TimeProvider clock, CancellationToken cancellationToken)
    {
        var name = Storable.Text(request.Name ?? "").Trim();
        if (name.Length is 0 or > KeyStore.LongestName || name.Any(char.IsControl))
        {
            return Refuse($"A key needs a name of up to {KeyStore.LongestName} characters, in one line.");
        }

        if (ScopeWords.Parse(request.Scopes) is not { } scopes)
        {
            return Refuse("scopes names one or more of view, upload, edit and own.");
        }

        if (request.ExpiresAt <= clock.GetUtcNow())
        {
            return Refuse("expiresAt lies in the past.");
        }

        if ((scopes.Full() & ~principal.Scopes) != Scopes.None)
        {
            return Refuse("Nobody makes a key that may do more than they themselves.", StatusCodes.Status403Forbidden);
        }

        if (principal.ExpiresAt is { } end && principal.Credential == CredentialKind.Key && !(request.ExpiresAt <= end))
        {
            return Refuse("A key makes no key that outlives it.", StatusCodes.Status403Forbidden);
        }

        return await keys.CreateAsync(principal.Actor, name, scopes, request.ExpiresAt, cancellationToken) is { } made
            ? TypedResults.Created($"/api/keys/{made.Key.Id}", new KeyMade(View(made.Key), made.Secret))
            : Refuse($"There are {KeyStore.Most} keys. Revoke one first.", StatusCodes.Status409Conflict);
    }

    private static async Task<Results<NoContent, NotFound>> RevokeAsync(string id, Principal principal, KeyStore keys, CancellationToken cancellationToken) =>
        await keys.RevokeAsync(principal.Actor, id, cancellationToken) ? TypedResults.NoContent() : TypedResults.NotFound();

    private static KeyView View(KeyRow row) =>
        new(row.Id, row.Name, KeyStore.PrefixOf(row.Id), row.Scopes.Names(), row.MadeBy, row.CreatedAt, row.ExpiresAt, row.LastUsedAt);

    private static ProblemHttpResult Refuse(string sentence, int status = StatusCodes.Status400BadRequest) => TypedResults.Problem(sentence, statusCode: status);
}

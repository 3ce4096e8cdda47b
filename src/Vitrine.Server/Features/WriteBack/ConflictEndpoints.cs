using System.Globalization;
using Conflict = Vitrine.Server.WriteBack.Conflict;
using Microsoft.AspNetCore.Http.HttpResults;
using Vitrine.Contracts;
using Vitrine.Core.Claims;
using Vitrine.Core.Search;
using Vitrine.Server.Access;
using Vitrine.Server.Claims;
using Vitrine.Server.Hosting;
using Vitrine.Server.Storage;
using Vitrine.Server.WriteBack;

namespace Vitrine.Server.Features.WriteBack;

internal static class ConflictEndpoints
{
    private const int MostOnPage = 200;

    public static void MapConflicts(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/conflicts", ListAsync).WithName("ListConflicts")
            .WithSummary("What people said differently here and in files, until somebody decides. asset: only those of one.")
            .RequireAuthorization(Policies.View);
        routes.MapPost("/conflicts/{id}", DecideAsync).WithName("DecideConflict")
            .WithSummary("Keeps what was said here or what the file says; it then goes into the file, or stays there.")
            .RequireAuthorization(Policies.Edit);
    }

    private static async Task<Ok<Page<ConflictView>>> ListAsync(string? after, string? asset, Principal principal, Database database, CancellationToken cancellationToken) =>
        TypedResults.Ok(await database.ReadAsync(
            async session =>
            {
                var conflicts = asset is null
                    ? await ConflictRows.ListAsync(session, principal.LibraryKey, KeyOf(after) ?? 0, MostOnPage, cancellationToken)
                    : await OfAssetAsync(session, principal.LibraryKey, asset, cancellationToken);
                var next = asset is null && conflicts.Count == MostOnPage ? IdOf(conflicts[^1]) : null;
                return new Page<ConflictView>(await ViewsAsync(session, conflicts, cancellationToken), next);
            },
            cancellationToken));

    internal static async Task<IReadOnlyList<ConflictView>> ViewsAsync(DbSession session, IReadOnlyList<Conflict> conflicts, CancellationToken cancellationToken)
    {
        var names = await AssetNames.OfAsync(session, [.. conflicts.Select(conflict => conflict.AssetKey).Distinct()], cancellationToken);
        return [.. conflicts.Where(conflict => names.ContainsKey(conflict.AssetKey)).Select(conflict => new ConflictView(
            IdOf(conflict), names[conflict.AssetKey].Id, names[conflict.AssetKey].Name, conflict.Attribute, conflict.Language, conflict.Holder == FileHolder.Sidecar ? "sidecar" : "file",
            conflict.Here, conflict.There, conflict.At))];
    }

    private static async Task<List<Conflict>> OfAssetAsync(DbSession session, long library, string id, CancellationToken cancellationToken) =>
        await session.NumberAsync($"select key from asset where id = {Pipeline.Storable.Text(id)} and library_key = {library}", cancellationToken) is { } key
            ? await ConflictRows.OpenAsync(session, key, cancellationToken)
            : [];

    private static async Task<Results<NoContent, ProblemHttpResult>> DecideAsync(
        string id, ConflictDecision decision, Principal principal, Database database, ClaimLedger ledger, CancellationToken cancellationToken)
    {
        if (decision.Keep is not ("here" or "there"))
        {
            throw new RequestRefusedException(StatusCodes.Status400BadRequest, "keep is here or there.");
        }

        await database.WriteAsync(
            principal.Actor,
            async session =>
            {
                var conflict = (KeyOf(id) is { } key ? await ConflictRows.FindAsync(session, principal.LibraryKey, key, cancellationToken) : null)
                    ?? throw new RequestRefusedException(StatusCodes.Status404NotFound, new QuerySentence(RefusalSentences.ConflictDecided));
                await SayAsync(session, ledger, conflict, principal.LibraryKey, decision.Keep == "here" ? conflict.HereClaim : conflict.ThereClaim, cancellationToken);
                await ConflictRows.DecideAsync(session, conflict.Key, cancellationToken);
                await WriteBackRows.AddAsync(session, Sql.Of($"a.key = {conflict.AssetKey}"), cancellationToken);
            },
            cancellationToken);
        return TypedResults.NoContent();
    }

    /// <summary>The chosen value is said anew by the one who decides: it is their word from now on.</summary>
    private static async Task SayAsync(WriteSession session, ClaimLedger ledger, Conflict conflict, long library, long claim, CancellationToken cancellationToken)
    {
        if (ClaimAttributes.Find(conflict.Attribute) is { } attribute
            && await ClaimLedger.FindAsync(session, conflict.AssetKey, cancellationToken) is { } asset
            && await ClaimRows.FindAsync(session, library, claim, cancellationToken) is { } said)
        {
            var turn = await ledger.TurnAsync(session, asset, null, cancellationToken);
            await turn.SetAsync(attribute, conflict.Language, said.Value, cancellationToken: cancellationToken);
            await turn.EndAsync(cancellationToken);
        }
    }

    private static string IdOf(Conflict conflict) => conflict.Key.ToString(CultureInfo.InvariantCulture);

    private static long? KeyOf(string? id) => long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var key) ? key : null;
}

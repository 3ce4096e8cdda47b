using Microsoft.AspNetCore.Http.HttpResults;
using Vitrine.Contracts;
using Vitrine.Server.Access;
using Vitrine.Server.Storage;
using Vitrine.Server.WriteBack;

namespace Vitrine.Server.Features.WriteBack;

internal static class ListWriteBack
{
    /// <summary>The rest is counted.</summary>
    private const int Most = 200;

    public static void MapListWriteBack(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/write-back", Handle).WithName("ListWriteBack")
            .WithSummary("What waits to be written into files, and why it could not be yet.")
            .RequireAuthorization(Policies.View);

    private static async Task<Ok<WriteBackView>> Handle(Principal principal, Database database, CancellationToken cancellationToken) =>
        TypedResults.Ok(await database.ReadAsync(session => ReadAsync(session, principal.LibraryKey, cancellationToken), cancellationToken));

    internal static async Task<WriteBackView> ReadAsync(DbSession session, long library, CancellationToken cancellationToken)
    {
        var waiting = await WriteBackRows.ListAsync(session, library, Most, cancellationToken);
        var names = await AssetNames.OfAsync(session, [.. waiting.Select(one => one.AssetKey)], cancellationToken);
        return new WriteBackView(
            await WriteBackRows.CountAsync(session, library, cancellationToken),
            await ConflictRows.CountAsync(session, library, cancellationToken),
            [.. waiting.Where(one => names.ContainsKey(one.AssetKey))
                .Select(one => new WaitingView(names[one.AssetKey].Id, names[one.AssetKey].Name, one.Since, one.DueAt, one.Attempts, one.Code, one.Message))]);
    }
}

/// <summary>Public ids and names of assets.</summary>
internal static class AssetNames
{
    public static async Task<Dictionary<long, (string Id, string Name)>> OfAsync(DbSession session, long[] keys, CancellationToken cancellationToken) => keys.Length == 0
        ? []
        : (await session.QueryAsync(
            $"select key, id, name from asset where {session.Dialect.AnyOf(new RawSql("key"), keys)}", row => (row.GetInt64(0), (row.GetString(1), row.GetString(2))), cancellationToken)).ToDictionary();
}

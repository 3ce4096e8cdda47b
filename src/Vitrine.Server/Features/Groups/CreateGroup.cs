using Microsoft.AspNetCore.Http.HttpResults;
using Vitrine.Contracts;
using Vitrine.Core.Assets;
using Vitrine.Core.Search;
using Vitrine.Media.Kinds;
using Vitrine.Server.Access;
using Vitrine.Server.Groups;
using Vitrine.Server.Hosting;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Features.Groups;

internal static class CreateGroup
{
    private const int Most = 500;

    public static void MapCreateGroup(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/groups", Handle).WithName("CreateGroup")
            .WithSummary("Shows assets as one. Each leaves the group that it was in; no rule changes what a person grouped.")
            .RequireAuthorization(Policies.Edit);

    private static async Task<Created<GroupView>> Handle(
        GroupRequest request, Principal principal, Database database, GroupStore groups, HttpResponse response, CancellationToken cancellationToken)
    {
        if (GroupKinds.Find(request.Kind) is not { } kind)
        {
            throw Bad($"A group's kind is {GroupKinds.Names}.");
        }

        string[] ids = [.. (request.Ids ?? []).Where(id => PublicId.TryParse(id, out _)).Distinct(StringComparer.Ordinal)];
        if (ids.Length is < 2 or > Most)
        {
            throw new RequestRefusedException(StatusCodes.Status400BadRequest, new QuerySentence(RefusalSentences.GroupSize, Most));
        }

        if (request.Cover is { } wanted && !ids.Contains(wanted, StringComparer.Ordinal))
        {
            throw Bad("The cover is one of the group's assets.");
        }

        var cover = request.Cover ?? ids[0];
        var made = await database.WriteAsync(
            principal.Actor,
            async session =>
            {
                await GroupStore.LockAsync(session, cancellationToken);
                var assets = await session.QueryAsync(
                    $"""
                    select a.key, a.id, a.kind, v.format from asset a join version v on v.key = a.version_key
                    where {session.Dialect.AnyOf(new RawSql("a.id"), ids)} and a.library_key = {principal.LibraryKey} and a.trashed_at is null
                    """,
                    row => (Key: row.GetInt64(0), Id: row.GetString(1), Kind: (AssetKind)row.GetInt64(2), Format: row.GetString(3)),
                    cancellationToken);
                if (assets.Count < ids.Length)
                {
                    throw new RequestRefusedException(StatusCodes.Status409Conflict, new QuerySentence(RefusalSentences.NotThere, ids.Length - assets.Count));
                }

                var members = assets.OrderByDescending(asset => asset.Id == cover).ThenBy(asset => Array.IndexOf(ids, asset.Id))
                    .Select(asset => (asset.Key, RoleOf(kind, asset.Kind, asset.Format, asset.Id == cover)));
                var group = await groups.MakeAsync(session, principal.LibraryKey, kind, [.. members], cancellationToken);
                return (await GroupReader.ReadAsync(session, group.Key, cancellationToken))!;
            },
            cancellationToken);
        response.SetSequence(made.Sequence);
        return TypedResults.Created($"/api/groups/{made.Value.Id}", made.Value);
    }

    private static string RoleOf(GroupKind kind, AssetKind asset, string format, bool cover) => kind switch
    {
        GroupKind.Live or GroupKind.Motion => asset == AssetKind.Video ? GroupRole.Movie : GroupRole.Photo,
        GroupKind.RawJpeg => FileFormats.Find(format) is { IsRaw: true } ? GroupRole.Raw : GroupRole.Jpeg,
        GroupKind.Edit => cover ? GroupRole.Edit : GroupRole.Original,
        _ => GroupRole.Shot,
    };

    private static RequestRefusedException Bad(string message) => new(StatusCodes.Status400BadRequest, message);
}

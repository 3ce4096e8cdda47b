using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Vitrine.Contracts;
using Vitrine.Server.Access;
using Vitrine.Server.Backups;
using Vitrine.Server.Hosting;
using Vitrine.Server.Pipeline;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Features.Library;

internal static class LibraryEndpoints
{
    public static void MapLibrary(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/library", GetAsync).WithName("GetLibrary").WithSummary("The library: its name, how much is in it, its settings.").RequireAuthorization(Policies.View);
        routes.MapPatch("/library", ChangeAsync).WithName("ChangeLibrary")
            .WithSummary("Changes settings. Where minConfidence or maxTags changed, all AI tags are decided again from what was found; no model runs. Where a rule of grouping was switched, it looks at all assets again.")
            .RequireAuthorization(Policies.Own);
        routes.MapGet("/folders", FoldersAsync).WithName("ListFolders")
            .WithSummary("All folders of the library, parents before their children, with the number of assets directly in each.")
            .RequireAuthorization(Policies.View);
    }

    private static async Task<Ok<LibraryView>> GetAsync(Principal principal, Database database, CancellationToken cancellationToken) =>
        TypedResults.Ok(await database.ReadAsync(session => ViewAsync(session, principal.LibraryKey, cancellationToken), cancellationToken));

    private static async Task<Results<Ok<LibraryView>, ProblemHttpResult>> ChangeAsync(
        LibrarySettings change, Principal principal, Database database, LibrarySettingsStore settings, RunQueue runs, HttpResponse response, CancellationToken cancellationToken)
    {
        if (change.MinConfidence is < 0 or > 100 or double.NaN)
        {
            return TypedResults.Problem("minConfidence is a number from 0 to 100.", statusCode: StatusCodes.Status400BadRequest);
        }

        if (change.MaxTags is < 0 or > 500)
        {
            return TypedResults.Problem("maxTags is a number from 0 to 500.", statusCode: StatusCodes.Status400BadRequest);
        }

        if (change.CpuShare is < 5 or > 100)
        {
            return TypedResults.Problem("cpuShare is a number from 5 to 100.", statusCode: StatusCodes.Status400BadRequest);
        }

        if (change.BurstSeconds is < 0.1 or > 60 or double.NaN || change.BurstLeast is < 2 or > 100)
        {
            return TypedResults.Problem("burstSeconds is a number from 0.1 to 60, burstLeast one from 2 to 100.", statusCode: StatusCodes.Status400BadRequest);
        }

        if (change.AnalyzeBetween is { Length: > 0 } between && DayTimes.TryParse(between) is null)
        {
            return TypedResults.Problem("analyzeBetween is two times of day, such as 22:00-06:00, or empty.", statusCode: StatusCodes.Status400BadRequest);
        }

        if (change.SnapshotAt is { } at && at != SnapshotSchedule.Off && SnapshotSchedule.HourOf(at) is null)
        {
            return TypedResults.Problem("snapshotAt is a time of day as 03:30, or off.", statusCode: StatusCodes.Status400BadRequest);
        }

        if (change.SnapshotsKept is < 1 or > 365)
        {
            return TypedResults.Problem("snapshotsKept is a number from 1 to 365.", statusCode: StatusCodes.Status400BadRequest);
        }

        if (change.WriteBackProfile is not (null or "adobe" or "digikam"))
        {
            return TypedResults.Problem("writeBackProfile is adobe or digikam.", statusCode: StatusCodes.Status400BadRequest);
        }

        if (change.Languages is { } languages && (languages.Count is < 1 or > 20 || languages.Any(tag => string.IsNullOrWhiteSpace(tag) || Core.Vocabulary.ConceptText.Language(tag) is null)))
        {
            return TypedResults.Problem("languages are from 1 to 20 language tags, such as en, de and pt-BR.", statusCode: StatusCodes.Status400BadRequest);
        }

        response.SetSequence(await settings.ChangeAsync(principal, change, cancellationToken));
        runs.Ring();
        return TypedResults.Ok(await database.ReadAsync(session => ViewAsync(session, principal.LibraryKey, cancellationToken), cancellationToken));
    }

    internal static async Task<LibraryView> ViewAsync(DbSession session, long key, CancellationToken cancellationToken)
    {
        var assets = await session.NumberAsync($"select count(*) from asset where library_key = {key} and trashed_at is null", cancellationToken);
        var tags = await session.NumberAsync(
            $"select count(*) from shown_tag t join asset a on a.key = t.asset_key where a.library_key = {key} and a.trashed_at is null", cancellationToken);
        return (await session.FirstAsync(
            $"select id, name, settings from library where key = {key}",
            row => new LibraryView(
                row.GetString(0), row.GetString(1), assets!.Value, LibrarySettingsStore.WithDefaults(JsonSerializer.Deserialize(row.GetString(2), ApiJson.Default.LibrarySettings)!)) { Tags = tags!.Value },
            cancellationToken))!;
    }

    private static async Task<Ok<IReadOnlyList<FolderView>>> FoldersAsync(Principal principal, Database database, CancellationToken cancellationToken) =>
        TypedResults.Ok(await FoldersOfAsync(principal, database, cancellationToken));

    /// <summary>All folders of the library, parents before their children, with the number of assets directly in each.</summary>
    internal static async Task<IReadOnlyList<FolderView>> FoldersOfAsync(Principal principal, Database database, CancellationToken cancellationToken)
    {
        var rows = await database.ReadAsync(
            session => session.QueryAsync(
                $"""
                select f.key, f.id, f.parent_key, f.name, (select count(*) from asset a where a.folder_key = f.key and a.trashed_at is null)
                from folder f where f.library_key = {principal.LibraryKey} and f.trashed_at is null order by f.name_key
                """,
                row => (Key: row.GetInt64(0), Id: row.GetString(1), Parent: row.NumberOrNull(2), Name: row.GetString(3), Assets: row.GetInt64(4)),
                cancellationToken),
            cancellationToken);
        var children = rows.ToLookup(row => row.Parent);
        var views = new List<FolderView>(rows.Count);
        var open = new Stack<(long Key, string? ParentId, string Path)>();
        foreach (var root in children[null])
        {
            views.Add(new FolderView(root.Id, null, root.Name, "/", root.Assets));
            open.Push((root.Key, root.Id, ""));
        }

        while (open.TryPop(out var at))
        {
            foreach (var child in children[at.Key])
            {
                var path = $"{at.Path}/{child.Name}";
                views.Add(new FolderView(child.Id, at.ParentId, child.Name, path, child.Assets));
                open.Push((child.Key, child.Id, path));
            }
        }

        return views;
    }
}

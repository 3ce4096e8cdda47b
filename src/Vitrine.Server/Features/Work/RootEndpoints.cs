using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Vitrine.Contracts;
using Vitrine.Core.Search;
using Vitrine.Server.Access;
using Vitrine.Server.Hosting;
using Vitrine.Server.Import;
using Vitrine.Server.Import.Watching;
using Vitrine.Server.Ingest;
using Vitrine.Server.Jobs;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Features.Work;

internal static class RootEndpoints
{
    private const int LongestPoll = 7 * 24 * 60;

    private static readonly string IntoTheTrash = JsonSerializer.Serialize(new BulkRequest(null, null, null, null, null) { Trash = true }, ApiJson.Default.BulkRequest);

    public static void MapRoots(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/roots", ListAsync).WithName("ListRoots").WithSummary("The linked folders: where they are, how they are followed, how many of their files are there.")
            .RequireAuthorization(Policies.Own);
        routes.MapPatch("/roots/{id}", ChangeAsync).WithName("ChangeRoot")
            .WithSummary("Changes how a linked folder is followed, what is left out, and whether Vitrine may write there. What is left out from now on stays in the library.")
            .RequireAuthorization(Policies.Own);
        routes.MapPost("/roots/{id}/forget", ForgetAsync).WithName("ForgetRoot")
            .WithSummary("No longer follows a linked folder and moves its assets to the trash; the job can be undone, and the folder is followed again then. The files on disk stay.")
            .RequireAuthorization(Policies.Own);
        routes.MapGet("/roots/{id}/missing", MissingAsync).WithName("ListMissing").WithSummary("Files of a linked folder that are not where they were, page by page.")
            .RequireAuthorization(Policies.Own);
        routes.MapPost("/roots/{id}/missing/forget", ForgetMissingAsync).WithName("ForgetMissing")
            .WithSummary("Moves the assets whose files are missing to the trash; the job can be undone.")
            .RequireAuthorization(Policies.Own);
        routes.MapPost("/roots/{id}/gone", GoneAsync).WithName("ConfirmGone")
            .WithSummary("Says that the files which went away all at once are really gone: they are missing instead of offline.")
            .RequireAuthorization(Policies.Own);
    }

    private static async Task<Ok<IReadOnlyList<RootView>>> ListAsync(Principal principal, RootReader reader, CancellationToken cancellationToken) =>
        TypedResults.Ok(await reader.ListAsync(principal.LibraryKey, cancellationToken));

    private static async Task<Results<Ok<RootView>, NotFound, ProblemHttpResult>> ChangeAsync(
        string id, RootChange change, Principal principal, Database database, RootReader reader, RootWatch watch, CancellationToken cancellationToken)
    {
        var excludes = change.Excludes is { } patterns ? Checked(patterns) : null;
        if (change.PollMinutes is < 1 or > LongestPoll)
        {
            throw new RequestRefusedException(StatusCodes.Status400BadRequest, $"pollMinutes is a number from 1 to {LongestPoll}.");
        }

        if (await FindAsync(id, principal, database, cancellationToken) is not { } root)
        {
            return TypedResults.NotFound();
        }

        await database.WriteAsync(
            principal.Actor,
            async session =>
            {
                await session.ExecuteAsync(
                    $"""
                    update root set mode = {(change.Managed ?? root.Mode == RootMode.Managed ? RootMode.Managed : RootMode.Linked)}, watching = {change.Watching ?? root.Watching},
                        poll_minutes = {change.PollMinutes ?? root.PollMinutes}, excludes = {excludes ?? root.Excludes} where key = {root.Key}
                    """,
                    cancellationToken);
                session.Log(new Change(principal.LibraryKey, LogSubject.Folder, root.FolderKey, ChangeEvent.Changed));
            },
            cancellationToken);
        watch.Ring();
        return await reader.GetAsync(principal.LibraryKey, root.Key, cancellationToken) is { } view ? TypedResults.Ok(view) : TypedResults.NotFound();
    }

    private static async Task<Results<Accepted<JobStarted>, NotFound, ProblemHttpResult>> ForgetAsync(
        string id, Principal principal, Database database, JobQueue jobs, RootWatch watch, CancellationToken cancellationToken)
    {
        if (await FindAsync(id, principal, database, cancellationToken) is not { } root)
        {
            return TypedResults.NotFound();
        }

        var assets = await database.ReadAsync(session => RootReader.AssetsAsync(session, root, missing: false, cancellationToken), cancellationToken);
        var job = await database.WriteAsync(
            principal.Actor,
            async session =>
            {
                await session.ExecuteAsync($"update root set watching = {false} where key = {root.Key}", cancellationToken);
                var request = root.Watching ? UndoJob.Unfollowing(IntoTheTrash, root.Key) : IntoTheTrash;
                return await jobs.EnqueueAsync(session, principal.LibraryKey, JobKinds.Trash, request, assets, cancellationToken);
            },
            cancellationToken);
        watch.Ring();
        return JobStart.Answer(job.Value);
    }

    private static async Task<Results<Ok<Page<MissingFile>>, NotFound, ProblemHttpResult>> MissingAsync(
        string id, string? cursor, Principal principal, Database database, CancellationToken cancellationToken) =>
        await FindAsync(id, principal, database, cancellationToken) is { } root
            ? TypedResults.Ok(await database.ReadAsync(session => RootReader.MissingAsync(session, root, cursor, cancellationToken), cancellationToken))
            : TypedResults.NotFound();

    private static async Task<Results<Accepted<JobStarted>, NotFound, ProblemHttpResult>> ForgetMissingAsync(
        string id, Principal principal, Database database, JobStart start, HttpRequest http, CancellationToken cancellationToken)
    {
        if (await FindAsync(id, principal, database, cancellationToken) is not { } root)
        {
            return TypedResults.NotFound();
        }

        var once = Idempotency.Of(http, principal.Actor, "");
        if (await start.EarlierAsync(once, cancellationToken) is { } earlier)
        {
            return earlier;
        }

        var assets = await database.ReadAsync(session => RootReader.AssetsAsync(session, root, missing: true, cancellationToken), cancellationToken);
        return await start.StartAsync(principal, JobKinds.Trash, IntoTheTrash, assets, once, cancellationToken);
    }

    private static async Task<Results<Ok<RootView>, NotFound>> GoneAsync(
        string id, Principal principal, Database database, LinkCheck links, RootReader reader, CancellationToken cancellationToken)
    {
        if (await FindAsync(id, principal, database, cancellationToken) is not { } root)
        {
            return TypedResults.NotFound();
        }

        await links.GiveUpAsync(principal.Actor, root, cancellationToken);
        return await reader.GetAsync(principal.LibraryKey, root.Key, cancellationToken) is { } view ? TypedResults.Ok(view) : TypedResults.NotFound();
    }

    private static Task<ImportRoot?> FindAsync(string id, Principal principal, Database database, CancellationToken cancellationToken) =>
        database.ReadAsync(session => ImportRoots.FindAsync(session, principal.LibraryKey, Pipeline.Storable.Text(id), cancellationToken), cancellationToken);

    /// <returns>As they are stored.</returns>
    private static string Checked(IReadOnlyList<string> patterns)
    {
        var lines = patterns.Where(pattern => !string.IsNullOrWhiteSpace(pattern)).Select(pattern => pattern.Trim()).ToArray();
        if (lines.Length > ExcludePatterns.MostPatterns || lines.Any(line => line.Length > ExcludePatterns.LongestPattern || line.Any(char.IsControl)))
        {
            throw new RequestRefusedException(
                StatusCodes.Status400BadRequest, new QuerySentence(RefusalSentences.TooManyPatterns, ExcludePatterns.MostPatterns, ExcludePatterns.LongestPattern));
        }

        return lines.Any(line => line.Trim('*', '/') is "")
            ? throw new RequestRefusedException(StatusCodes.Status400BadRequest, new QuerySentence(RefusalSentences.LeavesOutAll))
            : string.Join('\n', lines);
    }
}

using Microsoft.AspNetCore.Http.HttpResults;
using Vitrine.Contracts;
using Vitrine.Core.Claims;
using Vitrine.Core.Schema;
using Vitrine.Server.Access;
using Vitrine.Server.Features.Assets;
using Vitrine.Server.Fields;
using Vitrine.Server.Hosting;
using Vitrine.Server.Ingest;
using Vitrine.Server.Search;
using Vitrine.Server.Storage;
using Vitrine.Server.Ui.Library;

namespace Vitrine.Server.Features.Fields;

internal static class TryPattern
{
    private const int MostNames = 200;
    private const int LongestPath = 4_000;

    public static void MapTryPattern(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/field-patterns/try", Handle).WithName("TryFieldPattern")
            .WithSummary($"Reads up to {MostNames} names by a pattern and changes nothing: of assets by ids, of the newest that a query finds, or as they are written.")
            .WithMetadata(new ReadsOnly()).RequireAuthorization(Policies.View);

    private static async Task<Results<Ok<PatternTrialAnswer>, ProblemHttpResult>> Handle(
        PatternTrial trial, Principal principal, Database database, FieldCatalog catalog, AssetSearch search, HttpRequest http, CancellationToken cancellationToken)
    {
        var (pattern, problem) = NamePattern.Parse(trial.Pattern ?? "", catalog.Of(principal.LibraryKey).Schema);
        if (pattern is null)
        {
            throw new ValuesRefusedException([problem! with { Field = "pattern" }]);
        }

        if ((trial.Ids?.Count ?? trial.Names?.Count ?? 0) > MostNames || trial.Names?.Any(name => name is null || name.Length > LongestPath) == true)
        {
            throw new RequestRefusedException(StatusCodes.Status400BadRequest, $"At most {MostNames} names are tried at once.");
        }

        var names = trial.Names is { } written
            ? [.. written.Select(path => (Id: (string?)null, Parts: FolderTree.Names(path)))]
            : await NamesAsync(trial, principal, database, search, cancellationToken);
        TriedName[] tried = [.. names.Where(name => name.Parts.Count > 0).Select(name => One(pattern, name.Id, name.Parts, http))];
        return TypedResults.Ok(new PatternTrialAnswer(
            tried.Count(one => one.Matches && one.Problems.Count == 0), tried.Count(one => one.Problems.Count > 0), tried.Count(one => !one.Matches && one.Problems.Count == 0), tried));
    }

    /// <summary>The newest of a folder are asked for, not those of the newest that happen to lie there.</summary>
    private static async Task<string> QueryAsync(PatternTrial trial, Principal principal, Database database, CancellationToken cancellationToken)
    {
        var query = trial.Query ?? "";
        if (trial.FolderId is not { } id)
        {
            return query;
        }

        var path = await database.ReadAsync(
            async session => await AssetFolders.KeyAsync(session, principal.LibraryKey, id, cancellationToken) is { } folder ? await FolderPath.OfAsync(session, folder, cancellationToken) : null, cancellationToken)
            ?? throw new RequestRefusedException(StatusCodes.Status400BadRequest, $"There is no folder with the id {id}.");
        return path == "/" ? query : string.IsNullOrWhiteSpace(query) ? QueryParts.Folder(path) : $"({query}) {QueryParts.Folder(path)}";
    }

    private static TriedName One(NamePattern pattern, string? id, IReadOnlyList<string> parts, HttpRequest http)
    {
        var read = pattern.Read([.. parts.Take(parts.Count - 1)], parts[^1]);
        return new TriedName(id, string.Join('/', parts), read.Matches, FieldViews.Texts(read.Values), FieldViews.Problems(read.Problems, http));
    }

    private static async Task<IReadOnlyList<(string? Id, IReadOnlyList<string> Parts)>> NamesAsync(
        PatternTrial trial, Principal principal, Database database, AssetSearch search, CancellationToken cancellationToken)
    {
        string[] ids;
        if (trial.Ids is { } asked)
        {
            ids = [.. asked];
        }
        else
        {
            var (answer, trouble) = await search.RunAsync(principal, new SearchRequest(await QueryAsync(trial, principal, database, cancellationToken), MostNames), cancellationToken);
            ids = trouble is null ? [.. answer!.Items.Select(item => item.Id)] : throw QueryProblems.Refused(trouble);
        }

        return await database.ReadAsync(
            async session =>
            {
                var rows = (await session.QueryAsync(
                    $"select id, name, folder_key from asset where library_key = {principal.LibraryKey} and {session.Dialect.AnyOf(new RawSql("id"), ids)}",
                    row => (Id: row.GetString(0), Name: row.GetString(1), Folder: row.GetInt64(2)), cancellationToken)).ToDictionary(row => row.Id, StringComparer.Ordinal);
                var folders = new Dictionary<long, AssetSpot>();
                foreach (var folder in rows.Values.Select(row => row.Folder).Distinct())
                {
                    folders[folder] = await AssetFolders.OfAsync(session, "", folder, cancellationToken);
                }

                return (IReadOnlyList<(string?, IReadOnlyList<string>)>)[.. ids.Where(id => rows.ContainsKey(id) && (trial.FolderId is null || folders[rows[id].Folder].Up.Any(step => step.Id == trial.FolderId))).Select(id => ((string?)id, (IReadOnlyList<string>)[.. folders[rows[id].Folder].FolderNames, rows[id].Name]))];
            },
            cancellationToken);
    }
}

using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Vitrine.Contracts;
using Vitrine.Core.Schema;
using Vitrine.Core.Search;
using Vitrine.Server.Access;
using Vitrine.Server.Claims;
using Vitrine.Server.Fields;
using Vitrine.Server.Hosting;
using Vitrine.Server.Jobs;
using Vitrine.Server.Search;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Features.Fields;

internal static class FillAssets
{
    private const int Looked = 200;
    private const int MostExamples = 50;

    public static void MapFillFields(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/field-fill", Handle).WithName("FillFields")
            .WithSummary($"Asks patterns, look-up tables and defaults about assets that are there (a query's, or all), in a job that can be taken back. A person's values stay. dryRun looks at {Looked} of them and changes nothing.")
            .WithMetadata(new RequestSizeLimitAttribute(Selection.LongestRequest)).RequireAuthorization(Policies.Edit);

    private static async Task<Results<Accepted<JobStarted>, Ok<FieldFillPreview>, ProblemHttpResult>> Handle(
        FieldFillRequest request, Principal principal, Database database, AssetSearch search, JobStart start, FieldFilling filling, FieldCatalog catalog, HttpRequest http, CancellationToken cancellationToken)
    {
        if (!filling.Fills(principal.LibraryKey))
        {
            throw new RequestRefusedException(StatusCodes.Status409Conflict, new QuerySentence(RefusalSentences.NothingFills));
        }

        var once = Idempotency.Of(http, principal.Actor, System.Text.Json.JsonSerializer.Serialize(request, ApiJson.Default.FieldFillRequest));
        if (!request.DryRun && await start.EarlierAsync(once, cancellationToken) is { } earlier)
        {
            return earlier;
        }

        var keys = await Selection.ResolveAsync(request.Ids, request.Ids is null ? request.Query ?? "" : request.Query, null, false, false, principal, database, search, cancellationToken);
        return request.DryRun
            ? TypedResults.Ok(await PreviewAsync(keys, principal, database, filling, catalog, http, cancellationToken))
            : await start.StartAsync(principal, JobKinds.FillFields, "{}", keys, once, cancellationToken);
    }

    private static Task<FieldFillPreview> PreviewAsync(
        long[] keys, Principal principal, Database database, FieldFilling filling, FieldCatalog catalog, HttpRequest http, CancellationToken cancellationToken) => database.ReadAsync(
        async session =>
        {
            // Spread over the whole set, so that one folder does not speak for all.
            long[] looked = keys.Length <= Looked ? keys : [.. Enumerable.Range(0, Looked).Select(i => keys[(long)i * keys.Length / Looked])];
            var examples = new List<FilledAsset>();
            var changed = 0;
            foreach (var key in looked)
            {
                var (id, version) = await session.FirstAsync($"select id, version_key from asset where key = {key}", row => (row.GetString(0), row.NumberOrNull(1)), cancellationToken);
                var turn = await filling.LookAsync(session, new LedgerSubject(key, principal.LibraryKey, version), cancellationToken);
                if (turn is not { } found || found.Said.Values.Count + found.Said.Problems.Count == 0)
                {
                    continue;
                }

                var differs = found.Said.Values.Where(value => !Same(found.Shown(value.Field), value)).Select(value => new FieldChange(value.Field, value.Values)).ToArray();
                changed += differs.Length > 0 ? 1 : 0;
                if (differs.Length + found.Said.Problems.Count > 0 && examples.Count < MostExamples)
                {
                    examples.Add(new FilledAsset(id, string.Join('/', [.. found.Spot.FolderNames, found.Spot.Name]), FieldViews.Texts(differs), FieldViews.Problems(found.Said.Problems, http)));
                }
            }

            return new FieldFillPreview(keys.Length, looked.Length, changed, examples);
        },
        cancellationToken);

    private static bool Same(IReadOnlyList<string> shown, FilledValue value) =>
        shown.Count > 0 && value.Values.All(one => shown.Contains(FieldText.Of(value.Field, one), StringComparer.Ordinal));
}

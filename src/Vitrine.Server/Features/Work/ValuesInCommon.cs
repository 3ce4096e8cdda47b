using Microsoft.AspNetCore.Http.HttpResults;
using Vitrine.Contracts;
using Vitrine.Core.Claims;
using Vitrine.Server.Access;
using Vitrine.Server.Bulk;
using Vitrine.Server.Claims;
using Vitrine.Server.Hosting;
using Vitrine.Server.Search;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Features.Work;

internal static class ValuesInCommon
{
    /// <summary>Of more assets the first ones are looked at.</summary>
    private const int Most = 2_000;
    private const int Together = 200, ShownValues = 8;

    public static void MapValuesInCommon(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/bulk/values", Handle).WithName("ValuesInCommon")
            .WithSummary("What assets have in an attribute now: its most frequent values with how many have each, and how many have none.")
            .WithMetadata(new Microsoft.AspNetCore.Mvc.RequestSizeLimitAttribute(Selection.LongestRequest))
            .RequireAuthorization(Policies.View);

    private static async Task<Ok<CommonValues>> Handle(
        CommonValuesRequest request, Principal principal, Database database, AssetSearch search, BulkAssets assets, CancellationToken cancellationToken)
    {
        var slot = assets.SlotsOf(principal.LibraryKey).Find(request.Attribute) ?? throw new RequestRefusedException(StatusCodes.Status400BadRequest, $"There is no attribute named '{request.Attribute}'.");
        var keys = await Selection.ResolveAsync(request.Ids, request.Query, null, request.WholeGroups, trashed: false, principal, database, search, cancellationToken);
        var (counts, empty) = (new Dictionary<string, long>(StringComparer.Ordinal), 0L);
        foreach (var some in keys.Take(Most).Chunk(Together))
        {
            await database.ReadAsync(
                async session =>
                {
                    var entries = await ClaimRows.CountingAsync(session, SubjectKind.Asset, some, cancellationToken);
                    var words = await assets.WordsAsync(session, entries, cancellationToken);
                    var rows = await BulkAssets.RowsAsync(session, principal.LibraryKey, some, cancellationToken);
                    var byAsset = entries.ToLookup(entry => entry.Subject.Key);
                    foreach (var row in rows)
                    {
                        var asset = new BulkAsset(row.Key, row.Id, row.Name, row.Version, null, new SubjectLedger(new Subject(SubjectKind.Asset, row.Key), byAsset[row.Key], new LedgerView(row.Version), null));
                        string[] said = [.. asset.Visible(slot).Select(claim => slot.Text(claim.Value, words)).OfType<string>().Distinct(StringComparer.Ordinal)];
                        empty += said.Length == 0 ? 1 : 0;
                        foreach (var value in said)
                        {
                            counts[value] = counts.GetValueOrDefault(value) + 1;
                        }
                    }

                    return true;
                },
                cancellationToken);
        }

        return TypedResults.Ok(new CommonValues(
            keys.Length, Math.Min(keys.Length, Most), empty, counts.Count,
            [.. counts.OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key, StringComparer.Ordinal).Take(ShownValues).Select(pair => new CommonValue(pair.Key, pair.Value))]));
    }
}

using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Vitrine.Contracts;
using Vitrine.Core.Assets;
using Vitrine.Core.Exports;
using Vitrine.Server.Access;
using Vitrine.Server.Bulk;
using Vitrine.Server.Bulk.Tables;
using Vitrine.Server.Claims;
using Vitrine.Server.Fields;
using Vitrine.Server.Hosting;
using Vitrine.Server.Jobs;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Features.Tables;

internal static class ImportTable
{
    /// <summary>Bytes of a table: a million rows of some columns.</summary>
    private const long Longest = 2L << 30;

    public static void MapImportTable(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/table", Handle).WithName("ImportTable")
            .WithSummary("Applies a table (CSV) that an export wrote and somebody edited: an empty cell leaves, (clear) takes the value away. All rows are checked first; with a wrong one nothing is applied, unless skipErrors leaves those out. dryRun answers the differences and problems by row.")
            .Accepts<string>("text/csv")
            .WithMetadata(new RequestSizeLimitAttribute(Longest))
            .RequireAuthorization(Policies.Edit);

    private static async Task<Results<Accepted<JobStarted>, Ok<JobView>, ProblemHttpResult>> Handle(
        bool? dryRun, bool? skipErrors, Principal principal, Database database, BulkAssets assets, AssetEditReader edits, FieldGuard guard, JobStart start, IdGenerator ids, HttpRequest http, CancellationToken cancellationToken)
    {
        var check = new TableCheck(database, new ValueChecks(assets, edits, guard, principal.LibraryKey), principal.LibraryKey);
        var checkedRows = new CheckedRows(database, dryRun == true ? null : ids.Next().Text);
        using var text = CsvReader.Open(http.Body);
        try
        {
            await check.RunAsync(new CsvReader(text), rows => checkedRows.TakeAsync(rows, cancellationToken), cancellationToken);
            await checkedRows.EndAsync(cancellationToken);
            var report = check.Report;
            if (dryRun == true)
            {
                return TypedResults.Ok(JobStart.WouldBe(JobKinds.ApplyTable, checkedRows.Keys.Count, database.Clock).Value! with { Preview = report });
            }

            if (report.Cannot > 0 && skipErrors != true)
            {
                await checkedRows.DropAsync();
                return TypedResults.Problem(
                    $"{report.Cannot} of {report.Examined} rows cannot be applied, so none was. The first: line {report.Problems[0].Line}: {report.Problems[0].Message}", statusCode: StatusCodes.Status400BadRequest,
                    extensions: [new("errors", report.Problems.ToArray())]);
            }

            var order = JsonSerializer.Serialize(new TableOrder(checkedRows.Upload!, [.. check.Columns]), StorageJson.Default.TableOrder);
            return await start.StartAsync(principal, JobKinds.ApplyTable, order, checkedRows.Keys, inOrder: true, Idempotency.Of(http, principal.Actor, order), cancellationToken);
        }
        catch (Exception)
        {
            await checkedRows.DropAsync();
            throw;
        }
    }
}

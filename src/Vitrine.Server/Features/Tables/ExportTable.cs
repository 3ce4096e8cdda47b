using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using Vitrine.Core.Claims;
using Vitrine.Server.Access;
using Vitrine.Server.Bulk;
using Vitrine.Server.Bulk.Tables;
using Vitrine.Server.Exports;
using Vitrine.Server.Hosting;
using Vitrine.Server.Search;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Features.Tables;

internal static class ExportTable
{
    public static void MapExportTable(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/table", Handle).WithName("ExportTable")
            .WithSummary("What a query finds as a table (CSV) to be edited and applied again by POST. columns: names of attributes parted by commas, such as title, title@de, tags; id and revision come with them.")
            .RequireAuthorization(Policies.View);

    private static async Task<EmptyHttpResult> Handle(
        string? query, string? columns, Principal principal, AssetSearch search, Database database, BulkAssets assets, TableExport export, HttpResponse response, CancellationToken cancellationToken)
    {
        var chosen = ColumnsOf(assets.SlotsOf(principal.LibraryKey), columns);
        var keys = await TableAnswer.BeginAsync(response, "table.csv", query, principal, search, database, cancellationToken);
        await foreach (var rows in export.RowsAsync(principal.LibraryKey, [.. keys], chosen, cancellationToken))
        {
            await response.WriteAsync(rows, Encoding.UTF8, cancellationToken);
        }

        return TypedResults.Empty;
    }

    private static IReadOnlyList<TableColumn> ColumnsOf(AttributeSlots slots, string? names)
    {
        if (string.IsNullOrWhiteSpace(names))
        {
            return TableColumn.Usual(slots);
        }

        List<ValueProblem> problems = [];
        var chosen = TableColumn.Read(slots, [.. names.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)], problems);
        return problems.Count > 0 ? throw new ValuesRefusedException(problems)
            : [.. TableColumn.Usual(slots).Where(column => column.Role is ColumnRole.Id or ColumnRole.Revision), .. chosen.Where(column => column.Role is not (ColumnRole.Id or ColumnRole.Revision))];
    }
}

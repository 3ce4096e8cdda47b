using Vitrine.Server.Access;
using Vitrine.Server.Hosting;
using Vitrine.Server.Search;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Exports;

/// <summary>Begins an answer that is a table (CSV) of what a query finds.</summary>
internal static class TableAnswer
{
    /// <param name="file">The name under which browsers keep it.</param>
    /// <returns>The keys of the assets, in the order of their rows.</returns>
    /// <exception cref="RequestRefusedException">The query cannot be read; nothing of the answer is written.</exception>
    public static async Task<IReadOnlyList<long>> BeginAsync(
        HttpResponse response, string file, string? query, Principal principal, AssetSearch search, Database database, CancellationToken cancellationToken)
    {
        var found = await search.KeysAsync(principal, query ?? "", together: false, cancellationToken);
        if (found.Problem is { } problem)
        {
            throw QueryProblems.Refused(problem);
        }

        var keys = await database.ReadAsync(session => ExportReader.OrderAsync(session, [.. found.Keys], cancellationToken), cancellationToken);
        response.ContentType = "text/csv; charset=utf-8";
        response.Headers.CacheControl = "private, no-store";
        response.Headers.ContentDisposition = $"attachment; filename={file}";
        return [.. keys];
    }
}

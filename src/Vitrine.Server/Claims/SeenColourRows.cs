using Vitrine.Server.Storage;

namespace Vitrine.Server.Claims;

/// <summary>The colours of pictures by version, as cells of OKLab.</summary>
internal static class SeenColourRows
{
    /// <summary>Has the rows of the asset's current version say this. Returns whether they said something else.</summary>
    public static async Task<bool> WriteAsync(WriteSession session, LedgerSubject asset, IReadOnlySet<int> cells, CancellationToken cancellationToken)
    {
        if (asset.CurrentVersion is not { } version
            || cells.SetEquals(await session.QueryAsync($"select cell from seen_colour where version_key = {version}", row => (int)row.GetInt64(0), cancellationToken)))
        {
            return false;
        }

        await session.ExecuteAsync($"delete from seen_colour where version_key = {version}", cancellationToken);
        foreach (var cell in cells)
        {
            await session.ExecuteAsync($"insert into seen_colour (version_key, cell) values ({version}, {(long)cell})", cancellationToken);
        }

        return true;
    }
}

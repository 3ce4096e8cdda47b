using Vitrine.Server.Storage;

namespace Vitrine.Server.Bulk.Tables;

/// <summary>Collects checked rows for the job that applies them.</summary>
/// <param name="upload">What they are kept under; null = they are only counted.</param>
internal sealed class CheckedRows(Database database, string? upload)
{
    private readonly List<TableRow> waiting = [];

    public string? Upload => upload;

    /// <summary>The assets, in the order of the rows.</summary>
    public List<long> Keys { get; } = [];

    public async Task TakeAsync(IReadOnlyList<TableRow> rows, CancellationToken cancellationToken)
    {
        foreach (var row in rows)
        {
            Keys.Add(row.Key);
            waiting.Add(row);
            if (waiting.Count == TableParts.Together)
            {
                await EndAsync(cancellationToken);
            }
        }
    }

    /// <summary>Writes what is left.</summary>
    public async Task EndAsync(CancellationToken cancellationToken)
    {
        if (upload is not null && waiting.Count > 0)
        {
            await database.WriteAsync(Actor.System, session => TableParts.WriteAsync(session, upload, Keys.Count - waiting.Count, waiting, cancellationToken), cancellationToken);
        }

        waiting.Clear();
    }

    /// <summary>Nothing is applied.</summary>
    public Task DropAsync() => upload is null ? Task.CompletedTask : database.WriteAsync(Actor.System, session => TableParts.DropAsync(session, upload, CancellationToken.None), CancellationToken.None);
}

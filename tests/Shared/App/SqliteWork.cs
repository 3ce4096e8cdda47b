using Microsoft.Data.Sqlite;
using SQLitePCL;
using Vitrine.Server.Storage;

namespace Vitrine.Tests.Shared;

/// <summary>Counts what SQLite carries out, which is the same on every machine, where seconds are not.</summary>
internal static class SqliteWork
{
    /// <summary>The instructions of the virtual machine, in units of <paramref name="per"/>, that the connection which writes carried out meanwhile.</summary>
    /// <remarks>
    /// The handler is put in and taken out while nobody else writes: the binding frees it before SQLite forgets it, and a
    /// statement of another thread that calls it in between ends the process.
    /// </remarks>
    public static async Task<long> CountAsync(Database database, int per, Func<Task> work)
    {
        long units = 0;
        await HandleAsync(_ =>
        {
            units++;
            return 0;
        });
        try
        {
            await work();
        }
        finally
        {
            await HandleAsync(null);
        }

        return units;

        async Task HandleAsync(delegate_progress? handler) => await database.WriteAsync(Actor.System, session =>
        {
            raw.sqlite3_progress_handler(((SqliteConnection)session.Connection).Handle!, handler is null ? 0 : per, handler!, null!);
            return Task.FromResult(true);
        });
    }
}

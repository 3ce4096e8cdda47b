using Vitrine.Server.Hosting;
using Vitrine.Server.Storage;
using Vitrine.Server.Storage.Blobs;

namespace Vitrine.Server.Backups;

/// <summary>A library that no server serves, opened as it is: nothing is migrated, planted or worked on.</summary>
internal sealed class OpenedLibrary : IAsyncDisposable
{
    private readonly DataFolder folder;

    private OpenedLibrary(DataFolder folder, Database database, BlobStore blobs)
    {
        this.folder = folder;
        Database = database;
        Blobs = blobs;
    }

    public Database Database { get; }

    public BlobStore Blobs { get; }

    /// <param name="options">As for a server.</param>
    /// <exception cref="StorageException">There is none, or it cannot be used.</exception>
    public static async Task<OpenedLibrary> OpenAsync(ServerOptions options, TimeProvider clock, CancellationToken cancellationToken)
    {
        if (!File.Exists(Path.Combine(options.Data, "engine.txt")))
        {
            throw new StorageException($"There is no library in {options.Data}. Name its folder with --data.");
        }

        var folder = DataFolder.Take(options.Data, holdsDatabase: options.Database is null);
        Database? database = null;
        try
        {
            folder.RequireEngine(options.Database is null ? DataFolder.SqliteEngine : "PostgreSQL");
            database = options.Database is { } connection
                ? await PostgresDatabase.OpenAsync(connection, clock, cancellationToken)
                : await SqliteDatabase.OpenAsync(folder.Database, clock, cancellationToken);
            var library = await database.ReadAsync(session => session.TextAsync($"select id from library order by key limit 1", cancellationToken), cancellationToken);
            var blobs = await BlobPlace.Choose(folder, options.Blobs).OpenAsync(folder, library ?? throw new StorageException("The database holds no library."), cancellationToken);
            return new OpenedLibrary(folder, database, blobs);
        }
        catch
        {
            if (database is not null)
            {
                await database.DisposeAsync();
            }

            folder.Dispose();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        (Blobs as IDisposable)?.Dispose();
        await Database.DisposeAsync();
        folder.Dispose();
    }
}

using Vitrine.Core.Assets;

namespace Vitrine.Server.Storage;

/// <summary>What every database has from its first start: the system as actor 1, the owner, one library with its root folder.</summary>
public sealed record Seed(long LibraryKey, long RootFolderKey, Actor Owner)
{
    public static async Task<Seed> EnsureAsync(Database database, IdGenerator ids, CancellationToken cancellationToken = default)
    {
        var written = await database.WriteAsync(
            Actor.System,
            async session =>
            {
                if (session.Dialect.LockChangeLog is { } take)
                {
                    await session.ExecuteAsync(take, cancellationToken);
                }

                if (await session.NumberAsync($"select count(*) from actor where key = 1", cancellationToken) == 0)
                {
                    await PlantAsync(session, ids, cancellationToken);
                }

                return new Seed(
                    (await session.NumberAsync($"select min(key) from library", cancellationToken))!.Value,
                    (await session.NumberAsync($"select key from folder where parent_key is null order by key limit 1", cancellationToken))!.Value,
                    (await session.FirstAsync(
                        $"select key, name from actor where kind = {ActorKind.Person} and role = {Role.Owner} order by key limit 1",
                        row => new Actor(row.GetInt64(0), ActorKind.Person, row.GetString(1)),
                        cancellationToken))!);
            },
            cancellationToken);
        return written.Value;
    }

    /// <summary>The public id of the library.</summary>
    public async Task<string> LibraryIdAsync(Database database, CancellationToken cancellationToken = default) =>
        (await database.ReadAsync(session => session.TextAsync($"select id from library where key = {LibraryKey}", cancellationToken), cancellationToken))!;

    private static async Task PlantAsync(WriteSession session, IdGenerator ids, CancellationToken cancellationToken)
    {
        // Inserted in order into empty tables, so that the system has key 1 on both engines.
        await session.ExecuteAsync(
            $"insert into actor (id, kind, name, role, created_at) values ({ids.Next()}, {ActorKind.System}, {Actor.System.Name}, {Role.None}, {session.Now})", cancellationToken);
        await session.ExecuteAsync(
            $"insert into actor (id, kind, name, role, created_at) values ({ids.Next()}, {ActorKind.Person}, {"Owner"}, {Role.Owner}, {session.Now})", cancellationToken);
        var library = await session.InsertAsync(
            $"insert into library (id, name, settings, created_at) values ({ids.Next()}, {"Library"}, {"{}"}, {session.Now}) returning key", cancellationToken);
        await session.ExecuteAsync(
            $"insert into folder (id, library_key, parent_key, name, name_key, revision, created_at) values ({ids.Next()}, {library}, {(long?)null}, {""}, {""}, {1}, {session.Now})",
            cancellationToken);
    }
}

/// <summary>What an actor may do in the library. The numbers are stored.</summary>
public enum Role
{
    None = 0,
    Viewer = 1,
    Editor = 2,
    Owner = 9,
}

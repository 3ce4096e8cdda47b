using System.Globalization;
using System.Reflection;

namespace Vitrine.Server.Storage;

/// <summary>One numbered <c>.sql</c> file of an engine.</summary>
public sealed record Migration(int Number, string Name, string Text)
{
    /// <summary>The migrations that this program knows for a dialect, by number, without a gap from 1.</summary>
    public static IReadOnlyList<Migration> For(Dialect dialect)
    {
        var assembly = typeof(Migration).Assembly;
        var prefix = $"Vitrine.Server.Storage.Migrations.{dialect.Name}.";
        var found = assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(prefix, StringComparison.Ordinal) && name.EndsWith(".sql", StringComparison.Ordinal))
            .Select(name => Read(assembly, name, prefix))
            .OrderBy(migration => migration.Number)
            .ToArray();
        for (var i = 0; i < found.Length; i++)
        {
            if (found[i].Number != i + 1)
            {
                throw new InvalidOperationException($"migration {i + 1} of {dialect.Name} is missing");
            }
        }

        return found;
    }

    private static Migration Read(Assembly assembly, string resource, string prefix)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
        var file = resource[prefix.Length..^".sql".Length];
        var mark = file.IndexOf('_', StringComparison.Ordinal);
        return new Migration(int.Parse(file[..mark], CultureInfo.InvariantCulture), file[(mark + 1)..], reader.ReadToEnd());
    }
}

/// <summary>
/// Brings a database to the schema this program knows. A newer one is refused: release N runs on schemas N and N+1,
/// and N+1 is told by <see cref="Compatible"/>. Whoever migrates a library copies it first.
/// </summary>
public static class Migrator
{
    /// <summary>How many migrations beyond its own a program accepts: the expanding half of the next release.</summary>
    public const int Compatible = 1;

    /// <param name="progress">Told before each migration: its number, how many there are, and its name.</param>
    /// <param name="before">Copies a database that has something in it and is about to be migrated; told its schema.</param>
    /// <exception cref="StorageException">The schema is newer than this program knows.</exception>
    public static Task MigrateAsync(
        Database database, Action<int, int, string>? progress = null, Func<int, Task>? before = null, CancellationToken cancellationToken = default) =>
        MigrateAsync(database, Migration.For(database.Dialect), progress, before, cancellationToken);

    internal static async Task MigrateAsync(
        Database database, IReadOnlyList<Migration> known, Action<int, int, string>? progress, Func<int, Task>? before, CancellationToken cancellationToken)
    {
        var at = await SchemaAsync(database, cancellationToken);
        if (at > known.Count + Compatible)
        {
            throw new StorageException(
                $"This database has schema {at}, this Vitrine knows {known.Count}: it was used by a newer Vitrine. Start that one, or restore a backup made before the upgrade.");
        }

        if (at > 0 && at < known.Count && before is not null)
        {
            await before(at);
        }

        foreach (var migration in known.Skip(at))
        {
            progress?.Invoke(migration.Number, known.Count, migration.Name.Replace('_', ' '));
            await ApplyAsync(database, migration, cancellationToken);
        }
    }

    /// <summary>The number of the last migration that was applied; 0 for an empty database.</summary>
    public static async Task<int> SchemaAsync(Database database, CancellationToken cancellationToken = default)
    {
        return await database.ReadAsync(session => SchemaAsync(session, cancellationToken), cancellationToken);
    }

    internal static async Task<int> SchemaAsync(DbSession session, CancellationToken cancellationToken = default) =>
        (await TablesAsync(session, cancellationToken)).Contains("schema_version")
            ? (int)(await session.NumberAsync($"select coalesce(max(number), 0) from schema_version", cancellationToken) ?? 0)
            : 0;

    /// <summary>The names of all tables of the database.</summary>
    internal static Task<List<string>> TablesAsync(DbSession session, CancellationToken cancellationToken = default) => session.QueryAsync(
        session.Dialect is SqliteDialect
            ? Sql.Of($"select name from sqlite_master where type = 'table' and name not like 'sqlite%' order by name")
            : Sql.Of($"select tablename::text from pg_tables where schemaname = current_schema() order by tablename"),
        row => row.GetString(0),
        cancellationToken);

    private static async Task ApplyAsync(Database database, Migration migration, CancellationToken cancellationToken)
    {
        await database.WriteAsync(
            Actor.System,
            async session =>
            {
                if (session.Dialect.LockChangeLog is { } take)
                {
                    // Two nodes that start at once: the second waits here and then finds the work done.
                    await session.ExecuteAsync(take, cancellationToken);
                }

                if (migration.Number > 1
                    && await session.NumberAsync($"select count(*) from schema_version where number = {migration.Number}", cancellationToken) > 0)
                {
                    return;
                }

                await session.ExecuteAsync(Sql.Of($"{new RawSql(migration.Text)}"), cancellationToken);
                await session.ExecuteAsync(
                    $"insert into schema_version (number, name, applied_at) values ({migration.Number}, {migration.Name}, {session.Now})", cancellationToken);
            },
            cancellationToken);
    }
}

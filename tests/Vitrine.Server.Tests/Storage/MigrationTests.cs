using System.Text.RegularExpressions;
using Vitrine.Server.Storage;
using Vitrine.Tests.Shared;

namespace Vitrine.Server.Tests.Storage;

public sealed class MigrationTests
{
    [Fact]
    public async Task Schemas_OfBothEngines_HaveTheSameTablesColumnsAndIndexes()
    {
        await using var sqlite = await TestDatabase.CreateAsync(Engines.Sqlite);
        await using var postgres = await TestDatabase.CreateAsync(Engines.Postgres);

        var here = await sqlite.Database.ReadAsync(session => session.QueryAsync(
            $"""
            select m.name || '.' || c.name || case when c."notnull" = 1 and c.pk = 0 then ' not null' else '' end from sqlite_master m, pragma_table_info(m.name) c
            where m.type in ('table', 'view') and m.name not like 'sqlite%'
            """,
            row => row.GetString(0)));
        var there = await postgres.Database.ReadAsync(session => session.QueryAsync(
            $"""
            select c.table_name || '.' || c.column_name || case when c.is_nullable = 'NO' and not exists (
                select 1 from information_schema.key_column_usage k join information_schema.table_constraints t using (constraint_name, table_name)
                where t.constraint_type = 'PRIMARY KEY' and k.table_name = c.table_name and k.column_name = c.column_name) then ' not null' else '' end
            from information_schema.columns c where c.table_schema = current_schema()
            """,
            row => row.GetString(0)));
        Assert.Equal(here.Order(StringComparer.Ordinal), there.Order(StringComparer.Ordinal));

        var indexesHere = await sqlite.Database.ReadAsync(session => session.QueryAsync(
            $"select name from sqlite_master where type = 'index' and name not like 'sqlite%'", row => row.GetString(0)));
        var indexesThere = await postgres.Database.ReadAsync(session => session.QueryAsync(
            $"select indexname from pg_indexes where schemaname = current_schema() and indexname !~ '_(pkey|key)$'", row => row.GetString(0)));
        Assert.Equal(indexesHere.Order(StringComparer.Ordinal), indexesThere.Order(StringComparer.Ordinal));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Migrate_NewerSchema_IsRefusedWithASentence(string engine)
    {
        await using var test = await TestDatabase.CreateAsync(engine);
        var newer = Migration.For(test.Database.Dialect).Count + Migrator.Compatible + 1;
        await test.Database.WriteAsync(Actor.System, session => session.ExecuteAsync(
            $"insert into schema_version (number, name, applied_at) values ({newer}, {"future"}, {0})"));

        var refused = await Assert.ThrowsAsync<StorageException>(() => Migrator.MigrateAsync(test.Database));

        Assert.Contains("newer Vitrine", refused.Message, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Migrate_OneReleaseAhead_IsAccepted(string engine)
    {
        await using var test = await TestDatabase.CreateAsync(engine);
        var next = Migration.For(test.Database.Dialect).Count + 1;
        await test.Database.WriteAsync(Actor.System, session => session.ExecuteAsync(
            $"insert into schema_version (number, name, applied_at) values ({next}, {"next"}, {0})"));

        await Migrator.MigrateAsync(test.Database);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Migrate_StepThatFails_LeavesTheSchemaBeforeIt(string engine)
    {
        await using var test = await TestDatabase.CreateAsync(engine);
        var known = Migration.For(test.Database.Dialect);
        Migration[] broken = [.. known, new Migration(known.Count + 1, "broken", "create table half (key integer); select nothing from nowhere;")];

        await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => Migrator.MigrateAsync(test.Database, broken, null, null, CancellationToken.None));

        Assert.Equal(known.Count, await Migrator.SchemaAsync(test.Database));
        await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => test.Database.ReadAsync(session => session.NumberAsync($"select count(*) from half")));
    }

    [Fact]
    public void Migrations_OfBothEngines_HaveTheSameNumbersAndNames()
    {
        var sqlite = Migration.For(new SqliteDialect()).Select(migration => (migration.Number, migration.Name));
        var postgres = Migration.For(new PostgresDialect()).Select(migration => (migration.Number, migration.Name));

        Assert.Equal(sqlite, postgres);
    }

    [Fact]
    public void Migrations_NeverAskTheDatabaseForTheTime()
    {
        var clock = new Regex(@"\b(now\(\)|current_timestamp|datetime\(|julianday|clock_timestamp)", RegexOptions.IgnoreCase);

        foreach (var migration in Migration.For(new SqliteDialect()).Concat(Migration.For(new PostgresDialect())))
        {
            Assert.DoesNotMatch(clock, migration.Text);
        }
    }
}

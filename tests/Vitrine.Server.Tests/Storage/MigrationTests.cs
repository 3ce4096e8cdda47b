using System.Text.RegularExpressions;
using Vitrine.Core.Assets;
using Vitrine.Server.Claims;
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

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Migrate_EvidenceOfSchema26_KeepsPlacesWordsAndScores(string engine)
    {
        await using var test = await TestDatabase.CreateAsync(engine, migrate: false);
        var known = Migration.For(test.Database.Dialect);
        await Migrator.MigrateAsync(test.Database, [.. known.Take(26)], null, null, CancellationToken.None);
        await test.Database.WriteAsync(Actor.System, async session =>
        {
            await session.ExecuteAsync($"insert into witness (key, analyzer, version, model) values (1, 'detect', 3, 'yolox@1')");
            await session.ExecuteAsync(
                $"""
                insert into evidence (claim_key, number, witness_key, score, box_x, box_y, box_width, box_height, span_start, span_end, page, words) values
                    (7, 0, 1, 0.8125, 0.25, 0.5, 0.125, 0.0625, null, null, null, null), (7, 1, 1, 0.1234567, null, null, null, null, 1500, 2500, null, 'hello'),
                    (8, 0, 1, -3.5, null, null, null, null, null, null, 4, null), (9, 0, 1, 1, null, null, null, null, null, null, null, null)
                """);
        });

        await Migrator.MigrateAsync(test.Database);

        var evidence = await test.Database.ReadAsync(session => EvidenceRows.ReadAsync(session, [7, 8, 9, 10], CancellationToken.None));
        Assert.Equal(
            [
                (7, new Evidence("detect", 3, "yolox@1", 0.8125, new Extent(new Box(0.25f, 0.5f, 0.125f, 0.0625f)))),
                (7, new Evidence("detect", 3, "yolox@1", 0.123457, new Extent(Span: new TimeRange(1500, 2500)), "hello")),
                (8, new Evidence("detect", 3, "yolox@1", -3.5, new Extent(Page: 4))),
                (9, new Evidence("detect", 3, "yolox@1", 1, new Extent())),
            ],
            evidence);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Migrate_RunsOfSchema27_KeepTheirStepsAndWhatTheyCameTo(string engine)
    {
        await using var test = await TestDatabase.CreateAsync(engine, migrate: false);
        var known = Migration.For(test.Database.Dialect);
        await Migrator.MigrateAsync(test.Database, [.. known.Take(27)], null, null, CancellationToken.None);
        await test.Database.WriteAsync(Actor.System, async session =>
        {
            await session.ExecuteAsync($"insert into library (key, id, name, settings, created_at) values (1, 'l', 'Library', '{{}}', 0)");
            await session.ExecuteAsync($"insert into actor (key, id, kind, name, role, created_at) values (50, 'p', 1, 'Somebody', 1, 0)");
            await session.ExecuteAsync($"insert into essence (key, sha256, created_at) values (1, {new byte[32]}, 0)");
            await session.ExecuteAsync($"insert into folder (key, id, library_key, name, name_key, revision, created_at) values (1, 'f', 1, '', '', 1, 0)");
            await session.ExecuteAsync($"insert into asset (key, id, library_key, folder_key, name, name_key, kind, revision, created_at) values (1, 'a', 1, 1, 'a.jpg', 'a.jpg', 1, 1, 0)");
            await session.ExecuteAsync(
                $"insert into version (key, id, asset_key, number, sha256, essence_key, bytes, format, mime, actor_key, created_at) values (1, 'v', 1, 1, {new byte[32]}, 1, 1, 'jpeg', 'image/jpeg', 50, 0)");
            await session.ExecuteAsync(
                $"""
                insert into run (key, library_key, version_key, step, step_version, model, lane, pass, priority, state, attempts, interruptions, error_code, error, milliseconds, created_at) values
                    (5, 1, 1, 'renditions', 2, '', 1, 1, 0, 3, 0, 0, null, null, 12.5, 0), (9, 1, 1, 'analyze:classify', 1, 'm@1', 2, 2, 7, 4, 3, 1, 'died', 'It died.', null, 0)
                """);
        });

        await Migrator.MigrateAsync(test.Database);

        Assert.Equal(
            ["5 renditions 2  3 0 - 12.5", "9 analyze:classify 1 m@1 4 3 It died. -"],
            await test.Database.ReadAsync(session => session.QueryAsync(
                $"select key || ' ' || step || ' ' || step_version || ' ' || model || ' ' || state || ' ' || attempts || ' ' || coalesce(error, '-') || ' ' || coalesce(cast(milliseconds as text), '-') from step_run order by key",
                row => row.GetString(0))));
        var queued = (await test.Database.WriteAsync(Actor.System, session => session.InsertAsync(
            $"""
            insert into run (library_key, version_key, step_key, step_version, lane, pass, priority, state, attempts, interruptions, created_at)
            select 1, 1, key, 1, 1, 1, 0, 1, 0, 0, 0 from (select key from step where name = 'renditions') s where true
            on conflict (version_key, step_key) do update set state = 1 returning key
            """))).Value;
        Assert.Equal(5, queued);
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

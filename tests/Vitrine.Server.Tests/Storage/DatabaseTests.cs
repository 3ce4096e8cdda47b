using Vitrine.Core.Assets;
using Vitrine.Server.Storage;
using Vitrine.Tests.Shared;

namespace Vitrine.Server.Tests.Storage;

public sealed class DatabaseTests
{
    private static readonly IdGenerator Ids = new(TimeProvider.System);

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Holes_OfEveryType_ComeBackAsTheyWent(string engine)
    {
        await using var test = await TestDatabase.CreateAsync(engine);
        const string Nasty = "'; drop table asset; -- \u00e4\ud83d\ude00 @p0 %_";
        byte[] hash = [0, 1, 255];

        await test.Database.WriteAsync(Actor.System, session => session.ExecuteAsync(
            $"insert into blob (sha256, bytes, state, created_at, condemned_at) values ({hash}, {long.MaxValue}, {1}, {session.Now}, {(long?)null})"));
        await test.Database.WriteAsync(Actor.System, session => session.ExecuteAsync($"insert into attribute (name) values ({Nasty})"));

        var blob = await test.Database.ReadAsync(session => session.FirstAsync(
            $"select sha256, bytes, condemned_at from blob where sha256 = {hash}", row => (row.Bytes(0), row.GetInt64(1), row.TimeOrNull(2))));
        var name = await test.Database.ReadAsync(session => session.TextAsync($"select name from attribute where name = {Nasty}"));
        Assert.Equal(hash, blob.Item1);
        Assert.Equal(long.MaxValue, blob.Item2);
        Assert.Null(blob.Item3);
        Assert.Equal(Nasty, name);
    }

    /// <summary>Compiling a statement takes longer than most of them do; who wants it all the same, says so.</summary>
    [Theory]
    [InlineData("", "off")]
    [InlineData(";Options=-c jit=on", "on")]
    public async Task Postgres_CompilesNoStatements_UnlessTheConnectionSaysSo(string more, string jit)
    {
        await using var test = await TestDatabase.CreateAsync(Engines.Postgres);
        await using var database = await PostgresDatabase.OpenAsync(test.Connection + more, TimeProvider.System);
        Assert.Equal(jit, await database.ReadAsync(session => session.TextAsync($"select current_setting('jit')")));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Splice_OfStatementWithHoles_KeepsItsParameters(string engine)
    {
        await using var test = await TestDatabase.CreateAsync(engine);
        await test.Database.WriteAsync(Actor.System, async session =>
        {
            foreach (var name in new[] { "a", "b", "c" })
            {
                await session.ExecuteAsync($"insert into attribute (name) values ({name})");
            }
        });

        var found = await test.Database.ReadAsync(session =>
        {
            var inner = Sql.Of($"name = {"b"} or name = {"c"}");
            return session.QueryAsync($"select name from attribute where name <> {"x"} and ({inner}) and name <> {"c"} order by name", row => row.GetString(0));
        });

        Assert.Equal(["b"], found);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task AnyOf_ThousandsOfKeys_FindsThoseThere(string engine)
    {
        await using var test = await TestDatabase.CreateAsync(engine);
        await test.Database.WriteAsync(Actor.System, session => session.ExecuteAsync($"insert into attribute (name) values ({"only"})"));

        var found = await test.Database.ReadAsync(session => session.NumberAsync(
            $"select count(*) from attribute where {session.Dialect.AnyOf(new RawSql("key"), [.. Enumerable.Range(1, 5000).Select(i => (long)i)])}"));

        Assert.Equal(1, found);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Write_ThatThrows_LeavesNothingAndRingsNoBell(string engine)
    {
        await using var test = await TestDatabase.CreateAsync(engine);
        var rung = 0;
        test.Database.Committed += _ => rung++;

        await Assert.ThrowsAsync<InvalidOperationException>(() => test.Database.WriteAsync(Actor.System, async session =>
        {
            await session.ExecuteAsync($"insert into attribute (name) values ({"gone"})");
            session.Log(new Change(1, LogSubject.Asset, 1, ChangeEvent.Added));
            throw new InvalidOperationException("on purpose");
        }));

        var left = await test.Database.ReadAsync(session => session.NumberAsync($"select (select count(*) from attribute) + (select count(*) from change_log)"));
        Assert.Equal(0, left);
        Assert.Equal(0, rung);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task ChangeLog_TransactionsThatCommitInReverseOrder_HaveSequencesInCommitOrder(string engine)
    {
        await using var test = await TestDatabase.CreateAsync(engine);
        await Seed.EnsureAsync(test.Database, Ids);
        var firstIsIn = new TaskCompletionSource();
        var secondMayGo = new TaskCompletionSource();

        // The first starts earlier and commits later where the engine lets two write at once; SQLite lets the second wait.
        var slow = Task.Run(() => test.Database.WriteAsync(Actor.System, async session =>
        {
            session.Log(new Change(1, LogSubject.Asset, 1, ChangeEvent.Changed));
            firstIsIn.SetResult();
            await secondMayGo.Task;
        }));
        await firstIsIn.Task;
        var quick = Task.Run(() => test.Database.WriteAsync(Actor.System, session =>
        {
            session.Log(new Change(1, LogSubject.Asset, 2, ChangeEvent.Changed));
            return Task.CompletedTask;
        }));
        if (engine == Engines.Postgres)
        {
            await quick;
        }

        secondMayGo.SetResult();
        var slowSequence = await slow;
        var quickSequence = await quick;

        Assert.Equal(engine == Engines.Postgres, quickSequence < slowSequence);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task ChangeLog_SameSubjectTwice_IsOneRowWithThePartsJoined(string engine)
    {
        await using var test = await TestDatabase.CreateAsync(engine);

        await test.Database.WriteAsync(Actor.System, session =>
        {
            session.Log(new Change(1, LogSubject.Asset, 7, ChangeEvent.Changed, ChangedParts.Claims));
            session.Log(new Change(1, LogSubject.Asset, 7, ChangeEvent.Changed, ChangedParts.Facts));
            return Task.CompletedTask;
        });

        var rows = await test.Database.ReadAsync(session => session.QueryAsync($"select parts from change_log", row => (ChangedParts)row.GetInt64(0)));
        Assert.Equal([ChangedParts.Claims | ChangedParts.Facts], rows);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task ClaimKey_AfterTheNewestClaimWentToHistory_IsNotGivenAgain(string engine)
    {
        await using var test = await TestDatabase.CreateAsync(engine);
        var seed = await Seed.EnsureAsync(test.Database, Ids);

        async Task<long> Insert() => (await test.Database.WriteAsync(Actor.System, async session =>
        {
            await session.ExecuteAsync($"insert into attribute (name) values ({"tag"}) on conflict (name) do nothing");
            await session.ExecuteAsync($"insert into source (type, name, version) values ({1}, {"x"}, {""}) on conflict (type, name, version) do nothing");
            return await session.InsertAsync(
                $"""
                insert into claim (library_key, subject_kind, subject_key, attribute_key, language, value_key, act, state, source_key, outside, confidence, actor_key, at)
                values ({seed.LibraryKey}, {1}, {1}, (select min(key) from attribute), {""}, {"v"}, {1}, {2}, (select min(key) from source), {0}, {10000}, {1}, {session.Now})
                returning key
                """);
        })).Value;

        var first = await Insert();
        await test.Database.WriteAsync(Actor.System, session => session.ExecuteAsync($"delete from claim where key = {first}"));
        var second = await Insert();

        Assert.True(second > first);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Seed_Twice_PlantsOnce(string engine)
    {
        await using var test = await TestDatabase.CreateAsync(engine);

        var first = await Seed.EnsureAsync(test.Database, Ids);
        var second = await Seed.EnsureAsync(test.Database, Ids);

        Assert.Equal(first, second);
        Assert.Equal("Owner", first.Owner.Name);
        Assert.Equal(2, await test.Database.ReadAsync(session => session.NumberAsync($"select count(*) from actor")));
    }
}

using Npgsql;
using Vitrine.Server.Storage;
using Vitrine.Tests.Shared;

namespace Vitrine.Server.Tests.Storage;

/// <summary>Two writes that each wait for a row of the other one: the database ends one of them, and it is run again.</summary>
public sealed class ClashTests
{
    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Write_ThatMetAnotherOne_IsRunAgainFromItsBeginning()
    {
        await using var test = await WithRowsAsync();
        var (runs, rung, after) = (0, 0, 0);
        test.Database.Committed += _ => Interlocked.Increment(ref rung);
        var met = new Meeting(2);

        Task Write(string first, string second) => Task.Run(() => test.Database.WriteAsync(Actor.System, async session =>
        {
            var run = Interlocked.Increment(ref runs);
            session.OnCommit(() => Interlocked.Increment(ref after));
            session.Log(new Change(1, LogSubject.Asset, 1, ChangeEvent.Changed));
            await AddAsync(session, first);

            // Only at first: what is run again finds the other one gone.
            await (run <= 2 ? met.ComeAsync() : Task.CompletedTask);
            await AddAsync(session, second);
        }));
        await Task.WhenAll(Write("a", "b"), Write("b", "a"));

        // Each is there once, whole: what was undone rang no bell, logged nothing, and left nothing for after its commit.
        // Mostly one of them; on a busy server both may find the knot before either is gone.
        Assert.InRange(runs, 3, 4);
        Assert.Equal((2, 2), (rung, after));
        Assert.Equal((2, 2, 2), (await ValueAsync(test, "a"), await ValueAsync(test, "b"), await test.Database.ReadAsync(session => session.NumberAsync($"select count(*) from change_log"))));
    }

    [Fact]
    public async Task Write_ThatMeetsOthersEachTime_FailsAfterSomeRepeatsAndKeepsNothing()
    {
        await using var test = await WithRowsAsync();
        var runs = 0;

        var error = await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => test.Database.WriteAsync(Actor.System, async session =>
        {
            runs++;
            await AddAsync(session, "a");
            await session.ExecuteAsync($"do $$ begin raise exception using errcode = 'deadlock_detected'; end $$");
        }));

        Assert.True(WriteClash.Is(error));
        Assert.Equal(1 + WriteClash.MostRepeats, runs);
        Assert.Equal(0, await ValueAsync(test, "a"));
    }

    [Fact]
    public async Task Write_ThatFailedOtherwise_IsNotRepeated()
    {
        await using var test = await WithRowsAsync();
        var runs = 0;

        await Assert.ThrowsAnyAsync<PostgresException>(() => test.Database.WriteAsync(Actor.System, session =>
        {
            runs++;
            return session.ExecuteAsync($"insert into stamp (name, value) values ({"a"}, {"twice"})");
        }));

        Assert.Equal(1, runs);
    }

    /// <summary>A clash that comes of what is done after the commit undoes nothing, so the write must not be done twice.</summary>
    [Fact]
    public async Task Commit_IsNeverRepeatedForWhatFollowsIt()
    {
        await using var test = await WithRowsAsync();

        await Assert.ThrowsAnyAsync<PostgresException>(() => test.Database.WriteAsync(Actor.System, session =>
        {
            session.OnCommit(() => throw new PostgresException("after", "ERROR", "ERROR", PostgresErrorCodes.DeadlockDetected));
            return AddAsync(session, "a");
        }));

        Assert.Equal(1, await ValueAsync(test, "a"));
    }

    private static async Task<TestDatabase> WithRowsAsync()
    {
        var test = await TestDatabase.CreateAsync(Engines.Postgres);
        await test.Database.WriteAsync(Actor.System, session => session.ExecuteAsync($"insert into stamp (name, value) values ({"a"}, {"0"}), ({"b"}, {"0"})"));
        return test;
    }

    private static Task<int> AddAsync(WriteSession session, string name) => session.ExecuteAsync($"update stamp set value = value::int + 1 where name = {name}", Ending);

    private static async Task<long> ValueAsync(TestDatabase test, string name) =>
        (await test.Database.ReadAsync(session => session.NumberAsync($"select value::bigint from stamp where name = {name}", Ending))).GetValueOrDefault();

    /// <summary>Lets everybody wait until all are there.</summary>
    private sealed class Meeting(int of)
    {
        private readonly TaskCompletionSource all = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int there;

        public Task ComeAsync()
        {
            if (Interlocked.Increment(ref there) == of)
            {
                all.SetResult();
            }

            return all.Task;
        }
    }
}

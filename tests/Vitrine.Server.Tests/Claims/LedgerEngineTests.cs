using CsCheck;
using Microsoft.Extensions.DependencyInjection;
using Vitrine.Core.Assets;
using Vitrine.Core.Claims;
using Vitrine.Server.Claims;
using Vitrine.Server.Storage;
using Vitrine.Tests.Shared;

namespace Vitrine.Server.Tests.Claims;

/// <summary>Random lives of an asset's metadata end, step by step, in the database as they do in memory, and their pasts are shown alike.</summary>
public sealed class LedgerEngineTests
{
    /// <summary>What the database does not do alone: readings of files have their own state, merges their own job. Their tests stand beside them.</summary>
    private static readonly LedgerActKind[] Elsewhere = [LedgerActKind.File, LedgerActKind.Merge];

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Life_InTheDatabase_IsTheOneInMemory(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var lives = Deep.IsOn ? 300 : 12;
        var concepts = await app.Database.ReadAsync(session => session.QueryAsync($"select key from concept order by key limit 4", row => row.GetInt64(0)));
        for (var life = 0; life < lives; life++)
        {
            var asset = (await app.UploadAsync($"{life}.gif", PlayedMedia.File($"life {life}"))).Id;
            await app.FinishAsync();
            if (life == lives / 2)
            {
                await app.RestartAsync();
            }

            await LiveAsync(app, asset, LedgerAct.Lives.Single(), number => concepts[number - 1]);
        }
    }

    private static async Task LiveAsync(DamApp app, string id, LedgerAct[] acts, Func<int, long> concept)
    {
        var book = new LedgerBook();
        List<long> batches = [], made = [];
        var keys = new Dictionary<long, long>();
        List<(long Position, string Shown)> states = [];
        foreach (var (act, at) in acts.Where(act => !Elsewhere.Contains(act.Kind)).Select((act, at) => (act, at)))
        {
            act.Do(book, at, batches, concept);
            await app.Database.WriteAsync(Actor.System, session => DoAsync(app, session, id, act, at, made, keys, concept));
            var shown = await ShownAsync(app, id, null);
            Assert.Equal(Print(book.Shown), shown.Text);
            states.RemoveAll(state => state.Position == shown.Position);
            states.Add(shown);
        }

        foreach (var (position, shown) in states)
        {
            Assert.Equal(shown, (await ShownAsync(app, id, position)).Text);
        }
    }

    private static async Task DoAsync(DamApp app, WriteSession session, string id, LedgerAct act, int at, List<long> batches, Dictionary<long, long> keys, Func<int, long> concept)
    {
        var ledger = app.Services.GetRequiredService<ClaimLedger>();
        var asset = (await ClaimLedger.FindAsync(session, (await session.NumberAsync($"select key from asset where id = {id}"))!.Value))!;
        if (act.HasBatch)
        {
            batches.Add(at + 1);
            keys[at + 1] = await session.InsertAsync(
                $"insert into batch (id, library_key, actor_key, what, created_at) values ({app.Services.GetRequiredService<IdGenerator>().Next()}, {asset.LibraryKey}, {session.Actor.Key}, 'test', {session.Now}) returning key");
        }

        long? batch = act.HasBatch ? keys[at + 1] : null;
        switch (act.Kind)
        {
            case LedgerActKind.Person or LedgerActKind.Batch:
                await SayAsync(await ledger.TurnAsync(session, asset, batch), act, concept);
                break;
            case LedgerActKind.Analyse:
                await ledger.ProposeAsync(session, asset, [.. act.Proposals(concept).Select(claim => new MachineClaim(claim, []))], batch);
                break;
            case LedgerActKind.Reset:
                await ledger.ResetAsync(session, asset, batch, CancellationToken.None);
                break;
            case LedgerActKind.Undo when act.Undone(batches) is { } undone:
                await ledger.UndoAsync(session, asset, keys[undone]);
                break;
        }
    }

    private static async Task SayAsync(LedgerTurn turn, LedgerAct act, Func<int, long> concept)
    {
        var tag = new ClaimValue.Concept(concept(act.Second));
        string? language = act.Third switch { 0 => null, 1 => "en", _ => "de" };
        _ = act.First switch
        {
            0 => await turn.AddAsync(ClaimAttributes.Tag, tag),
            1 => await turn.RemoveAsync(ClaimAttributes.Tag, tag),
            2 => await turn.DecideAsync(ClaimAttributes.Tag, null, tag, EntryKind.Accept),
            3 => await turn.DecideAsync(ClaimAttributes.Tag, null, tag, EntryKind.Reject),
            4 => await turn.DecideAsync(ClaimAttributes.Tag, null, tag, EntryKind.Lift),
            5 => await turn.SetAsync(ClaimAttributes.Title, language, new ClaimValue.Text($"text {act.Second}")),
            _ => await turn.SetAsync(ClaimAttributes.Title, language, null, everywhere: act.Second == 4),
        };
        await turn.EndAsync();
    }

    /// <summary>What is shown now or was shown then, and the position of the last thing that happened to the asset.</summary>
    private static Task<(long Position, string Text)> ShownAsync(DamApp app, string id, long? position) => app.Database.ReadAsync(async session =>
    {
        var key = (await session.NumberAsync($"select key from asset where id = {id}"))!.Value;
        var now = await session.NumberAsync(
            $"""
            select max(p) from (select max(key) as p from claim where subject_key = {key} union all select max(since_seq) from claim join claim_return on claim_key = key where subject_key = {key}
            union all select max(ended_seq) from claim_history where subject_key = {key} union all select max(key) from claim_history where subject_key = {key}) as positions
            """);
        var (entries, view) = await LedgerPast.ReadAsync(session, key, new PastMoment(position ?? now ?? 0, null), CancellationToken.None);
        return (now ?? 0, Print(ShownValue.Resolve(entries, view)));
    });

    private static string Print(IEnumerable<ShownClaim> shown) =>
        string.Join('\n', shown.Select(claim => $"{claim.Attribute} [{claim.Language}] {claim.Value?.Canonical ?? "-"} {claim.State} by {claim.Winner.Rank}"));
}

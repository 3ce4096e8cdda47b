using System.Diagnostics;
using Vitrine.Core.Assets;
using Vitrine.Core.Claims;
using Vitrine.Server.Claims;
using Vitrine.Server.Jobs;
using Vitrine.Server.Storage;
using Vitrine.Server.Vocabularies;
using Vitrine.Server.WriteBack;

namespace Vitrine.Server.Bulk;

/// <summary>
/// A job that changes what is said about many assets, in pieces that are shown together at its end. A kill leaves the batch pending, and the job goes on with it;
/// who cancels the job takes back what nobody saw.
/// </summary>
internal abstract class BulkJob(BulkAssets assets, AssetEditReader edits, BulkProjection marks, Interned interned, AssetProjection projection) : IJobKind
{
    private const int First = 16, Enough = 128, Most = 4096;
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(20), Long = TimeSpan.FromMilliseconds(40), ForTurn = TimeSpan.FromMilliseconds(200);

    public abstract string Name { get; }

    public JobLane Lane => JobLane.Edit;

    public bool CanUndo => true;

    public bool KeepsSet => true;

    public async Task RunAsync(RunningJob job, CancellationToken cancellationToken)
    {
        var batch = job.BatchKey!.Value;
        if (!await job.Database.ReadAsync(session => PendingBatch.IsShownAsync(session, batch, cancellationToken), cancellationToken))
        {
            try
            {
                await WriteAllAsync(job, batch, cancellationToken);
            }
            catch (Exception error) when (error is JobCancelledException or JobRefusedException)
            {
                await BulkTakeBack.OneAsync(job.Database, job.Key, batch, CancellationToken.None);
                throw;
            }
        }

        await TidyAsync(job, batch, cancellationToken);
    }

    /// <summary>Reads the request.</summary>
    /// <exception cref="JobRefusedException">The request makes no sense.</exception>
    protected abstract Task<BulkPlan> PrepareAsync(RunningJob job, CancellationToken cancellationToken);

    /// <summary>Called when all is done, perhaps twice.</summary>
    protected virtual Task EndedAsync(RunningJob job, CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task WriteAllAsync(RunningJob job, long batch, CancellationToken cancellationToken)
    {
        var plan = await PrepareAsync(job, cancellationToken);
        var start = await BeginAsync(job, batch, cancellationToken);
        var scope = await ScopeAsync(job, plan, cancellationToken);
        var set = await job.Database.ReadAsync(session => JobSet.ReadAsync(session, job.Key, cancellationToken), cancellationToken);
        var done = (int)(await job.Database.ReadAsync(session => session.NumberAsync($"select done from job where key = {job.Key}", cancellationToken), cancellationToken) ?? 0);
        var together = First;
        while (done < set.Length)
        {
            var piece = new Piece(job, plan, scope, batch, start, set, done, Math.Min(together, set.Length - done));
            var took = await PieceAsync(piece, cancellationToken);
            done += piece.Count;
            together = Next(together, took);
        }

        while (!await ShowAsync(job, batch, cancellationToken))
        {
            await AgainAsync(job, scope, batch, cancellationToken);
        }
    }

    /// <summary>How many the next piece has: small at first, when nothing is at hand yet; below <see cref="Enough"/> what is around a piece costs more than the piece.</summary>
    private static int Next(int together, TimeSpan took) => together < Enough ? together * 2 : took > Long ? Math.Max(Enough, together / 2) : took < Short ? Math.Min(Most, together * 2) : together;

    /// <summary>Waits until no other batch is pending.</summary>
    private static async Task<long> BeginAsync(RunningJob job, long batch, CancellationToken cancellationToken)
    {
        while (true)
        {
            var begun = await job.Database.WriteAsync(
                job.Actor,
                async session =>
                {
                    await job.AdvanceAsync(session, default, cancellationToken);
                    return await PendingBatch.BeginAsync(session, batch, cancellationToken);
                },
                cancellationToken);
            if (begun.Value is { } start)
            {
                return start;
            }

            await BulkTakeBack.AllAsync(job.Database, cancellationToken);
            await Task.Delay(ForTurn, job.Database.Clock, cancellationToken);
        }
    }

    private async Task<LedgerScope> ScopeAsync(RunningJob job, BulkPlan plan, CancellationToken cancellationToken)
    {
        long[]? concepts = null;
        if (plan.OnlyTags is { } tags)
        {
            concepts = await ConceptsAsync(job, tags, cancellationToken);
        }

        return new LedgerScope(
            plan.Targets.Select(slot => slot.Attribute), plan.Sources.Select(slot => slot.Attribute), assets.SlotsOf(job.LibraryKey).Schema.All.Select(field => field.Attribute), concepts);
    }

    /// <summary>All are known from here on, so that reading them, and what was merged into them, is reading all that matters.</summary>
    private async Task<long[]> ConceptsAsync(RunningJob job, AssetWish tags, CancellationToken cancellationToken)
    {
        try
        {
            return (await job.Database.WriteAsync(
                job.Actor,
                async session =>
                {
                    var edit = await edits.ResolveAsync(session, job.LibraryKey, tags, cancellationToken);
                    long[] named = [.. edit.Add.Concat(edit.Remove).Select(member => member.Value).OfType<ClaimValue.Concept>().Select(concept => concept.Key).Distinct()];
                    var merged = await session.QueryAsync($"select key from concept where {session.Dialect.AnyOf(new RawSql("merged_into"), named)}", row => row.GetInt64(0), cancellationToken);
                    return named.Union(merged).ToArray();
                },
                cancellationToken)).Value;
        }
        catch (AmbiguousTagException ambiguous)
        {
            throw new JobRefusedException("ambiguous", ambiguous.Message);
        }
    }

    /// <summary>Writes some assets in one transaction; one that cannot be written is told, and the rest goes on. Returns how long the transaction took.</summary>
    private async Task<TimeSpan> PieceAsync(Piece piece, CancellationToken cancellationToken)
    {
        var started = 0L;
        try
        {
            await piece.Job.Database.WriteAsync(
                piece.Job.Actor,
                async session =>
                {
                    started = Stopwatch.GetTimestamp();
                    await WriteAsync(session, piece, cancellationToken);
                },
                cancellationToken);
        }
        catch (Exception error) when (error is not (JobCancelledException or JobRefusedException or OperationCanceledException or OutOfMemoryException))
        {
            if (piece.Count > 1)
            {
                for (var at = 0; at < piece.Count; at++)
                {
                    await PieceAsync(piece with { From = piece.From + at, Count = 1 }, cancellationToken);
                }

                return Long;
            }

            await SkipAsync(piece, error, cancellationToken);
        }

        return Stopwatch.GetElapsedTime(started);
    }

    private async Task WriteAsync(WriteSession session, Piece piece, CancellationToken cancellationToken)
    {
        var job = piece.Job;
        long[] keys = piece.Set[piece.From..(piece.From + piece.Count)];
        await piece.Plan.ReadyAsync(session, piece.From, piece.Count, cancellationToken);
        var rows = await BulkAssets.RowsAsync(session, job.LibraryKey, keys, cancellationToken);
        long[] there = [.. rows.Select(row => row.Key)];
        var entries = await piece.Scope.ReadAsync(session, interned, there, cancellationToken);
        var parts = piece.Plan.NeedsFacts ? await BulkAssets.PartsAsync(session, rows, keys, piece.From + 1, cancellationToken) : null;
        var words = piece.Plan.NeedsWords ? await assets.WordsAsync(session, entries.SelectMany(some => some), cancellationToken) : static _ => null;
        BulkAsset[] some = [.. rows.Select(row => new BulkAsset(row.Key, row.Id, row.Name, row.Version, parts?.GetValueOrDefault(row.Key), Ledger(row, entries, piece.Batch)))];

        var write = new BulkWrite(session, interned, job.LibraryKey, piece.Batch, piece.Start);
        await write.LookAsync(there, cancellationToken);
        var failed = 0;
        var resolved = new Dictionary<AssetWish, AssetEdit>(ReferenceEqualityComparer.Instance);
        foreach (var asset in some)
        {
            var (wish, problems) = piece.Plan.Wish(asset, words);
            var isLate = false;
            if (problems.Count == 0)
            {
                (var edit, problems) = await EditAsync(session, piece, asset, wish, resolved, cancellationToken);
                isLate = edit is not null && write.Apply(asset, edit);
            }

            failed += problems.Count > 0 ? 1 : 0;
            foreach (var problem in isLate ? [Late] : problems)
            {
                await job.TellAsync(session, asset.Name, problem, cancellationToken);
            }
        }

        await write.WriteAsync(some, cancellationToken);
        await marks.MarkAsync(session, job.LibraryKey, piece.Batch, piece.Scope, [.. some.Where(asset => write.Changed.Contains(asset.Key))], again: false, cancellationToken);
        await job.AdvanceAsync(session, new JobProgress(Done: piece.Count, Changed: write.Changed.Count, Failed: failed), cancellationToken);
    }

    private static ValueProblem Late => new("", "meanwhile", "Somebody changed this asset while the job ran; what they said stays.", null);

    private static SubjectLedger Ledger(BulkAssets.Row row, ILookup<long, ClaimEntry> entries, long batch) =>
        new(new Subject(SubjectKind.Asset, row.Key), entries[row.Key], new LedgerView(row.Version), batch);

    /// <summary>What is done to an asset, or why it cannot be.</summary>
    private async Task<(AssetEdit? Edit, IReadOnlyList<ValueProblem> Problems)> EditAsync(
        WriteSession session, Piece piece, BulkAsset asset, AssetWish wish, Dictionary<AssetWish, AssetEdit> resolved, CancellationToken cancellationToken)
    {
        var library = piece.Job.LibraryKey;
        try
        {
            if (!resolved.TryGetValue(wish, out var edit))
            {
                edit = resolved[wish] = await edits.ResolveAsync(session, library, wish, cancellationToken);
            }

            if (edit.Fields.Count > 0)
            {
                if (await edit.Guard!.CheckAsync(session, new LedgerSubject(asset.Key, library, asset.Version), asset.Ledger.Shown, edit.Fields, complete: false, cancellationToken) is { Count: > 0 } problems)
                {
                    return (null, problems);
                }

                await BulkProjection.KeepAsync(session, interned, piece.Batch, asset.Key, edit.Fields, cancellationToken);
            }

            return (edit, []);
        }
        catch (AmbiguousTagException ambiguous)
        {
            return (null, [new ValueProblem(AttributeSlot.Tags, "ambiguous", ambiguous.Message, null)]);
        }
    }

    private static async Task SkipAsync(Piece piece, Exception error, CancellationToken cancellationToken) => await piece.Job.Database.WriteAsync(
        piece.Job.Actor,
        async session =>
        {
            var name = await session.TextAsync($"select name from asset where key = {piece.Set[piece.From]}", cancellationToken) ?? "";
            await piece.Job.ProblemAsync(session, name, piece.Job.ProblemOf("This asset could not be changed", error), cancellationToken);
            await piece.Job.AdvanceAsync(session, new JobProgress(Done: 1, Failed: 1), cancellationToken);
        },
        cancellationToken);

    /// <summary>Shows the batch, unless assets of it have to be looked at again first.</summary>
    private static async Task<bool> ShowAsync(RunningJob job, long batch, CancellationToken cancellationToken) => (await job.Database.WriteAsync(
        job.Actor,
        async session =>
        {
            await job.AdvanceAsync(session, default, cancellationToken);
            if (!await PendingBatch.ShowAsync(session, job.LibraryKey, batch, cancellationToken))
            {
                return false;
            }

            await PendingDates.WriteAsync(session, batch, cancellationToken);
            return true;
        },
        cancellationToken)).Value;

    /// <summary>Works out again what will be shown of assets that somebody changed beside the batch.</summary>
    private async Task AgainAsync(RunningJob job, LedgerScope scope, long batch, CancellationToken cancellationToken) => await job.Database.WriteAsync(
        job.Actor,
        async session =>
        {
            long[] keys = [.. await session.QueryAsync($"select asset_key from pending_asset where batch_key = {batch} order by asset_key limit {First}", row => row.GetInt64(0), cancellationToken)];
            var rows = await BulkAssets.RowsAsync(session, job.LibraryKey, keys, cancellationToken);
            var entries = await scope.ReadAsync(session, interned, keys, cancellationToken);
            BulkAsset[] some = [.. rows.Select(row => new BulkAsset(row.Key, row.Id, row.Name, row.Version, null, Ledger(row, entries, batch)))];
            await BulkProjection.UnmarkAsync(session, batch, keys, cancellationToken);
            await marks.MarkAsync(session, job.LibraryKey, batch, scope, some, again: false, cancellationToken);
        },
        cancellationToken);

    /// <summary>What is left to do once all is shown: nobody waits for it, and a kill repeats it.</summary>
    private async Task TidyAsync(RunningJob job, long batch, CancellationToken cancellationToken)
    {
        while ((await job.Database.WriteAsync(job.Actor, session => PendingDates.WriteAsync(session, batch, cancellationToken), cancellationToken)).Value > 0)
        {
        }

        while ((await job.Database.WriteAsync(Actor.System, session => BulkProjection.SweepAsync(session, batch, cancellationToken), cancellationToken)).Value)
        {
        }

        var others = await HasOthersAsync(job, cancellationToken);
        var followed = await job.Database.ReadAsync(async session => (await WriteBackSettings.SwitchedOnAsync(session, cancellationToken)).Contains(job.LibraryKey), cancellationToken);
        if (others || followed)
        {
            var set = await job.Database.ReadAsync(session => JobSet.ReadAsync(session, job.Key, cancellationToken), cancellationToken);
            foreach (var some in set.Chunk(others ? First : Most / 8))
            {
                await job.Database.WriteAsync(Actor.System, session => FollowAsync(session, batch, some, others, followed, cancellationToken), cancellationToken);
            }
        }

        await EndedAsync(job, cancellationToken);
        await job.Database.WriteAsync(Actor.System, session => session.ExecuteAsync($"delete from job_set where job_key = {job.Key}", cancellationToken), cancellationToken);
    }

    /// <param name="others">Whether what is shown elsewhere is renewed, asset by asset.</param>
    /// <param name="followed">Whether files follow.</param>
    private async Task FollowAsync(WriteSession session, long batch, long[] some, bool others, bool followed, CancellationToken cancellationToken)
    {
        if (followed)
        {
            await WriteBackRows.AddAsync(session, Sql.Of($"{session.Dialect.AnyOf(new RawSql("a.key"), some)} and a.edited_batch = {batch}"), cancellationToken);
        }

        foreach (var key in others ? some : [])
        {
            if (await session.NumberAsync($"select key from asset where key = {key} and edited_batch = {batch}", cancellationToken) is not null
                && await ClaimLedger.FindAsync(session, key, cancellationToken) is { } asset)
            {
                await projection.RefreshAsync(session, asset, batch, cancellationToken);
            }
        }

        await BulkProjection.LetGoAsync(session, batch, some, cancellationToken);
    }

    /// <summary>Whether assets are renewed one by one.</summary>
    private async Task<bool> HasOthersAsync(RunningJob job, CancellationToken cancellationToken)
    {
        try
        {
            return (await PrepareAsync(job, cancellationToken)).Targets.Any(slot => LedgerScope.IsOther(slot.Attribute));
        }
        catch (JobRefusedException)
        {
            // A field was deleted since; what was shown stays.
            return true;
        }
    }

    /// <summary>Some assets of the set that are written together.</summary>
    private sealed record Piece(RunningJob Job, BulkPlan Plan, LedgerScope Scope, long Batch, long Start, long[] Set, int From, int Count);
}

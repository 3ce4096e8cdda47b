using System.Text.Json;
using Vitrine.Core.Claims;
using Vitrine.Core.Vocabulary;
using Vitrine.Server.Claims;
using Vitrine.Server.Jobs;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Vocabularies;

/// <summary>The request of a merge: public ids.</summary>
internal sealed record MergeOrder(string From, string Into);

/// <summary>What a merge changed beside the redirect, so that it can be taken back: what the one that stays got, and which earlier redirects were led on to it.</summary>
internal sealed record MergeRecord(IReadOnlyList<ConceptLabel> Labels, IReadOnlyList<ExternalId> ExternalIds, IReadOnlyList<long> Led, long? LabelledAt);

/// <summary>
/// Merges concepts and takes that back. Claims keep the concept they name and are followed to the one it became; whoever searches for that finds both.
/// Only assets with claims about both are decided differently: those that no longer show either are known before the merge and change with it.
/// </summary>
internal sealed class ConceptMerging(VocabularyStore vocabulary, AssetProjection projection, Database database)
{
    private const int Chunk = 200;

    /// <summary>Renews what lists and search read of an asset.</summary>
    public async Task<bool> RefreshAsync(WriteSession session, LedgerSubject asset, CancellationToken cancellationToken)
    {
        await projection.RefreshAsync(session, asset, null, cancellationToken);
        return true;
    }

    /// <summary>Assets with claims about both concepts, in order.</summary>
    public static async Task<List<long>> BothAsync(DbSession session, long[] from, long[] into, CancellationToken cancellationToken)
    {
        var both = new SortedSet<long>();
        foreach (var (one, other) in ClaimRows.Near.SelectMany(one => ClaimRows.Near.Select(other => (one, other))))
        {
            both.UnionWith(await session.QueryAsync(
                $"""
                select distinct c.subject_key from {one} c
                where c.subject_kind = {SubjectKind.Asset} and {session.Dialect.AnyOf(new RawSql("c.concept_key"), from)}
                    and exists (select 1 from {other} o where o.subject_key = c.subject_key and o.subject_kind = {SubjectKind.Asset} and {session.Dialect.AnyOf(new RawSql("o.concept_key"), into)})
                """,
                row => row.GetInt64(0),
                cancellationToken));
        }

        return [.. both];
    }

    /// <summary>A concept's key and the keys of those that were merged into it.</summary>
    public static async Task<long[]> ClassAsync(DbSession session, long key, CancellationToken cancellationToken) =>
        [key, .. await session.QueryAsync($"select key from concept where merged_into = {key} order by key", row => row.GetInt64(0), cancellationToken)];

    /// <summary>Of how many things something is said with a concept, or with one that was merged into it.</summary>
    public static async Task<int> UsedAsync(DbSession session, long key, CancellationToken cancellationToken)
    {
        var all = await ClassAsync(session, key, cancellationToken);
        var used = new HashSet<(long, long)>();
        foreach (var claims in ClaimRows.Near)
        {
            used.UnionWith(await session.QueryAsync(
                $"select distinct c.subject_kind, c.subject_key from {claims} c where {session.Dialect.AnyOf(new RawSql("c.concept_key"), all)}", row => (row.GetInt64(0), row.GetInt64(1)), cancellationToken));
        }

        return used.Count;
    }

    /// <summary>Does what is not done yet: once the redirect stands, nothing.</summary>
    /// <exception cref="JobRefusedException">One of the two is gone, or is the other one, or merging would close a circle.</exception>
    public async Task MergeAsync(RunningJob job, MergeOrder order, CancellationToken cancellationToken)
    {
        if (await database.ReadAsync(session => session.NumberAsync($"select key from concept_merge where batch_key = {job.BatchKey}", cancellationToken), cancellationToken) is not null)
        {
            return;
        }

        var (seen, hidden) = await HiddenAsync(job, order, cancellationToken);
        await database.WriteAsync(job.Actor, session => RedirectAsync(session, job, order, seen, hidden, cancellationToken), cancellationToken);
    }

    /// <summary>The ledger position before the look, and the assets that will show neither concept.</summary>
    private async Task<(long Seen, List<long> Hidden)> HiddenAsync(RunningJob job, MergeOrder order, CancellationToken cancellationToken)
    {
        var (from, into, seen, both) = await database.ReadAsync(
            async session =>
            {
                var (one, other) = await PairAsync(session, job.LibraryKey, order, cancellationToken);
                var (first, second) = (await ClassAsync(session, one.Key, cancellationToken), await ClassAsync(session, other.Key, cancellationToken));
                return (first, second, await PositionAsync(session, cancellationToken), await BothAsync(session, first, second, cancellationToken));
            },
            cancellationToken);
        var hidden = new List<long>();
        foreach (var some in both.Chunk(Chunk))
        {
            hidden.AddRange(await database.ReadAsync(session => HiddenOfAsync(session, some, from, into[0], cancellationToken), cancellationToken));
        }

        return (seen, hidden);
    }

    private async Task<List<long>> HiddenOfAsync(DbSession session, long[] assets, long[] from, long into, CancellationToken cancellationToken)
    {
        var versions = (await session.QueryAsync(
            $"select key, library_key, version_key from asset where {session.Dialect.AnyOf(new RawSql("key"), assets)}",
            row => new LedgerSubject(row.GetInt64(0), row.GetInt64(1), row.NumberOrNull(2)), cancellationToken)).ToDictionary(asset => asset.AssetKey);
        var entries = (await ClaimRows.CountingAsync(session, SubjectKind.Asset, assets, cancellationToken)).ToLookup(entry => entry.Subject.Key);
        return [.. versions.Values.Where(asset => !ShownValue
            .Resolve(entries[asset.AssetKey].Where(entry => entry.Attribute == ClaimAttributes.Tag), new LedgerView(asset.CurrentVersion, Merged: from.ToDictionary(key => key, _ => into)))
            .Any(claim => claim.IsVisible && claim.Value is ClaimValue.Concept concept && concept.Key == into && !vocabulary.HoldsBack(asset.LibraryKey, claim)))
            .Select(asset => asset.AssetKey)];
    }

    private async Task RedirectAsync(WriteSession session, RunningJob job, MergeOrder order, long seen, List<long> hidden, CancellationToken cancellationToken)
    {
        await VocabularyStore.LockWordsAsync(session, job.LibraryKey, cancellationToken);
        var (from, into) = await PairAsync(session, job.LibraryKey, order, cancellationToken);
        if (await WouldCircleAsync(session, from.Key, into.Key, cancellationToken))
        {
            throw new JobRefusedException("circle", "Other concepts lie between these two. Merge those first, or change what is broader.");
        }

        var (first, second) = (await ClassAsync(session, from.Key, cancellationToken), await ClassAsync(session, into.Key, cancellationToken));
        var record = await GiveAsync(session, from, into, [.. first.Skip(1)], cancellationToken);
        await session.ExecuteAsync($"update concept set merged_into = {into.Key}, labelled_at = {session.Now}, revision = revision + 1 where key = {from.Key}", cancellationToken);
        await session.ExecuteAsync($"update concept set merged_into = {into.Key} where merged_into = {from.Key}", cancellationToken);
        await session.ExecuteAsync(
            $"""
            insert into concept_merge (concept_key, into_key, batch_key, at, from_seq, record)
            values ({from.Key}, {into.Key}, {job.BatchKey}, {session.Now}, {await NextAsync(session, cancellationToken)}, {JsonSerializer.Serialize(record, ConceptJson.Default.MergeRecord)})
            """,
            cancellationToken);
        foreach (var some in hidden.Chunk(1000))
        {
            await AssetProjection.DropTagsAsync(session, some, [.. first, .. second], cancellationToken);
        }

        await NoteAsync(session, job.LibraryKey, from, into, ("merged", "merged"), job.BatchKey, cancellationToken);
        await vocabulary.ChangedAsync(session, job.LibraryKey, ChangeEvent.Changed, [.. first, into.Key], cancellationToken, job.BatchKey);
        await LateAsync(session, first, second, seen, cancellationToken);
    }

    /// <summary>Assets that got claims since they were looked at.</summary>
    private async Task LateAsync(WriteSession session, long[] from, long[] into, long seen, CancellationToken cancellationToken)
    {
        var late = await session.QueryAsync(
            $"select distinct subject_key from claim where key > {seen} and subject_kind = {SubjectKind.Asset} and {session.Dialect.AnyOf(new RawSql("concept_key"), [.. from, .. into])}",
            row => row.GetInt64(0),
            cancellationToken);
        foreach (var asset in late)
        {
            if (await ClaimLedger.FindAsync(session, asset, cancellationToken) is { } subject)
            {
                await projection.RefreshAsync(session, subject, null, cancellationToken);
            }
        }
    }

    /// <summary>The words and the external ids of the one that goes, as synonyms of the one that stays.</summary>
    private static async Task<MergeRecord> GiveAsync(WriteSession session, ConceptState from, ConceptState into, long[] led, CancellationToken cancellationToken)
    {
        var known = into.Labels.Select(label => (label.Language, Core.Search.TextFold.Key(label.Text))).ToHashSet();
        ConceptLabel[] labels = [.. from.Labels.Where(label => known.Add((label.Language, Core.Search.TextFold.Key(label.Text)))).Select(label => label with { Preferred = false })
            .Take(ConceptText.MostLabels - into.Labels.Count)];
        ExternalId[] externals = [.. from.ExternalIds.Except(into.ExternalIds).Take(ConceptText.MostExternalIds - into.ExternalIds.Count)];
        foreach (var label in labels)
        {
            await VocabularyRows.AddLabelAsync(session, into.Key, label, cancellationToken);
        }

        foreach (var id in externals)
        {
            await session.ExecuteAsync($"insert into concept_external (concept_key, scheme, external_id) values ({into.Key}, {id.Scheme}, {id.Id})", cancellationToken);
        }

        await session.ExecuteAsync($"update concept set revision = revision + 1 where key = {into.Key}", cancellationToken);
        return new MergeRecord(labels, externals, led, await session.NumberAsync($"select labelled_at from concept where key = {from.Key}", cancellationToken));
    }

    internal static async Task NoteAsync(WriteSession session, long library, ConceptState from, ConceptState into, (string From, string Into) acts, long? batch, CancellationToken cancellationToken)
    {
        var pair = JsonSerializer.Serialize(new MergeOrder(from.PublicId, into.PublicId), ConceptJson.Default.MergeOrder);
        await ConceptWriter.NoteAsync(session, library, from.Key, acts.From, null, pair, cancellationToken);
        await ConceptWriter.NoteAsync(session, library, into.Key, acts.Into, null, pair, cancellationToken);
    }

    internal static async Task<(ConceptState From, ConceptState Into)> PairAsync(DbSession session, long library, MergeOrder order, CancellationToken cancellationToken) =>
        await ConceptState.FindAsync(session, library, order.From, cancellationToken) is { } from && from.PublicId == order.From
        && await ConceptState.FindAsync(session, library, order.Into, cancellationToken) is { } into && into.PublicId == order.Into && from.Key != into.Key
            ? (from, into)
            : throw new JobRefusedException("no-concept", "One of the two concepts was deleted or merged meanwhile.");

    /// <summary>Whether a concept other than the two lies between them.</summary>
    internal static async Task<bool> WouldCircleAsync(DbSession session, long one, long other, CancellationToken cancellationToken) =>
        await BetweenAsync(session, one, other, cancellationToken) || await BetweenAsync(session, other, one, cancellationToken);

    /// <summary>A position of the ledger of its own; 0 where it has no entry yet.</summary>
    internal static async Task<long> NextAsync(WriteSession session, CancellationToken cancellationToken) => await session.NumberAsync(session.Dialect.NextPosition, cancellationToken) ?? 0;

    private static async Task<long> PositionAsync(DbSession session, CancellationToken cancellationToken) => await session.NumberAsync(
        $"select coalesce(max(n.key), 0) from (select max(key) as key from claim union all select max(key) from claim_history) n", cancellationToken) ?? 0;

    /// <summary>Whether there is a way up from one to the other over a third.</summary>
    private static async Task<bool> BetweenAsync(DbSession session, long from, long to, CancellationToken cancellationToken) => await session.NumberAsync(
        $"""
        with recursive up (key) as (
            select coalesce(p.merged_into, p.key) from concept_broader b join concept p on p.key = b.broader_key where b.concept_key = {from} and coalesce(p.merged_into, p.key) <> {to}
            union select coalesce(p.merged_into, p.key) from up join concept_broader b on b.concept_key = up.key join concept p on p.key = b.broader_key)
        select count(*) from up where key = {to}
        """,
        cancellationToken) > 0;

    /// <inheritdoc cref="ConceptSplitting"/>
    public Task SplitAsync(RunningJob undo, long batch, CancellationToken cancellationToken) =>
        new ConceptSplitting(vocabulary, projection, database).SplitAsync(undo, batch, cancellationToken);

    public static Task<string?> ProblemOfUndoAsync(DbSession session, long batch, CancellationToken cancellationToken) => ConceptSplitting.ProblemAsync(session, batch, cancellationToken);

    public static Task<List<long>> SplitSetAsync(DbSession session, long batch, CancellationToken cancellationToken) => ConceptSplitting.SetAsync(session, batch, cancellationToken);
}

using System.Text.Json;
using Vitrine.Core.Claims;
using Vitrine.Core.Search;
using Vitrine.Server.Claims;
using Vitrine.Server.Jobs;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Vocabularies;

/// <summary>
/// Takes a merge back. As long as it holds, a row of either concept means the one that stays, so that the rows can be told apart beforehand, a few at a time;
/// then the redirect goes, and then all assets concerned are decided again.
/// </summary>
internal sealed class ConceptSplitting(VocabularyStore vocabulary, AssetProjection projection, Database database)
{
    private const int Chunk = 100;

    /// <summary>Why the merge of a batch cannot be taken back; null where it can, or where the batch was none.</summary>
    public static async Task<string?> ProblemAsync(DbSession session, long batch, CancellationToken cancellationToken) =>
        await FindAsync(session, batch, cancellationToken) is { } merge
        && await session.NumberAsync($"select count(*) from concept where key = {merge.Into} and (merged_into is not null or deleted_at is not null)", cancellationToken) > 0
            ? "The concept that stayed was itself merged or deleted since. Take that back first."
            : null;

    /// <summary>Assets with claims about the concept that went and a row of the one that stayed, or claims about both.</summary>
    public static async Task<List<long>> SetAsync(DbSession session, long batch, CancellationToken cancellationToken)
    {
        if (await FindAsync(session, batch, cancellationToken) is not { } merge)
        {
            return [];
        }

        var both = await ConceptMerging.BothAsync(session, merge.Class, await RestAsync(session, merge, cancellationToken), cancellationToken);
        var shown = both.ToHashSet();
        foreach (var claims in ClaimRows.Near)
        {
            // Rows that come with a pending batch too.
            shown.UnionWith(await session.QueryAsync(
                $"""
                select distinct c.subject_key from {claims} c join tag_row t on t.asset_key = c.subject_key and t.concept_key = {merge.Into}
                where c.subject_kind = {SubjectKind.Asset} and {session.Dialect.AnyOf(new RawSql("c.concept_key"), merge.Class)}
                """,
                row => row.GetInt64(0),
                cancellationToken));
        }

        return [.. shown];
    }

    public async Task SplitAsync(RunningJob undo, long batch, CancellationToken cancellationToken)
    {
        if (await database.ReadAsync(session => FindAsync(session, batch, cancellationToken), cancellationToken) is not { } merge)
        {
            return;
        }

        var assets = await database.ReadAsync(
            session => session.QueryAsync($"select asset_key from job_item where job_key = {undo.Key} order by position", row => row.GetInt64(0), cancellationToken), cancellationToken);
        foreach (var some in assets.Chunk(Chunk))
        {
            await database.WriteAsync(undo.Actor, session => TellApartAsync(session, some, merge, cancellationToken), cancellationToken);
        }

        await database.WriteAsync(undo.Actor, session => EndAsync(session, undo.LibraryKey, merge, cancellationToken), cancellationToken);
    }

    /// <summary>Rows under the concepts that the claims name, of assets that show either.</summary>
    private async Task TellApartAsync(WriteSession session, long[] assets, Merge merge, CancellationToken cancellationToken)
    {
        long[] rest = await RestAsync(session, merge, cancellationToken);
        long[] all = [.. merge.Class, .. rest];
        var entries = (await ClaimRows.AsSaidAsync(session, SubjectKind.Asset, assets, cancellationToken)).Where(entry => entry.Attribute == ClaimAttributes.Tag).ToLookup(entry => entry.Subject.Key);
        var merged = merge.Class.Skip(1).Select(key => (key, merge.From)).Concat(rest.Skip(1).Select(key => (key, merge.Into))).ToDictionary();
        foreach (var key in assets)
        {
            if (await session.NumberAsync($"select count(*) from tag_row where asset_key = {key} and {session.Dialect.AnyOf(new RawSql("concept_key"), all)}", cancellationToken) is not > 0
                || await ClaimLedger.FindAsync(session, key, cancellationToken) is not { } asset)
            {
                continue;
            }

            ShownClaim[] shown = [.. ShownValue.Resolve(entries[key], new LedgerView(asset.CurrentVersion, Merged: merged))
                .Where(claim => claim.IsVisible && claim.Value is ClaimValue.Concept concept && all.Contains(concept.Key))];
            if (shown.Length > 0)
            {
                await AssetProjection.DropTagsAsync(session, [key], all, cancellationToken);
                await projection.AddTagsAsync(session, asset, shown, cancellationToken);
            }
        }
    }

    private async Task EndAsync(WriteSession session, long library, Merge merge, CancellationToken cancellationToken)
    {
        await VocabularyStore.LockWordsAsync(session, library, cancellationToken);
        await session.ExecuteAsync(
            $"update concept set merged_into = null, labelled_at = {merge.Record.LabelledAt}, revision = revision + 1 where key = {merge.From}", cancellationToken);
        await session.ExecuteAsync(
            $"update concept set merged_into = {merge.From} where merged_into = {merge.Into} and {session.Dialect.AnyOf(new RawSql("key"), [.. merge.Record.Led])}", cancellationToken);
        foreach (var label in merge.Record.Labels)
        {
            // One that a person made the preferred label since is theirs.
            await session.ExecuteAsync(
                $"delete from concept_label where concept_key = {merge.Into} and language = {label.Language} and folded = {TextFold.Key(label.Text)} and role = {VocabularyRows.Synonym}", cancellationToken);
        }

        foreach (var id in merge.Record.ExternalIds)
        {
            await session.ExecuteAsync($"delete from concept_external where concept_key = {merge.Into} and scheme = {id.Scheme} and external_id = {id.Id}", cancellationToken);
        }

        await session.ExecuteAsync($"update concept set revision = revision + 1 where key = {merge.Into}", cancellationToken);
        await session.ExecuteAsync(
            $"update concept_merge set until_at = {session.Now}, until_seq = {await ConceptMerging.NextAsync(session, cancellationToken)} where key = {merge.Key}", cancellationToken);
        var states = await ConceptState.ReadAsync(session, [merge.From, merge.Into], cancellationToken);
        await ConceptMerging.NoteAsync(session, library, states[merge.From], states[merge.Into], ("unmerged", "unmerged"), merge.Batch, cancellationToken);
        await vocabulary.ChangedAsync(session, library, ChangeEvent.Changed, [.. merge.Class, merge.Into], cancellationToken, merge.Batch);
    }

    /// <summary>The concept that stayed and what was merged into it apart from this merge.</summary>
    private static async Task<long[]> RestAsync(DbSession session, Merge merge, CancellationToken cancellationToken) =>
        [.. (await ConceptMerging.ClassAsync(session, merge.Into, cancellationToken)).Except(merge.Class)];

    private static async Task<Merge?> FindAsync(DbSession session, long batch, CancellationToken cancellationToken) => await session.FirstAsync(
        $"select key, concept_key, into_key, record from concept_merge where batch_key = {batch} and until_seq is null",
        row => new Merge(row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), batch, JsonSerializer.Deserialize(row.GetString(3), ConceptJson.Default.MergeRecord)!),
        cancellationToken);

    private sealed record Merge(long Key, long From, long Into, long Batch, MergeRecord Record)
    {
        /// <summary>The concept that went, and those that had been merged into it before.</summary>
        public long[] Class => [From, .. Record.Led];
    }
}

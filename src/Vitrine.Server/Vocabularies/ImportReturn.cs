using System.Text.Json;
using Vitrine.Core.Assets;
using Vitrine.Core.Vocabulary;
using Vitrine.Server.Hosting;
using Vitrine.Server.Jobs;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Vocabularies;

/// <summary>
/// Takes an import of concepts back: what it changed is as before, and the concepts that it made go, the narrowest first. What was changed or used since stays, and is told.
/// Begun again after a kill it goes on with what is left.
/// </summary>
internal sealed class ImportReturn(ConceptWriter writer, VocabularyStore vocabulary, Database database)
{
    private const string Act = "unimported";
    private const int Together = 50;

    /// <summary>Does nothing where the batch was no import.</summary>
    public async Task RunAsync(RunningJob undo, long batch, CancellationToken cancellationToken)
    {
        for (var after = 0L; ;)
        {
            var keys = await database.ReadAsync(
                session => session.QueryAsync(
                    $"""
                    select distinct h.concept_key from concept_history h join concept c on c.key = h.concept_key
                    where h.batch_key = {batch} and h.concept_key > {after} and (c.batch_key is null or c.batch_key <> {batch})
                        and not exists (select 1 from concept_history u where u.concept_key = h.concept_key and u.batch_key = {batch} and u.act = {Act})
                    order by h.concept_key limit {Together}
                    """,
                    row => row.GetInt64(0), cancellationToken),
                cancellationToken);
            if (keys.Count == 0)
            {
                break;
            }

            after = keys[^1];
            await database.WriteAsync(undo.Actor, session => BackAsync(session, undo, [.. keys], batch, cancellationToken), cancellationToken);
        }

        await RemoveAsync(undo, batch, cancellationToken);
    }

    private async Task BackAsync(WriteSession session, RunningJob undo, long[] keys, long batch, CancellationToken cancellationToken)
    {
        var states = await ConceptState.ReadAsync(session, keys, cancellationToken);
        var (done, failed) = (0, 0);
        foreach (var key in keys)
        {
            if (!states.TryGetValue(key, out var now))
            {
                // Deleted or merged since: nothing of it is seen.
                continue;
            }

            var changes = await session.QueryAsync(
                $"select was, became from concept_history where concept_key = {key} and batch_key = {batch} order by key desc", row => (Was: Parts(row.TextOrNull(0)), Became: Parts(row.TextOrNull(1))), cancellationToken);
            var (to, kept) = (now, new List<string>());
            var known = now.Broader.ToDictionary(IdOf, broader => (long?)broader, StringComparer.Ordinal);
            foreach (var id in changes.SelectMany(change => change.Was.Broader ?? []).Where(id => !known.ContainsKey(id)))
            {
                known[id] = await ConceptState.KeyAsync(session, undo.LibraryKey, id, cancellationToken);
            }

            foreach (var (was, became) in changes)
            {
                (to, var stays) = ConceptReturn.Of(to, was, became, IdOf, id => known.GetValueOrDefault(id));
                kept.AddRange(stays);
            }

            try
            {
                await writer.ChangeAsync(session, undo.LibraryKey, now, to, cancellationToken, Act, batch);
                done++;
            }
            catch (RequestRefusedException refused)
            {
                kept.Clear();
                kept.Add(refused.Message);
                failed++;
            }

            if (kept.Count > 0)
            {
                await TellAsync(session, undo, to, $"Changed since, and left as it is: {string.Join(", ", kept.Distinct(StringComparer.Ordinal))}.", cancellationToken);
            }
        }

        await undo.AdvanceAsync(session, new JobProgress(Done: keys.Length, Changed: done, Failed: failed), cancellationToken);
    }

    /// <summary>Round by round those below which nothing is any more.</summary>
    private async Task RemoveAsync(RunningJob undo, long batch, CancellationToken cancellationToken)
    {
        var stay = new Dictionary<long, string>();
        for (var removed = true; removed;)
        {
            removed = false;
            for (var after = 0L; ;)
            {
                var keys = await database.ReadAsync(session => LeavesAsync(session, batch, after, cancellationToken), cancellationToken);
                if (keys.Count == 0)
                {
                    break;
                }

                after = keys[^1];
                long[] left = [.. keys.Where(key => !stay.ContainsKey(key))];
                if (left.Length > 0)
                {
                    removed |= (await database.WriteAsync(undo.Actor, session => RemoveAsync(session, undo, left, batch, stay, cancellationToken), cancellationToken)).Value > 0;
                }
            }
        }

        var rest = await database.ReadAsync(
            session => session.QueryAsync(
                $"select key, merged_into from concept where batch_key = {batch} and deleted_at is null order by key", row => (Key: row.GetInt64(0), Merged: row.NumberOrNull(1)), cancellationToken),
            cancellationToken);
        foreach (var some in rest.Chunk(Together))
        {
            await database.WriteAsync(
                undo.Actor,
                async session =>
                {
                    foreach (var (key, merged) in some)
                    {
                        await undo.ProblemAsync(session, vocabulary.LabelOf(key), new Problem(undo.Kind, "kept", merged is not null ? "Was merged into another concept since, and stays." : stay.GetValueOrDefault(key, "Other concepts lie below it, so it stays.")), cancellationToken);
                    }

                    await undo.AdvanceAsync(session, new JobProgress(Done: some.Length, Failed: some.Length), cancellationToken);
                },
                cancellationToken);
        }
    }

    private static Task<List<long>> LeavesAsync(DbSession session, long batch, long after, CancellationToken cancellationToken) => session.QueryAsync(
        $"""
        select c.key from concept c where c.batch_key = {batch} and c.key > {after} and c.deleted_at is null and c.merged_into is null
            and not exists (select 1 from concept_broader b join concept n on n.key = b.concept_key where b.broader_key = c.key and n.deleted_at is null and n.merged_into is null)
        order by c.key limit {Together}
        """,
        row => row.GetInt64(0),
        cancellationToken);

    private async Task<int> RemoveAsync(WriteSession session, RunningJob undo, long[] keys, long batch, Dictionary<long, string> stay, CancellationToken cancellationToken)
    {
        await VocabularyStore.LockWordsAsync(session, undo.LibraryKey, cancellationToken);
        var gone = new List<long>();
        foreach (var key in keys)
        {
            var changed = await session.NumberAsync($"select count(*) from concept_history where concept_key = {key} and (batch_key is null or batch_key <> {batch})", cancellationToken) > 0;
            if (changed || await ConceptMerging.UsedAsync(session, key, cancellationToken) > 0)
            {
                stay[key] = changed ? "Was changed since, and stays." : "Something is said with it of assets, so it stays.";
                continue;
            }

            await session.ExecuteAsync($"update concept set deleted_at = {session.Now}, revision = revision + 1 where key = {key}", cancellationToken);
            await ConceptWriter.NoteAsync(session, undo.LibraryKey, key, Act, null, null, cancellationToken, batch);
            gone.Add(key);
        }

        if (gone.Count > 0)
        {
            await vocabulary.ChangedAsync(session, undo.LibraryKey, ChangeEvent.Removed, [.. gone], cancellationToken);
        }

        await undo.AdvanceAsync(session, new JobProgress(Done: gone.Count, Changed: gone.Count), cancellationToken);
        return gone.Count;
    }

    private static Task TellAsync(WriteSession session, RunningJob undo, ConceptState concept, string message, CancellationToken cancellationToken) =>
        undo.ProblemAsync(session, concept.AsConcept.Label(VocabularyStore.Language), new Problem(undo.Kind, "kept", message), cancellationToken);

    private static ConceptParts Parts(string? json) => json is null ? new ConceptParts() : JsonSerializer.Deserialize(json, ConceptJson.Default.ConceptParts)!;

    private string IdOf(long key) => vocabulary.PublicIdOf(key) ?? key.ToString(System.Globalization.CultureInfo.InvariantCulture);
}

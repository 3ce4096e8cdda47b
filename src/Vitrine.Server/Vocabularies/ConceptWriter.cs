using Vitrine.Core.Assets;
using Vitrine.Core.Search;
using Vitrine.Core.Vocabulary;
using Vitrine.Server.Hosting;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Vocabularies;

/// <summary>Writes concepts: the difference between what one was and what it is to be, its history, and one row of the change log. Assets are never touched.</summary>
internal sealed class ConceptWriter(VocabularyStore vocabulary, IdGenerator ids)
{
    /// <summary>Makes a concept.</summary>
    /// <param name="batch">The job that does, where it can be taken back.</param>
    /// <exception cref="RequestRefusedException">It contradicts others.</exception>
    public async Task<long> MakeAsync(WriteSession session, long library, ConceptState state, CancellationToken cancellationToken, string act = "made", long? batch = null)
    {
        await VocabularyStore.LockWordsAsync(session, library, cancellationToken);

        // Before its row is there: whoever goes on after a refusal in the same transaction must not leave one without labels.
        await RequireOwnLabelsAsync(session, library, state, [.. state.Labels.Select(label => label.Language)], cancellationToken);
        var key = await session.InsertAsync(
            $"insert into concept (id, library_key, flags, created_at, batch_key) values ({ids.Next()}, {state.Library}, {ConceptFlags.None}, {session.Now}, {batch}) returning key", cancellationToken);
        await WriteAsync(session, library, new ConceptState { Key = key, Library = state.Library }, state with { Key = key }, act, batch, cancellationToken);
        return key;
    }

    /// <summary>Changes a concept. Does nothing where nothing differs.</summary>
    /// <param name="batch">The job that does, where it can be taken back.</param>
    /// <returns>Whether anything differs.</returns>
    /// <exception cref="RequestRefusedException">It contradicts others.</exception>
    public async Task<bool> ChangeAsync(WriteSession session, long library, ConceptState was, ConceptState state, CancellationToken cancellationToken, string act = "changed", long? batch = null)
    {
        await VocabularyStore.LockWordsAsync(session, library, cancellationToken);
        return await WriteAsync(session, library, was, state, act, batch, cancellationToken);
    }

    private async Task<bool> WriteAsync(WriteSession session, long library, ConceptState was, ConceptState state, string act, long? batch, CancellationToken cancellationToken)
    {
        var (before, after) = ConceptParts.Difference(ConceptParts.Of(was, IdOf), ConceptParts.Of(state, IdOf));
        if (act is "changed" or "imported" && before == new ConceptParts() && after == new ConceptParts())
        {
            return false;
        }

        if (was.Labels.Count > 0 && after.Labels is { Count: > 0 })
        {
            await RequireOwnLabelsAsync(session, library, state, [.. after.Labels.Keys], cancellationToken);
        }

        foreach (var broader in state.Broader.Except(was.Broader))
        {
            await RequireNoCircleAsync(session, state.Key, broader, cancellationToken);
        }

        await RowsAsync(session, was, state, cancellationToken);
        var renamed = before.Labels is { Count: > 0 };
        await session.ExecuteAsync(
            $"""
            update concept set flags = {state.Flags}, threshold = {state.MinConfidence}, colour = {state.Colour}, revision = revision + 1, edited_at = {session.Now}, edited_by = {session.Actor.Key},
                labelled_at = case when {renamed} = {true} then {session.Now} else labelled_at end
            where key = {state.Key}
            """,
            cancellationToken);
        await NoteAsync(session, library, state.Key, act, before.Text(), after.Text(), cancellationToken, batch);
        await vocabulary.ChangedAsync(session, library, act is "made" ? ChangeEvent.Added : ChangeEvent.Changed, [state.Key], cancellationToken);
        return true;
    }

    internal static Task<int> NoteAsync(WriteSession session, long library, long concept, string act, string? was, string? became, CancellationToken cancellationToken, long? batch = null) => session.ExecuteAsync(
        $"insert into concept_history (concept_key, library_key, at, actor_key, act, was, became, batch_key) values ({concept}, {library}, {session.Now}, {session.Actor.Key}, {act}, {was}, {became}, {batch})",
        cancellationToken);

    private static async Task RowsAsync(WriteSession session, ConceptState was, ConceptState state, CancellationToken cancellationToken)
    {
        foreach (var label in was.Labels.Except(state.Labels))
        {
            await session.ExecuteAsync(
                $"delete from concept_label where concept_key = {state.Key} and language = {label.Language} and label = {label.Text} and role = {VocabularyRows.RoleOf(label)}", cancellationToken);
        }

        foreach (var label in state.Labels.Except(was.Labels))
        {
            await VocabularyRows.AddLabelAsync(session, state.Key, label, cancellationToken);
        }

        foreach (var (language, text) in was.Descriptions.Except(state.Descriptions))
        {
            await session.ExecuteAsync($"delete from concept_text where concept_key = {state.Key} and language = {language}", cancellationToken);
        }

        foreach (var (language, text) in state.Descriptions.Except(was.Descriptions))
        {
            await session.ExecuteAsync($"insert into concept_text (concept_key, language, description) values ({state.Key}, {language}, {text})", cancellationToken);
        }

        if (!was.Broader.Order().SequenceEqual(state.Broader.Order()))
        {
            // Whole: rows may name concepts that were merged since.
            await session.ExecuteAsync($"delete from concept_broader where concept_key = {state.Key}", cancellationToken);
            foreach (var broader in state.Broader.Distinct())
            {
                await session.ExecuteAsync($"insert into concept_broader (concept_key, broader_key) values ({state.Key}, {broader})", cancellationToken);
            }
        }

        foreach (var id in was.ExternalIds.Except(state.ExternalIds))
        {
            await session.ExecuteAsync($"delete from concept_external where concept_key = {state.Key} and scheme = {id.Scheme} and external_id = {id.Id}", cancellationToken);
        }

        foreach (var id in state.ExternalIds.Except(was.ExternalIds))
        {
            await session.ExecuteAsync($"insert into concept_external (concept_key, scheme, external_id) values ({state.Key}, {id.Scheme}, {id.Id})", cancellationToken);
        }
    }

    /// <summary>Two concepts share a preferred label of one language only with a qualifier behind it.</summary>
    private static async Task RequireOwnLabelsAsync(WriteSession session, long library, ConceptState state, string[] languages, CancellationToken cancellationToken)
    {
        foreach (var label in state.Labels.Where(label => label.Preferred && languages.Contains(label.Language)))
        {
            var other = await session.TextAsync(
                $"""
                select c.id from concept_label l join concept c on c.key = l.concept_key
                where l.folded = {TextFold.Key(label.Text)} and l.role = {VocabularyRows.Preferred} and l.language = {label.Language} and c.key <> {state.Key}
                    and c.merged_into is null and c.deleted_at is null and (c.library_key is null or c.library_key = {library}) order by c.key limit 1
                """,
                cancellationToken);
            if (other is not null)
            {
                throw new RequestRefusedException(
                    StatusCodes.Status409Conflict, new QuerySentence(RefusalSentences.LabelTaken, other, label.Text, label.Language));
            }
        }
    }

    private async Task RequireNoCircleAsync(WriteSession session, long key, long broader, CancellationToken cancellationToken)
    {
        var closes = key == broader || await session.NumberAsync(
            $"""
            with recursive up (key) as (
                select key from concept where key = {broader}
                union select coalesce(p.merged_into, p.key) from up join concept_broader b on b.concept_key = up.key join concept p on p.key = b.broader_key)
            select count(*) from up where key = {key}
            """,
            cancellationToken) > 0;
        if (closes)
        {
            throw new RequestRefusedException(StatusCodes.Status409Conflict, new QuerySentence(RefusalSentences.BroaderCircle, vocabulary.LabelOf(broader)));
        }
    }

    private string IdOf(long key) => vocabulary.PublicIdOf(key) ?? key.ToString(System.Globalization.CultureInfo.InvariantCulture);
}

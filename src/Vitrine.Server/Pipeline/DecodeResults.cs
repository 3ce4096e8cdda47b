using System.Text.Json;
using Vitrine.Core.Assets;
using Vitrine.Media.Children;
using Vitrine.Media.Kinds;
using Vitrine.Media.Metadata;
using Vitrine.Server.Claims;
using Vitrine.Server.Documents;
using Vitrine.Server.Features.Assets;
using Vitrine.Server.Groups;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Pipeline;

/// <summary>Writes what decode steps found: facts, what the file says about itself, renditions, problems.</summary>
public sealed class DecodeResults(ClaimsOf claims, GroupFinder groups)
{
    public async Task WriteAsync(WriteSession session, VersionResult result, CancellationToken cancellationToken = default)
    {
        await ProblemsAsync(session, result, cancellationToken);
        var parts = ChangedParts.Runs;
        foreach (var answer in result.Decoded)
        {
            parts |= await AnswerAsync(session, result, answer, cancellationToken);
        }

        if (Ended(result, DecodeSteps.Metadata) && result.Decoded.All(answer => answer.Embedded is null))
        {
            // Nothing could be read; its name can still be found.
            await VersionMarks.WriteAsync(session, result.Work.VersionKey, VersionMarks.None, cancellationToken);
            await claims.FromFileAsync(session, result.Work, FileHolder.Embedded, new EmbeddedMetadata(new NormalisedMetadata(), [], []), cancellationToken);
        }

        if (Ended(result, DecodeSteps.Renditions) && result.Decoded.All(answer => answer.Renditions.Count == 0))
        {
            await ToneOfTwinAsync(session, result.Work, cancellationToken);
            parts |= ChangedParts.Renditions;
        }

        session.Log(new Change(result.Work.LibraryKey, LogSubject.Asset, result.Work.AssetKey, ChangeEvent.Changed, parts));
    }

    /// <summary>What follows when all results of a transaction are written: assets that belong together are grouped.</summary>
    public Task FollowAsync(WriteSession session, IReadOnlyList<VersionResult> written, CancellationToken cancellationToken = default) =>
        groups.FollowAsync(session, written, cancellationToken);

    private async Task<ChangedParts> AnswerAsync(WriteSession session, VersionResult result, DecodeAnswer answer, CancellationToken cancellationToken)
    {
        var work = result.Work;
        var parts = ChangedParts.None;
        if (answer.Facts is { } facts)
        {
            await FactsAsync(session, work, answer.Sniffed, facts, cancellationToken);
            parts |= ChangedParts.Facts;
        }

        // The two that read what a file says are in different passes, never in one answer.
        var step = Ended(result, DecodeSteps.Metadata) ? DecodeSteps.Metadata : DecodeSteps.Details;
        if (answer.Embedded is { } embedded && Ended(result, step))
        {
            await EmbeddedAsync(session, work, step, embedded, cancellationToken);
            parts |= ChangedParts.Facts;
        }

        if (Ended(result, DecodeSteps.Renditions))
        {
            foreach (var rendition in answer.Renditions)
            {
                await RenditionAsync(session, work, rendition, cancellationToken);
                parts |= ChangedParts.Renditions;
            }
        }

        if (Ended(result, DecodeSteps.Text))
        {
            await DocumentStore.WriteAsync(session, work.EssenceKey, result.Text, cancellationToken);
            parts |= ChangedParts.Facts;
        }

        return parts;
    }

    private static bool Ended(VersionResult result, string step) =>
        result.Outcomes.Any(outcome => outcome.Run.Step.Name == step && outcome.End is RunEnd.Done or RunEnd.Failed);

    private static async Task FactsAsync(WriteSession session, VersionWork work, Sniffed sniffed, InheritedFacts facts, CancellationToken cancellationToken)
    {
        await session.ExecuteAsync(
            $"""
            update version set format = {facts.Format}, mime = {facts.Mime}, width = {facts.Width}, height = {facts.Height}, duration_ms = {facts.DurationMs},
                tone = coalesce({facts.Tone}, tone), facts = {JsonSerializer.Serialize(facts, MetadataJson.Default.InheritedFacts)}
            where key = {work.VersionKey}
            """,
            cancellationToken);
        await session.ExecuteAsync(
            $"update asset set kind = {sniffed.Kind} where key = {work.AssetKey} and version_key = {work.VersionKey} and kind <> {sniffed.Kind}", cancellationToken);
    }

    private async Task EmbeddedAsync(WriteSession session, VersionWork work, string step, EmbeddedMetadata embedded, CancellationToken cancellationToken)
    {
        var states = await FileStates.OfAsync(session, work.VersionKey, cancellationToken);
        if (await session.NumberAsync($"select key from version where key = {work.VersionKey} and sha256 = {work.Sha256}", cancellationToken) is null)
        {
            // The file was changed while it was read, and whoever saw that had it read again.
            return;
        }

        if (embedded.Tags.Count > 0)
        {
            await EmbeddedTagsReader.SaveAsync(session, work.VersionKey, step, embedded.Tags, cancellationToken);
        }

        var normalised = embedded.Normalised;
        await VersionMarks.WriteAsync(session, work.VersionKey, VersionMarks.Of(normalised, embedded.Tags), cancellationToken);
        if (step == DecodeSteps.Details)
        {
            // What the first reading understood of other bytes is past: the two may end in either order.
            var known = IsRead(FileHolder.Embedded) ? await session.TextAsync($"select embedded from version where key = {work.VersionKey}", cancellationToken) : null;
            var earlier = known is null ? null : JsonSerializer.Deserialize(known, MetadataJson.Default.NormalisedMetadata);
            normalised = Normalised.Complete(earlier, normalised);
            if (earlier is not null && Normalised.Same(earlier, normalised) && states.All(state => state.Holder != FileHolder.Details))
            {
                await FileStates.SaveAsync(session, work.VersionKey, new FileState(FileHolder.Details, work.Sha256, []), cancellationToken);
                return;
            }
        }

        var whole = step == DecodeSteps.Metadata && IsRead(FileHolder.Details) && await EmbeddedTagsReader.OfStepAsync(session, work.VersionKey, DecodeSteps.Details, cancellationToken) is { } fuller
            ? Normalised.Complete(normalised, Normaliser.From(fuller)) : normalised;
        await session.ExecuteAsync(
            $"update version set embedded = {JsonSerializer.Serialize(whole, MetadataJson.Default.NormalisedMetadata)} where key = {work.VersionKey}", cancellationToken);
        await claims.FromFileAsync(session, work, step == DecodeSteps.Details ? FileHolder.Details : FileHolder.Embedded, embedded with { Normalised = normalised }, cancellationToken);

        bool IsRead(FileHolder holder) => states.Any(state => state.Holder == holder && state.Sha256.AsSpan().SequenceEqual(work.Sha256));
    }

    private static Task<int> RenditionAsync(WriteSession session, VersionWork work, Rendition rendition, CancellationToken cancellationToken) =>
        session.ExecuteAsync(
            $"""
            insert into rendition (essence_key, recipe, mime, width, height, bytes, created_at)
            values ({work.EssenceKey}, {rendition.Recipe}, {rendition.Mime}, {rendition.Width}, {rendition.Height}, {rendition.Content.Length}, {session.Now})
            on conflict (essence_key, recipe) do update set mime = excluded.mime, width = excluded.width, height = excluded.height,
                bytes = excluded.bytes, created_at = excluded.created_at
            """,
            cancellationToken);

    /// <summary>The mean colour was measured when another file with this picture was decoded.</summary>
    private static Task<int> ToneOfTwinAsync(WriteSession session, VersionWork work, CancellationToken cancellationToken) =>
        session.ExecuteAsync(
            $"""
            update version set tone = (select max(t.tone) from version t where t.essence_key = {work.EssenceKey})
            where key = {work.VersionKey} and tone is null
            """,
            cancellationToken);

    /// <summary>The problems of the steps that ended replace what those steps said before.</summary>
    private static async Task ProblemsAsync(WriteSession session, VersionResult result, CancellationToken cancellationToken)
    {
        var problems = result.Outcomes.Where(outcome => outcome.End is RunEnd.Failed or RunEnd.Waiting).Select(outcome => outcome.Problem!)
            .Concat(result.Decoded.SelectMany(answer => answer.Problems))
            .Distinct()
            .ToArray();
        string[] steps = [.. result.Outcomes.Where(outcome => outcome.End is RunEnd.Done or RunEnd.Failed or RunEnd.Waiting)
            .Select(outcome => outcome.Run.Step.Name).Concat(problems.Select(problem => problem.Step)).Distinct()];
        await session.ExecuteAsync(
            Sql.Of($"delete from problem where version_key = {result.Work.VersionKey} and {session.Dialect.AnyOf(new RawSql("step"), steps)}"), cancellationToken);
        foreach (var problem in problems)
        {
            await session.ExecuteAsync(
                $"insert into problem (version_key, step, code, message) values ({result.Work.VersionKey}, {problem.Step}, {problem.Code}, {Storable.Text(problem.Message)})",
                cancellationToken);
        }
    }
}

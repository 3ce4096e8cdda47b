using Microsoft.AspNetCore.Http.HttpResults;
using Vitrine.Contracts;
using Vitrine.Core.Search;
using Vitrine.Server.Access;
using Vitrine.Server.Claims;
using Vitrine.Server.Features.Assets;
using Vitrine.Server.Hosting;
using Vitrine.Server.Storage;
using Vitrine.Server.Vocabularies;

namespace Vitrine.Server.Features.Concepts;

/// <summary>Changes a concept, deletes it, brings it back. No asset is touched by any of these: what shows the concept refers to it.</summary>
internal static class ChangeConcept
{
    public static void MapChangeConcept(this IEndpointRouteBuilder routes)
    {
        routes.MapPatch("/concepts/{id}", ChangeAsync).WithName("ChangeConcept")
            .WithSummary("Renames a concept, changes its synonyms, descriptions, broader concepts, colour, rules and external ids. What is not named stays. Where its rules changed, AI tags are decided again by a job. With If-Match (the ETag) it is refused where someone was quicker (412).")
            .RequireAuthorization(Policies.Edit);
        routes.MapDelete("/concepts/{id}", DeleteAsync).WithName("DeleteConcept")
            .WithSummary("Deletes a concept that nothing is said with. Where assets have it, or it was rejected for some, it is refused (409): merge it into another instead, or remove the tag first. POST /api/concepts/{id}/restore brings it back.")
            .RequireAuthorization(Policies.Edit);
        routes.MapPost("/concepts/{id}/restore", RestoreAsync).WithName("RestoreConcept")
            .WithSummary("Brings a deleted concept back.").RequireAuthorization(Policies.Edit);
    }

    private static async Task<Results<Ok<ConceptView>, NotFound, StatusCodeHttpResult, ProblemHttpResult>> ChangeAsync(
        string id, ConceptChange change, Principal principal, Database database, ConceptWriter writer, ConceptReader reader, ConceptRules rules, HttpRequest request, CancellationToken cancellationToken)
    {
        var written = await database.WriteAsync(
            principal.Actor,
            async session =>
            {
                var (state, refused) = await ToChangeAsync(session, principal, id, request, cancellationToken);
                if (state is null)
                {
                    return refused;
                }

                var after = await ConceptEdit.ApplyAsync(session, principal.LibraryKey, state, change, cancellationToken);
                await writer.ChangeAsync(session, principal.LibraryKey, state, after, cancellationToken);
                await rules.DecideAgainAsync(session, principal.LibraryKey, state, after, cancellationToken);
                return StatusCodes.Status200OK;
            },
            cancellationToken);
        request.HttpContext.Response.SetSequence(written.Sequence);
        return written.Value switch
        {
            StatusCodes.Status404NotFound => TypedResults.NotFound(),
            StatusCodes.Status412PreconditionFailed => TypedResults.StatusCode(written.Value),
            _ => await AnswerAsync(id, principal, reader, request.HttpContext.Response, cancellationToken),
        };
    }

    private static async Task<Results<NoContent, NotFound, StatusCodeHttpResult, ProblemHttpResult>> DeleteAsync(
        string id, Principal principal, Database database, VocabularyStore vocabulary, HttpRequest request, CancellationToken cancellationToken)
    {
        var written = await database.WriteAsync(
            principal.Actor,
            async session =>
            {
                var (state, refused) = await ToChangeAsync(session, principal, id, request, cancellationToken);
                if (state is null)
                {
                    return refused;
                }

                await RequireUnusedAsync(session, state, cancellationToken);
                await session.ExecuteAsync($"update concept set deleted_at = {session.Now}, revision = revision + 1 where key = {state.Key}", cancellationToken);
                await ConceptWriter.NoteAsync(session, principal.LibraryKey, state.Key, "deleted", null, null, cancellationToken);
                await vocabulary.ChangedAsync(session, principal.LibraryKey, ChangeEvent.Removed, [state.Key], cancellationToken);
                return StatusCodes.Status204NoContent;
            },
            cancellationToken);
        request.HttpContext.Response.SetSequence(written.Sequence);
        return written.Value switch
        {
            StatusCodes.Status404NotFound => TypedResults.NotFound(),
            StatusCodes.Status412PreconditionFailed => TypedResults.StatusCode(written.Value),
            _ => TypedResults.NoContent(),
        };
    }

    private static async Task<Results<Ok<ConceptView>, NotFound, StatusCodeHttpResult, ProblemHttpResult>> RestoreAsync(
        string id, Principal principal, Database database, ConceptReader reader, VocabularyStore vocabulary, HttpRequest request, CancellationToken cancellationToken)
    {
        var written = await database.WriteAsync(
            principal.Actor,
            async session =>
            {
                await VocabularyStore.LockWordsAsync(session, principal.LibraryKey, cancellationToken);
                if (!Core.Assets.PublicId.TryParse(id, out _) || await session.NumberAsync(
                    $"select key from concept where id = {id} and deleted_at is not null and (library_key is null or library_key = {principal.LibraryKey})", cancellationToken) is not { } key)
                {
                    return;
                }

                var taken = await session.TextAsync(
                    $"""
                    select o.label from concept_label l join concept_label o on o.folded = l.folded and o.language = l.language and o.role = l.role and o.concept_key <> l.concept_key
                    join concept c on c.key = o.concept_key
                    where l.concept_key = {key} and l.role = {VocabularyRows.Preferred} and c.deleted_at is null and c.merged_into is null
                        and (c.library_key is null or c.library_key = {principal.LibraryKey}) limit 1
                    """,
                    cancellationToken);
                if (taken is not null)
                {
                    throw new RequestRefusedException(StatusCodes.Status409Conflict, new QuerySentence(RefusalSentences.LabelTakenByNow, taken));
                }

                await session.ExecuteAsync($"update concept set deleted_at = null, revision = revision + 1 where key = {key}", cancellationToken);
                await ConceptWriter.NoteAsync(session, principal.LibraryKey, key, "restored", null, null, cancellationToken);
                await vocabulary.ChangedAsync(session, principal.LibraryKey, ChangeEvent.Added, [key], cancellationToken);
            },
            cancellationToken);
        request.HttpContext.Response.SetSequence(written);
        return await AnswerAsync(id, principal, reader, request.HttpContext.Response, cancellationToken);
    }

    /// <summary>The concept that is to be changed; null with the status of the answer where it is not there, or not as its sender saw it.</summary>
    private static async Task<(ConceptState? State, int Refused)> ToChangeAsync(WriteSession session, Principal principal, string id, HttpRequest request, CancellationToken cancellationToken) =>
        await ConceptState.FindAsync(session, principal.LibraryKey, id, cancellationToken, toChange: true) is not { } state ? (null, StatusCodes.Status404NotFound)
        : !EntityTag.Matches(request, state.Revision) ? (null, StatusCodes.Status412PreconditionFailed)
        : (state, 0);

    private static async Task RequireUnusedAsync(DbSession session, ConceptState state, CancellationToken cancellationToken)
    {
        var assets = await ConceptMerging.UsedAsync(session, state.Key, cancellationToken);
        if (assets > 0)
        {
            throw new RequestRefusedException(
                StatusCodes.Status409Conflict, assets == 1 ? new QuerySentence(RefusalSentences.ConceptUsedOnce) : new QuerySentence(RefusalSentences.ConceptUsed, assets));
        }
    }

    private static async Task<Results<Ok<ConceptView>, NotFound, StatusCodeHttpResult, ProblemHttpResult>> AnswerAsync(
        string id, Principal principal, ConceptReader reader, HttpResponse response, CancellationToken cancellationToken)
    {
        var view = await reader.FindAsync(principal.LibraryKey, id, counted: false, cancellationToken);
        if (view is null)
        {
            return TypedResults.NotFound();
        }

        response.Headers.ETag = EntityTag.Of(view.Revision);
        return TypedResults.Ok(view);
    }
}

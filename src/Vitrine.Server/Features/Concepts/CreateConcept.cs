using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Vitrine.Contracts;
using Vitrine.Server.Access;
using Vitrine.Server.Features.Assets;
using Vitrine.Server.Hosting;
using Vitrine.Server.Storage;
using Vitrine.Server.Vocabularies;

namespace Vitrine.Server.Features.Concepts;

internal static class CreateConcept
{
    public static void MapCreateConcept(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/concepts", Handle).WithName("CreateConcept")
            .WithSummary("Makes a concept. Its preferred label is its own in its language (409 where another has it: add a qualifier in brackets). No machine says it unless neverByAi is false. With Idempotency-Key a repeated request answers the first one's concept.")
            .RequireAuthorization(Policies.Edit);

    private static async Task<Results<Created<ConceptView>, ProblemHttpResult>> Handle(
        ConceptChange asked, Principal principal, Database database, ConceptWriter writer, ConceptReader reader, VocabularyStore vocabulary, HttpRequest request, CancellationToken cancellationToken)
    {
        var once = Idempotency.Of(request, principal.Actor, JsonSerializer.Serialize(asked, ApiJson.Default.ConceptChange));
        var made = await database.WriteAsync(
            principal.Actor,
            session => once.OnceAsync(
                session,
                StatusCodes.Status201Created,
                async () =>
                {
                    var fresh = new ConceptState { Library = asked.Local == false ? null : principal.LibraryKey, Flags = Core.Vocabulary.ConceptFlags.NeverByAi };
                    var state = await ConceptEdit.ApplyAsync(session, principal.LibraryKey, fresh, asked, cancellationToken);
                    var key = await writer.MakeAsync(session, principal.LibraryKey, state, cancellationToken);
                    return (await session.TextAsync($"select id from concept where key = {key}", cancellationToken))!;
                },
                cancellationToken),
            cancellationToken);
        var response = request.HttpContext.Response;
        response.SetSequence(made.Sequence);
        var view = await reader.FindAsync(principal.LibraryKey, made.Value, counted: true, cancellationToken);
        if (view is null)
        {
            return TypedResults.Problem("The concept was deleted meanwhile.", statusCode: StatusCodes.Status409Conflict);
        }

        response.Headers.ETag = EntityTag.Of(view.Revision);
        return TypedResults.Created($"/api/concepts/{view.Id}", view);
    }
}

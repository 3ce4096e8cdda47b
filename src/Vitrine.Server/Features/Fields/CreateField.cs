using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Vitrine.Contracts;
using Vitrine.Server.Access;
using Vitrine.Server.Features.Assets;
using Vitrine.Server.Fields;
using Vitrine.Server.Hosting;

namespace Vitrine.Server.Features.Fields;

internal static class CreateField
{
    /// <summary>Bytes of a definition with 10,000 options.</summary>
    internal const int LongestRequest = 8 << 20;

    public static void MapCreateField(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/fields", Handle).WithName("CreateField")
            .WithSummary("Makes a field. Its name is its own for ever, also after it was deleted; what is wrong with the definition is told member by member.")
            .Accepts<FieldRequest>("application/json").WithMetadata(new RequestSizeLimitAttribute(LongestRequest)).RequireAuthorization(Policies.Own);

    private static async Task<Results<Created<FieldView>, ProblemHttpResult>> Handle(
        HttpRequest request, Principal principal, FieldStore fields, FieldCatalog catalog, CancellationToken cancellationToken)
    {
        using var body = await ReadAsync(request, cancellationToken);
        var once = Idempotency.Of(request, principal.Actor, body.RootElement.GetRawText());
        var (id, sequence) = await fields.CreateAsync(principal, body.RootElement, once, cancellationToken);
        var field = catalog.Of(principal.LibraryKey).Schema.FindId(id)!;
        request.HttpContext.Response.SetSequence(sequence);
        request.HttpContext.Response.Headers.ETag = EntityTag.Of(field.Revision);
        return TypedResults.Created($"/api/fields/{id}", FieldViews.Of(field));
    }

    /// <summary>The body as JSON, in which null is not the same as nothing.</summary>
    /// <exception cref="RequestRefusedException">It is none.</exception>
    internal static async Task<JsonDocument> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return await JsonDocument.ParseAsync(request.Body, new JsonDocumentOptions { MaxDepth = 16 }, cancellationToken);
        }
        catch (JsonException error)
        {
            throw new RequestRefusedException(StatusCodes.Status400BadRequest, $"The body is no JSON: {error.Message}");
        }
    }
}

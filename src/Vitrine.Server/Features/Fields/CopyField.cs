using Microsoft.AspNetCore.Http.HttpResults;
using Vitrine.Contracts;
using Vitrine.Server.Access;
using Vitrine.Server.Fields;
using Vitrine.Server.Hosting;
using Vitrine.Server.Jobs;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Features.Fields;

internal static class CopyField
{
    public static void MapCopyField(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/fields/{id}/copy", Handle).WithName("CopyField")
            .WithSummary("Copies a field's values into another one of any type, wherever that has none yet, in a job that can be taken back: how texts become numbers. dryRun says which would not be taken.")
            .RequireAuthorization(Policies.Own);

    private static async Task<Results<Accepted<JobStarted>, Ok<FieldCopyDryRun>, NotFound, ProblemHttpResult>> Handle(
        string id, FieldCopyRequest request, Principal principal, FieldCatalog catalog, SchemaImpact impact, Database database, JobQueue jobs, HttpResponse response, CancellationToken cancellationToken)
    {
        var schema = catalog.Of(principal.LibraryKey).Schema;
        if (schema.FindId(id) is not { } from)
        {
            return TypedResults.NotFound();
        }

        if (schema.Find(request.To ?? "") is not { } to || to.Id == from.Id)
        {
            throw new RequestRefusedException(StatusCodes.Status400BadRequest, $"'to' is the name of another field, and '{request.To}' is none.");
        }

        var mapping = (request.Mapping ?? new Dictionary<string, string?>()).ToDictionary(StringComparer.Ordinal);
        if (request.DryRun)
        {
            var found = await impact.CompareAsync(principal.LibraryKey, from, to, mapping, cancellationToken);
            return TypedResults.Ok(new FieldCopyDryRun(found.Values, found.Values - found.Invalid, found.Invalid, found.Examples));
        }

        var written = await database.WriteAsync(
            principal.Actor, session => ChangeField.MapAsync(session, principal.LibraryKey, from, to, mapping, jobs, cancellationToken), cancellationToken);
        response.SetSequence(written.Sequence);
        return JobStart.Answer(written.Value);
    }
}

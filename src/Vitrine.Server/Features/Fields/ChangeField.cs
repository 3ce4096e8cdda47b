using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Vitrine.Contracts;
using Vitrine.Core.Schema;
using Vitrine.Server.Access;
using Vitrine.Server.Features.Assets;
using Vitrine.Server.Fields;
using Vitrine.Server.Hosting;
using Vitrine.Server.Jobs;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Features.Fields;

/// <summary>Changes a field, deletes it, brings it back. No value is ever lost by it.</summary>
internal static class ChangeField
{
    private const int MostMapped = 10_000;

    public static void MapChangeField(this IEndpointRouteBuilder routes)
    {
        routes.MapPatch("/fields/{id}", ChangeAsync).WithName("ChangeField")
            .WithSummary("Changes a field. Values that it would no longer take stay; dryRun answers how many these are, and mapping (old value → new) replaces them in a job that can be taken back.")
            .Accepts<FieldRequest>("application/json").WithMetadata(new RequestSizeLimitAttribute(CreateField.LongestRequest)).RequireAuthorization(Policies.Own);
        routes.MapDelete("/fields/{id}", DeleteAsync).WithName("DeleteField")
            .WithSummary("Hides a field and its values, and loses neither: POST /api/fields/{id}/restore brings both back.").RequireAuthorization(Policies.Own);
        routes.MapPost("/fields/{id}/restore", RestoreAsync).WithName("RestoreField").WithSummary("Brings a deleted field back with its values.").RequireAuthorization(Policies.Own);
    }

    private static async Task<Results<Ok<FieldChanged>, Ok<FieldDryRun>, NotFound, StatusCodeHttpResult, ProblemHttpResult>> ChangeAsync(
        string id, bool? dryRun, HttpRequest request, Principal principal, FieldStore store, FieldCatalog catalog, SchemaImpact impact, JobQueue jobs, CancellationToken cancellationToken)
    {
        if (catalog.Of(principal.LibraryKey).Schema.FindId(id) is not { } field)
        {
            return TypedResults.NotFound();
        }

        using var body = await CreateField.ReadAsync(request, cancellationToken);
        var change = body.RootElement;
        if (dryRun == true || (change.ValueKind == JsonValueKind.Object && change.TryGetProperty("dryRun", out var flag) && flag.ValueKind == JsonValueKind.True))
        {
            var wouldBe = await store.WouldBeAsync(principal, field, change, cancellationToken);
            var means = await impact.OfAsync(principal, wouldBe, cancellationToken);
            return TypedResults.Ok(new FieldDryRun(FieldViews.Of(wouldBe), means.Values, means.Invalid, means.Missing, means.Twice, means.Examples));
        }

        var mapping = Mapping(change);
        string? job = null;
        var (status, sequence) = await store.ChangeAsync(
            principal, id, change, revision => EntityTag.Matches(request, revision),
            async (session, changed) => job = mapping.Count == 0 ? null : await MapAsync(session, principal.LibraryKey, field, changed, mapping, jobs, cancellationToken),
            cancellationToken);
        return Answer(request, principal, catalog, id, status, sequence) is { } view ? TypedResults.Ok(new FieldChanged(view, job)) : Gone(status);
    }

    private static Task<Results<Ok<FieldView>, NotFound, StatusCodeHttpResult>> DeleteAsync(
        string id, HttpRequest request, Principal principal, FieldStore store, FieldCatalog catalog, CancellationToken cancellationToken) =>
        ShowAsync(id, deleted: true, request, principal, store, catalog, cancellationToken);

    private static Task<Results<Ok<FieldView>, NotFound, StatusCodeHttpResult>> RestoreAsync(
        string id, HttpRequest request, Principal principal, FieldStore store, FieldCatalog catalog, CancellationToken cancellationToken) =>
        ShowAsync(id, deleted: false, request, principal, store, catalog, cancellationToken);

    private static async Task<Results<Ok<FieldView>, NotFound, StatusCodeHttpResult>> ShowAsync(
        string id, bool deleted, HttpRequest request, Principal principal, FieldStore store, FieldCatalog catalog, CancellationToken cancellationToken)
    {
        var (status, sequence) = await store.DeleteAsync(principal, id, deleted, revision => EntityTag.Matches(request, revision), cancellationToken);
        return Answer(request, principal, catalog, id, status, sequence) is { } view ? TypedResults.Ok(view)
            : status == StatusCodes.Status404NotFound ? TypedResults.NotFound() : TypedResults.StatusCode(status);
    }

    private static FieldView? Answer(HttpRequest request, Principal principal, FieldCatalog catalog, string id, int status, long sequence)
    {
        request.HttpContext.Response.SetSequence(sequence);
        if (status != StatusCodes.Status200OK || catalog.Of(principal.LibraryKey).Schema.FindId(id) is not { } field)
        {
            return null;
        }

        request.HttpContext.Response.Headers.ETag = EntityTag.Of(field.Revision);
        return FieldViews.Of(field);
    }

    private static Results<Ok<FieldChanged>, Ok<FieldDryRun>, NotFound, StatusCodeHttpResult, ProblemHttpResult> Gone(int status) =>
        status == StatusCodes.Status404NotFound ? TypedResults.NotFound() : TypedResults.StatusCode(status);

    private static Dictionary<string, string?> Mapping(JsonElement change)
    {
        if (change.ValueKind != JsonValueKind.Object || !change.TryGetProperty("mapping", out var mapping) || mapping.ValueKind == JsonValueKind.Null)
        {
            return [];
        }

        return mapping.ValueKind == JsonValueKind.Object && mapping.EnumerateObject().Take(MostMapped + 1).Count() <= MostMapped
            && mapping.EnumerateObject().All(pair => pair.Value.ValueKind is JsonValueKind.String or JsonValueKind.Null)
                ? mapping.EnumerateObject().GroupBy(pair => pair.Name, StringComparer.Ordinal).ToDictionary(pair => pair.Key, pair => pair.Last().Value.GetString(), StringComparer.Ordinal)
                : throw new RequestRefusedException(StatusCodes.Status400BadRequest, $"mapping is an object of at most {MostMapped} pairs: the old value, and the new one or null.");
    }

    /// <summary>Queues the job, in the transaction that changes the field: either both happen or neither.</summary>
    internal static async Task<string> MapAsync(
        WriteSession session, long library, Field from, Field to, Dictionary<string, string?> mapping, JobQueue jobs, CancellationToken cancellationToken)
    {
        foreach (var target in mapping.Values.OfType<string>())
        {
            if (FieldReader.Read(to, target) is { Problem: { } problem })
            {
                throw new ValuesRefusedException([problem with { Rule = "mapping" }]);
            }
        }

        string[] words = [.. mapping.Keys.Select(text => ShownWords.Cut(Core.Search.TextFold.Key(text)))];
        var which = from.Id == to.Id ? Sql.Of($"and {session.Dialect.AnyOf(new RawSql("s.word"), words)}") : Sql.Of($"");
        var assets = await session.QueryAsync(
            Sql.Of($"""
            select distinct s.asset_key from shown_value s join asset a on a.key = s.asset_key
            where s.attribute_key = (select key from attribute where name = {from.Attribute.Name}) and a.library_key = {library} and a.trashed_at is null {which}
            """),
            row => row.GetInt64(0),
            cancellationToken);
        return await jobs.EnqueueAsync(session, library, JobKinds.MapValues, JsonSerializer.Serialize(new MapOrder(from.Id, to.Id, mapping), StorageJson.Default.MapOrder), assets, cancellationToken);
    }
}

using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Vitrine.Contracts;
using Vitrine.Core.Vocabulary;
using Vitrine.Core.Vocabulary.Exchange;
using Vitrine.Server.Access;
using Vitrine.Server.Hosting;
using Vitrine.Server.Jobs;
using Vitrine.Server.Storage;
using Vitrine.Server.Vocabularies;

namespace Vitrine.Server.Features.Concepts;

internal static class ImportConcepts
{
    private static readonly TimeSpan Kept = TimeSpan.FromDays(7);

    public static void MapImportConcepts(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/concepts/import", Handle).WithName("ImportConcepts")
            .WithSummary("Takes in concepts from a file: the body, or its first part. format is csv, lightroom, turtle or jsonld (by the part's file name where left out); language that of words without one. dryRun answers what would change, row by row; partial takes in the rest where some cannot be.")
            .WithMetadata(new RequestSizeLimitAttribute(ExchangeLimits.MostBytes + (1024 * 1024))).RequireAuthorization(Policies.Edit)
            .Accepts<string>("application/octet-stream", "multipart/form-data").DisableAntiforgery();

    private static async Task<Results<Accepted<JobStarted>, Ok<VocabularyPreview>, ProblemHttpResult>> Handle(
        string? format, string? language, bool? dryRun, bool? partial, Principal principal, Database database, ImportPlanner planner, JobQueue jobs, HttpRequest request, CancellationToken cancellationToken)
    {
        var (name, bytes) = await BytesAsync(request, cancellationToken);
        var form = format ?? ExchangeFormat.OfName(name) ?? throw Bad($"Say which format the file has: {string.Join(", ", ExchangeFormat.All)}.");
        if (!ExchangeFormat.All.Contains(form))
        {
            throw Bad($"format is {string.Join(", ", ExchangeFormat.All)}, not '{form}'.");
        }

        var spoken = ConceptText.Language(language) ?? throw Bad($"'{language}' is no language tag.");
        var (file, plan) = await PlanAsync(form, bytes, spoken, principal.LibraryKey, planner, cancellationToken);
        var preview = ImportPlanner.Preview(form, file, plan);
        if (dryRun == true)
        {
            return TypedResults.Ok(preview);
        }

        if (preview.Refused > 0 && partial != true)
        {
            var first = preview.Rows[0];
            throw new RequestRefusedException(
                StatusCodes.Status409Conflict, $"{preview.Refused} of {preview.Total} concepts cannot be taken in, so none was. The first is in line {first.Line}: {first.Messages[0]} dryRun=true shows all, partial=true takes in the others.");
        }

        var packed = await ImportVocabulary.PackAsync(bytes, cancellationToken);
        var written = await database.WriteAsync(
            principal.Actor,
            async session =>
            {
                await session.ExecuteAsync($"delete from vocabulary_file where created_at < {session.Now - Kept}", cancellationToken);
                var key = await session.InsertAsync($"insert into vocabulary_file (content, created_at) values ({packed}, {session.Now}) returning key", cancellationToken);
                return await jobs.EnqueueAsync(
                    session, principal.LibraryKey, JobKinds.ImportVocabulary, JsonSerializer.Serialize(new ImportOrder(key, form, spoken, partial == true), ConceptJson.Default.ImportOrder), [], cancellationToken);
            },
            cancellationToken);
        return JobStart.Answer(written.Value);
    }

    private static async Task<(ConceptFile File, IReadOnlyList<PlannedConcept> Plan)> PlanAsync(
        string format, byte[] bytes, string language, long library, ImportPlanner planner, CancellationToken cancellationToken)
    {
        try
        {
            var file = ExchangeFormat.Read(format, bytes, language);
            return (file, await planner.PlanAsync(library, file, cancellationToken));
        }
        catch (ConceptFileException wrong)
        {
            throw Bad(wrong.Message);
        }
    }

    private static async Task<(string Name, byte[] Bytes)> BytesAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        try
        {
            var (name, content) = ("", request.Body);
            if (request.HasFormContentType)
            {
                var form = await request.ReadFormAsync(new Microsoft.AspNetCore.Http.Features.FormOptions { MultipartBodyLengthLimit = ExchangeLimits.MostBytes }, cancellationToken);
                (name, content) = form.Files is [var file, ..] ? (file.FileName, file.OpenReadStream()) : throw Bad("The request has no file.");
            }

            await using (content)
            {
                var bytes = new MemoryStream();
                await content.CopyToAsync(bytes, cancellationToken);
                return (name, bytes.ToArray());
            }
        }
        catch (Exception error) when (error is InvalidDataException or BadHttpRequestException)
        {
            throw Bad($"The file cannot be read: it is larger than {ExchangeLimits.MostBytes / 1024 / 1024} MB, or broke off.");
        }
    }

    private static RequestRefusedException Bad(string message) => new(StatusCodes.Status400BadRequest, message);
}

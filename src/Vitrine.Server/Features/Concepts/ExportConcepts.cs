using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Vitrine.Core.Vocabulary;
using Vitrine.Core.Vocabulary.Exchange;
using Vitrine.Server.Access;
using Vitrine.Server.Hosting;
using Vitrine.Server.Storage;
using Vitrine.Server.Vocabularies;

namespace Vitrine.Server.Features.Concepts;

internal static class ExportConcepts
{
    private const int Chunk = 1000;

    public static void MapExportConcepts(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/concepts/export", Handle).WithName("ExportConcepts")
            .WithSummary("The whole vocabulary as a file: csv (all that is kept), lightroom (a keyword list in one language), turtle or jsonld (SKOS).")
            .RequireAuthorization(Policies.View);

    private static async Task<Results<EmptyHttpResult, ProblemHttpResult>> Handle(
        string? format, string? language, Principal principal, Database database, VocabularyStore vocabulary, HttpResponse response, CancellationToken cancellationToken)
    {
        var form = format ?? ExchangeFormat.Csv;
        if (!ExchangeFormat.All.Contains(form))
        {
            throw new RequestRefusedException(StatusCodes.Status400BadRequest, $"format is {string.Join(", ", ExchangeFormat.All)}, not '{form}'.");
        }

        var spoken = ConceptText.Language(language ?? "en") ?? throw new RequestRefusedException(StatusCodes.Status400BadRequest, $"'{language}' is no language tag.");
        var keys = vocabulary.Current.All.Where(concept => concept.BelongsTo(principal.LibraryKey)).Select(concept => concept.Key).ToArray();
        var languages = await database.ReadAsync(
            session => session.QueryAsync($"select language from concept_label group by language union select language from concept_text group by language", row => row.GetString(0), cancellationToken), cancellationToken);
        response.ContentType = ExchangeFormat.MediaTypeOf(form);
        response.Headers.CacheControl = "private, no-store";
        response.Headers.ContentDisposition = $"attachment; filename=vocabulary{ExchangeFormat.ExtensionOf(form)}";
        await response.StartAsync(cancellationToken);
        var text = new StringWriter(CultureInfo.InvariantCulture);
        var writer = ConceptFileWriter.Of(form, text, languages, spoken);
        foreach (var some in keys.Chunk(Chunk))
        {
            var states = await database.ReadAsync(session => ConceptState.ReadAsync(session, some, cancellationToken), cancellationToken);
            foreach (var key in some)
            {
                if (states.GetValueOrDefault(key) is { } state)
                {
                    writer.Add(RecordOf(state, other => vocabulary.PublicIdOf(other) ?? ""));
                }
            }

            await FlushAsync(response, text, cancellationToken);
        }

        writer.End();
        await FlushAsync(response, text, cancellationToken);
        return TypedResults.Empty;
    }

    private static ConceptRecord RecordOf(ConceptState state, Func<long, string> idOf)
    {
        var parts = ConceptParts.Of(state, idOf);
        return new ConceptRecord
        {
            Name = state.PublicId,
            Id = state.PublicId,
            Slug = state.Slug,
            Labels = parts.Labels!.ToDictionary(pair => pair.Key, string? (pair) => pair.Value, StringComparer.Ordinal),
            Synonyms = parts.Synonyms!,
            Descriptions = parts.Descriptions!.ToDictionary(pair => pair.Key, string? (pair) => pair.Value, StringComparer.Ordinal),
            Broader = parts.Broader,
            Colour = parts.Colour,
            NeverByAi = parts.NeverByAi,
            AlwaysReview = parts.AlwaysReview,
            Exported = parts.Exported,
            MinConfidence = parts.MinConfidence?.ToString(CultureInfo.InvariantCulture),
            ExternalIds = parts.ExternalIds!,
        };
    }

    private static async Task FlushAsync(HttpResponse response, StringWriter text, CancellationToken cancellationToken)
    {
        await response.WriteAsync(text.ToString(), cancellationToken);
        text.GetStringBuilder().Clear();
    }
}

using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Vitrine.Contracts;
using Vitrine.Core.Places;
using Vitrine.Core.Search;
using Vitrine.Media.Places;
using Vitrine.Server.Access;
using Vitrine.Server.Hosting;
using Vitrine.Server.Places;

namespace Vitrine.Server.Features.Places;

/// <summary>The gazetteer for people: towns to choose from, and what a position means.</summary>
internal static class FindPlacesEndpoints
{
    private const int Most = 50;

    public static void MapFindPlaces(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/places", SuggestAsync).WithName("SuggestPlaces")
            .WithSummary("Towns whose names begin with prefix, those in the more populous surroundings first; coordinates as people write them give the place that they mean.").RequireAuthorization(Policies.View);
        routes.MapGet("/places/at", AtAsync).WithName("PlaceAt").WithSummary("Country, region and nearest town of a position; all of them null at sea.").RequireAuthorization(Policies.View);
    }

    private static async Task<Results<Ok<IReadOnlyList<PlaceView>>, ProblemHttpResult>> SuggestAsync(string? prefix, int? limit, Gazetteers gazetteers, CancellationToken cancellationToken)
    {
        if (limit is < 1 or > Most)
        {
            throw new RequestRefusedException(StatusCodes.Status400BadRequest, $"limit is a number from 1 to {Most}, not {limit}.");
        }

        if (CoordinateText.TryParse(prefix, out var position))
        {
            return TypedResults.Ok<IReadOnlyList<PlaceView>>([View(position, (await gazetteers.GetAsync(cancellationToken))?.Find(position) ?? FoundPlace.AtSea)]);
        }

        var gazetteer = await InstalledAsync(gazetteers, cancellationToken);
        return TypedResults.Ok<IReadOnlyList<PlaceView>>([.. gazetteer.Suggest(prefix ?? "", limit ?? 10).Select(View)]);
    }

    private static async Task<Results<Ok<PlaceView>, ProblemHttpResult>> AtAsync(double latitude, double longitude, Gazetteers gazetteers, CancellationToken cancellationToken)
    {
        if (!GeoPosition.TryOf(latitude, longitude, out var position))
        {
            throw new RequestRefusedException(StatusCodes.Status400BadRequest, "A position has a latitude from -90 to 90 and a longitude from -180 to 180.");
        }

        return TypedResults.Ok(View(position, (await InstalledAsync(gazetteers, cancellationToken)).Find(position)));
    }

    private static async Task<Gazetteer> InstalledAsync(Gazetteers gazetteers, CancellationToken cancellationToken) =>
        await gazetteers.GetAsync(cancellationToken)
        ?? throw new RequestRefusedException(StatusCodes.Status409Conflict, new QuerySentence(RefusalSentences.NoGazetteer));

    private static PlaceView View(Town town) =>
        new(town.Country, NameOf(town.Country), town.Region, town.Name, town.Position.Latitude, town.Position.Longitude);

    private static PlaceView View(GeoPosition position, FoundPlace found) =>
        new(found.Country, NameOf(found.Country), found.Region, found.Town, position.Latitude, position.Longitude);

    private static string? NameOf(string? country) => country is null ? null : Countries.NameOf(country, CultureInfo.CurrentUICulture.Name);
}

using System.Text.Json;
using Vitrine.Contracts;
using Vitrine.Core.Claims;
using Vitrine.Core.Places;
using Vitrine.Media.Places;
using Vitrine.Server.Claims;
using Vitrine.Server.Pipeline;
using Vitrine.Server.Places;

namespace Vitrine.Server.Jobs;

/// <summary>A person says where many assets were taken.</summary>
public sealed class SetPlace(ClaimLedger ledger, Gazetteers gazetteers) : AssetJob
{
    public override string Name => JobKinds.SetPlace;

    protected override async Task<AssetChange> PrepareAsync(RunningJob job, CancellationToken cancellationToken)
    {
        var request = JsonSerializer.Deserialize(job.Request, ApiJson.Default.PlaceAssets)!;
        var place = request.Clear ? null : await PlaceOfAsync(request, cancellationToken);
        return async (session, asset, cancelled) =>
        {
            var turn = await ledger.TurnAsync(session, asset, job.BatchKey, cancelled);
            await turn.SetAsync(ClaimAttributes.Place, null, place, cancellationToken: cancelled);
            return await turn.EndAsync(cancelled);
        };
    }

    private async Task<ClaimValue.Place> PlaceOfAsync(PlaceAssets request, CancellationToken cancellationToken)
    {
        var position = request.Position is { } said && GeoPosition.TryOf(said.Latitude, said.Longitude, out var at) ? at : (GeoPosition?)null;
        var (country, region, town) = (Clean(request.Names?.Country), Clean(request.Names?.Region), Clean(request.Names?.Town));
        if (position is { } alone && (country ?? region ?? town) is null)
        {
            var found = (await gazetteers.GetAsync(cancellationToken))?.Find(alone) ?? FoundPlace.AtSea;
            (country, region, town) = (found.Country, found.Region, found.Town);
        }

        country = country is null ? null : Countries.Find(country)?.Alpha2 ?? country;
        return new ClaimValue.Place(country, region, town, position?.Latitude, position?.Longitude);
    }

    private static string? Clean(string? name) => string.IsNullOrWhiteSpace(name) ? null : Storable.Text(name.Trim()).Normalize();
}

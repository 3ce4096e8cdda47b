using Vitrine.Core.Claims;
using Vitrine.Core.Places;
using Vitrine.Media.Places;
using Vitrine.Server.Claims;
using Vitrine.Server.Pipeline;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Places;

/// <summary>
/// The rule that turns the position in a file into a place: a claim of the gazetteer, beneath what people say. Where the file names its place itself,
/// the rule is silent: who wrote that knows better than the nearest town.
/// </summary>
public sealed class PositionRule(ClaimLedger ledger, Gazetteers gazetteers)
{
    /// <summary>As claims name the source.</summary>
    public const string SourceName = "gazetteer";

    private readonly Doorbell missed = new();

    /// <summary>Rung after a commit with positions that could not be looked up because the gazetteer was not read yet.</summary>
    internal Doorbell Missed => missed;

    /// <summary>Says what the position in the file of the asset's current version means now. Without a gazetteer in memory the asset stays due. Returns whether the ledger changed.</summary>
    public async Task<bool> FollowAsync(WriteSession session, LedgerSubject asset, long? batch, CancellationToken cancellationToken = default)
    {
        var position = await PlaceRows.OfFileAsync(session, asset.CurrentVersion, cancellationToken);
        if (position is null && await session.NumberAsync($"select asset_key from asset_place where asset_key = {asset.AssetKey}", cancellationToken) is null)
        {
            return false;
        }

        var gazetteer = gazetteers.Loaded is { } loaded && loaded.Version == gazetteers.Installed ? loaded : null;
        if (position is not null && gazetteer is null)
        {
            // What an older gazetteer said stays until the new one has looked.
            await session.ExecuteAsync($"update asset_place set gazetteer = {(string?)null} where asset_key = {asset.AssetKey}", cancellationToken);
            session.OnCommit(missed.Ring);
            return false;
        }

        var (place, evidence) = position is { } at && gazetteer is not null && !await FileNamesAsync(session, asset, cancellationToken) ? Say(gazetteer, at) : (null, []);
        var changed = await ledger.RuleAsync(
            session, asset, ClaimAttributes.Place, place, new ClaimSource(SourceType.Rule, SourceName, gazetteer?.Version), evidence, batch, cancellationToken);
        await session.ExecuteAsync($"update asset_place set gazetteer = {gazetteer?.Version ?? ""} where asset_key = {asset.AssetKey}", cancellationToken);
        return changed;
    }

    private static (ClaimValue.Place? Place, IReadOnlyList<Evidence> Evidence) Say(Gazetteer gazetteer, GeoPosition at)
    {
        var found = gazetteer.Find(at);
        if (!found.IsKnown)
        {
            // At sea: nothing to say but the position, which the file says itself.
            return (null, []);
        }

        var place = new ClaimValue.Place(found.Country, found.Region, found.Town, at.Latitude, at.Longitude);
        return (place, [new Evidence(SourceName, 1, gazetteer.Version, found.Kilometres ?? 0, null, CoordinateText.Write(at))]);
    }

    private static async Task<bool> FileNamesAsync(DbSession session, LedgerSubject asset, CancellationToken cancellationToken) =>
        (await ClaimRows.CountingAsync(session, SubjectKind.Asset, [asset.AssetKey], cancellationToken)).Any(entry =>
            entry.Attribute == ClaimAttributes.Place && entry is { Kind: EntryKind.Statement, Source.Type: SourceType.File or SourceType.Sidecar } && (entry.Version is null || entry.Version == asset.CurrentVersion)
            && entry.Value is ClaimValue.Place { Country: not null } or ClaimValue.Place { Town: not null });
}

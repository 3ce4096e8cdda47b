using Vitrine.Core.Claims;
using Vitrine.Core.Schema;
using Vitrine.Server.Claims;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Fields;

/// <summary>The shown values of an asset's fields as rows that search and uniqueness read.</summary>
internal static class ShownValues
{
    public static async Task WriteAsync(WriteSession session, LedgerSubject asset, IReadOnlyList<ShownClaim> shown, CancellationToken cancellationToken)
    {
        await session.ExecuteAsync($"delete from shown_value where asset_key = {asset.AssetKey}", cancellationToken);

        // Two options that are written alike are one word; the stronger says whose it is.
        foreach (var claim in shown.Where(claim => claim is { IsVisible: true, Value: not null } && FieldAttributes.IsField(claim.Attribute))
            .OrderByDescending(claim => claim.State).DistinctBy(claim => (claim.Attribute.Name, ShownWords.Of(claim.Value!))))
        {
            await session.ExecuteAsync(
                $"""
                insert into shown_value (asset_key, attribute_key, word, number, claim_key, state, source_type, confidence)
                values ({asset.AssetKey}, (select key from attribute where name = {claim.Attribute.Name}), {ShownWords.Of(claim.Value!)}, {ShownWords.Number(claim.Value!)}, {claim.Statement.Sequence}, {claim.State}, {claim.Statement.Source.Type}, {claim.Statement.Confidence})
                """,
                cancellationToken);
        }
    }
}

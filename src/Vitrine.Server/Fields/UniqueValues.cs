using Vitrine.Core.Claims;
using Vitrine.Core.Schema;
using Vitrine.Server.Claims;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Fields;

/// <summary>Values that only one asset of a library may have, those of a batch that nobody sees yet among them.</summary>
internal static class UniqueValues
{
    /// <summary>A value of the asset that another one has too; null where there is none.</summary>
    public static Task<(string Name, string Word, string Other)?> TwiceAsync(DbSession session, LedgerSubject asset, Field field, CancellationToken cancellationToken) => session.FirstAsync<(string, string, string)?>(
        $"""
        select a.name, s.word, b.name from shown_value s join asset a on a.key = s.asset_key
        join shown_value o on o.attribute_key = s.attribute_key and o.word = s.word and o.asset_key <> s.asset_key and o.state = {ClaimState.Accepted} join asset b on b.key = o.asset_key
        where s.asset_key = {asset.AssetKey} and s.attribute_key = (select key from attribute where name = {field.Attribute.Name}) and s.state = {ClaimState.Accepted}
            and b.library_key = {asset.LibraryKey} and b.trashed_at is null order by b.key limit 1
        """,
        row => (row.GetString(0), row.GetString(1), row.GetString(2)), cancellationToken);

    /// <summary>The first of these values that another asset has, and that asset's name; null where all are free. Who writes holds the field until the end of the transaction.</summary>
    public static async Task<(ClaimValue Value, string Owner)?> TakenAsync(
        DbSession session, LedgerSubject asset, Field field, IReadOnlyList<ClaimValue> values, CancellationToken cancellationToken)
    {
        // Writers of values of one unique field take turns.
        if (session is WriteSession writing)
        {
            await FieldRows.LockAsync(writing, asset.LibraryKey, field.Id, cancellationToken);
        }

        foreach (var value in values)
        {
            var owner = await session.TextAsync(
                $"""
                select a.name from shown_value s join asset a on a.key = s.asset_key
                where s.attribute_key = (select key from attribute where name = {field.Attribute.Name}) and s.word = {ShownWords.Of(value)}
                    and s.state = {ClaimState.Accepted} and a.key <> {asset.AssetKey} and a.library_key = {asset.LibraryKey} and a.trashed_at is null order by a.key limit 1
                """,
                cancellationToken)
                ?? await session.TextAsync(
                    $"""
                    select a.name from pending_value p join asset a on a.key = p.asset_key
                    where p.attribute_key = (select key from attribute where name = {field.Attribute.Name}) and p.word = {ShownWords.Of(value)}
                        and p.asset_key <> {asset.AssetKey} and a.library_key = {asset.LibraryKey} and a.trashed_at is null
                    """,
                    cancellationToken);
            if (owner is not null)
            {
                return (value, owner);
            }
        }

        return null;
    }
}

using Vitrine.Core.Claims;
using Vitrine.Server.People;
using Vitrine.Server.Search;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Claims;

/// <summary>
/// Renews what lists and search read of an asset from what counts in the ledger: shown tags, words, the date taken. Derived, so always written
/// whole for one asset, in the transaction that changed its claims.
/// </summary>
public sealed class AssetProjection
{
    private static readonly ClaimAttribute[] Worded =
    [
        ClaimAttributes.Title, ClaimAttributes.Headline, ClaimAttributes.Description, ClaimAttributes.AltText, ClaimAttributes.Label, ClaimAttributes.Creator,
        ClaimAttributes.Copyright, ClaimAttributes.Credit, ClaimAttributes.Source, ClaimAttributes.UsageTerms, ClaimAttributes.Text,
    ];

    public async Task RefreshAsync(WriteSession session, LedgerSubject asset, long? batch, CancellationToken cancellationToken)
    {
        var entries = await ClaimRows.CountingAsync(session, SubjectKind.Asset, [asset.AssetKey], cancellationToken);
        var shown = ShownValue.Resolve(entries, new LedgerView(asset.CurrentVersion));
        await TagsAsync(session, asset, shown, cancellationToken);
        await WordsAsync(session, asset, shown, cancellationToken);
        var taken = shown.FirstOrDefault(claim => claim.Attribute == ClaimAttributes.TakenAt && claim.IsVisible)?.Value as ClaimValue.Date;
        await session.ExecuteAsync(
            $"update asset set revision = revision + 1, taken_at = {(taken is null ? null : Sortable(taken))} where key = {asset.AssetKey}", cancellationToken);
        session.Log(new Change(asset.LibraryKey, LogSubject.Asset, asset.AssetKey, ChangeEvent.Changed, ChangedParts.Claims, batch));
    }

    /// <summary>Local time as far as it is known, so that text order is time order.</summary>
    internal static string Sortable(ClaimValue.Date date)
    {
        var text = date.Local.ToString("yyyy-MM-ddTHH:mm:ss.fff", System.Globalization.CultureInfo.InvariantCulture);
        return date.Precision switch
        {
            DatePrecision.Century => text[..2],
            DatePrecision.Decade => text[..3],
            DatePrecision.Year => text[..4],
            DatePrecision.Month => text[..7],
            DatePrecision.Day => text[..10],
            DatePrecision.Minute => text[..16],
            DatePrecision.Second => text[..19],
            _ => text,
        };
    }

    private static async Task TagsAsync(WriteSession session, LedgerSubject asset, IReadOnlyList<ShownClaim> shown, CancellationToken cancellationToken)
    {
        await session.ExecuteAsync($"delete from shown_tag where asset_key = {asset.AssetKey}", cancellationToken);
        foreach (var claim in shown.Where(claim => claim.Attribute == ClaimAttributes.Tag && claim.IsVisible))
        {
            if (claim.Value is ClaimValue.Concept concept)
            {
                await session.ExecuteAsync(
                    $"""
                    insert into shown_tag (asset_key, concept_key, claim_key, state, source_type, confidence)
                    values ({asset.AssetKey}, {concept.Key}, {claim.Statement.Sequence}, {claim.State}, {claim.Statement.Source.Type}, {claim.Statement.Confidence})
                    """,
                    cancellationToken);
            }
        }
    }

    private static async Task WordsAsync(WriteSession session, LedgerSubject asset, IReadOnlyList<ShownClaim> shown, CancellationToken cancellationToken)
    {
        var name = await session.TextAsync($"select name from asset where key = {asset.AssetKey}", cancellationToken) ?? "";
        var words = new HashSet<(string Term, SearchTermField Field)>();
        words.UnionWith(SearchTerms.Of(name).Select(term => (term, SearchTermField.Name)));
        foreach (var claim in shown.Where(claim => claim.IsVisible && Worded.Contains(claim.Attribute)))
        {
            if (claim.Value is ClaimValue.Text text)
            {
                words.UnionWith(SearchTerms.Of(text.Content).Select(term => (term, SearchTermField.Text)));
            }
        }

        long[] seen = [.. shown.Where(claim => claim.IsVisible).Select(claim => claim.Value).OfType<ClaimValue.Person>().Select(person => person.Key)];
        words.UnionWith((await PersonStore.NamesAsync(session, seen, cancellationToken)).Values.SelectMany(SearchTerms.Of).Select(term => (term, SearchTermField.Text)));

        var old = await session.QueryAsync(
            $"select term, field from search_term where asset_key = {asset.AssetKey}", row => (row.GetString(0), (SearchTermField)row.GetInt64(1)), cancellationToken);
        foreach (var (term, field) in old.Where(pair => !words.Contains(pair)))
        {
            await session.ExecuteAsync($"delete from search_term where term = {term} and field = {field} and asset_key = {asset.AssetKey}", cancellationToken);
        }

        words.ExceptWith(old);
        foreach (var (term, field) in words)
        {
            await session.ExecuteAsync($"insert into search_term (term, field, asset_key) values ({term}, {field}, {asset.AssetKey})", cancellationToken);
        }
    }
}

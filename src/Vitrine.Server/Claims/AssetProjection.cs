using Vitrine.Core.Claims;
using Vitrine.Core.Schema;
using Vitrine.Server.Fields;
using Vitrine.Server.People;
using Vitrine.Server.Places;
using Vitrine.Server.Search;
using Vitrine.Server.Storage;
using Vitrine.Server.Vocabularies;

namespace Vitrine.Server.Claims;

/// <summary>
/// Renews what lists and search read of an asset from what counts in the ledger: shown tags, words, the date taken. Derived, so always written
/// whole for one asset, in the transaction that changed its claims.
/// </summary>
public sealed class AssetProjection(VocabularyStore vocabulary)
{
    private static readonly ClaimAttribute[] Worded =
    [
        ClaimAttributes.Title, ClaimAttributes.Headline, ClaimAttributes.Description, ClaimAttributes.AltText, ClaimAttributes.Label, ClaimAttributes.Creator,
        ClaimAttributes.Copyright, ClaimAttributes.Credit, ClaimAttributes.Source, ClaimAttributes.UsageTerms, ClaimAttributes.Text,
    ];

    /// <summary>Whether an asset is found by the words of this attribute.</summary>
    internal static bool IsWorded(ClaimAttribute attribute) => AllWorded.Contains(attribute) || FieldAttributes.IsField(attribute);

    /// <summary>All such attributes but users' fields.</summary>
    internal static IEnumerable<ClaimAttribute> AllWorded { get; } = [.. Worded, ClaimAttributes.Person, ClaimAttributes.Place];

    public async Task RefreshAsync(WriteSession session, LedgerSubject asset, long? batch, CancellationToken cancellationToken)
    {
        var entries = await ClaimRows.CountingAsync(session, SubjectKind.Asset, [asset.AssetKey], cancellationToken);
        var shown = ShownValue.Resolve(entries, new LedgerView(asset.CurrentVersion));
        await TagsAsync(session, asset, shown, cancellationToken);
        await PlaceRows.RenewAsync(session, asset, shown, cancellationToken);
        await WordsAsync(session, asset, shown, cancellationToken);
        await ShownValues.WriteAsync(session, asset, shown, cancellationToken);
        var taken = shown.FirstOrDefault(claim => claim.Attribute == ClaimAttributes.TakenAt && claim.IsVisible)?.Value as ClaimValue.Date;
        await BesidePendingAsync(session, asset, cancellationToken);
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

    private async Task TagsAsync(WriteSession session, LedgerSubject asset, IReadOnlyList<ShownClaim> shown, CancellationToken cancellationToken)
    {
        // What a pending batch is about to show stays hidden as it is.
        await session.ExecuteAsync(
            $"delete from tag_row where asset_key = {asset.AssetKey} and (coming = 0 or coming not in (select batch_key from pending_batch))", cancellationToken);
        await AddTagsAsync(session, asset, shown, cancellationToken);
    }

    /// <summary>Writes rows of the tags among these claims that are shown.</summary>
    internal async Task AddTagsAsync(WriteSession session, LedgerSubject asset, IEnumerable<ShownClaim> shown, CancellationToken cancellationToken)
    {
        foreach (var claim in shown.Where(claim => claim.Attribute == ClaimAttributes.Tag && claim.IsVisible && !vocabulary.HoldsBack(asset.LibraryKey, claim)))
        {
            if (claim.Value is ClaimValue.Concept concept)
            {
                await session.ExecuteAsync(
                    $"""
                    insert into tag_row (asset_key, concept_key, claim_key, state, source_type, confidence)
                    values ({asset.AssetKey}, {concept.Key}, {claim.Statement.Sequence}, {claim.State}, {claim.Statement.Source.Type}, {claim.Statement.Confidence})
                    """,
                    cancellationToken);
            }
        }
    }

    /// <summary>Takes rows of some tags from assets that no longer show them.</summary>
    internal static async Task DropTagsAsync(WriteSession session, long[] assets, long[] concepts, CancellationToken cancellationToken)
    {
        await session.ExecuteAsync(
            $"""
            delete from tag_row where {session.Dialect.AnyOf(new RawSql("asset_key"), assets)} and {session.Dialect.AnyOf(new RawSql("concept_key"), concepts)}
                and (coming = 0 or coming not in (select batch_key from pending_batch))
            """,
            cancellationToken);
        await PendingBatch.LookAgainAsync(session, assets, cancellationToken);
    }

    /// <summary>Makes the words of an asset anew, after a program before made others. Nothing else of it changes, and nobody said anything.</summary>
    internal static async Task RenewWordsAsync(WriteSession session, LedgerSubject asset, CancellationToken cancellationToken)
    {
        var entries = await ClaimRows.CountingAsync(session, SubjectKind.Asset, [asset.AssetKey], cancellationToken);
        if (await WordsAsync(session, asset, ShownValue.Resolve(entries, new LedgerView(asset.CurrentVersion)), cancellationToken))
        {
            await PendingBatch.LookAgainAsync(session, [asset.AssetKey], cancellationToken);
            session.Log(new Change(asset.LibraryKey, LogSubject.Asset, asset.AssetKey, ChangeEvent.Changed, ChangedParts.None));
        }
    }

    /// <returns>Whether they are others than before.</returns>
    private static async Task<bool> WordsAsync(WriteSession session, LedgerSubject asset, IReadOnlyList<ShownClaim> shown, CancellationToken cancellationToken)
    {
        var name = await session.TextAsync($"select name from asset where key = {asset.AssetKey}", cancellationToken) ?? "";
        var words = PackedWords.Of(Texts(name, shown, await PersonStore.NamesAsync(session, [.. PeopleIn(shown)], cancellationToken)));
        var old = await session.QueryAsync(
            $"select words, coming = 0 and going = 0 from word_row where asset_key = {asset.AssetKey} and (coming = 0 or coming not in (select batch_key from pending_batch))",
            row => (Words: row.GetString(0), IsPlain: Convert.ToBoolean(row.GetValue(1), null)), cancellationToken);
        if (old is [{ IsPlain: true } same] ? same.Words == words : old.Count == 0 && words.Length == 0)
        {
            return false;
        }

        // What a pending batch is about to show stays hidden as it is.
        await session.ExecuteAsync(
            $"delete from word_row where asset_key = {asset.AssetKey} and (coming = 0 or coming not in (select batch_key from pending_batch))", cancellationToken);
        if (words.Length > 0)
        {
            await session.ExecuteAsync($"insert into word_row (asset_key, words) values ({asset.AssetKey}, {words})", cancellationToken);
        }

        return true;
    }

    /// <summary>A pending batch that changed the asset too has to look at it again; a date it was about to get is worked out then.</summary>
    private static async Task BesidePendingAsync(WriteSession session, LedgerSubject asset, CancellationToken cancellationToken)
    {
        await session.ExecuteAsync($"delete from pending_taken where asset_key = {asset.AssetKey}", cancellationToken);
        await PendingBatch.LookAgainAsync(session, [asset.AssetKey], cancellationToken);
    }

    /// <summary>The people among shown claims, by their keys.</summary>
    internal static IEnumerable<long> PeopleIn(IEnumerable<ShownClaim> shown) =>
        shown.Where(claim => claim.IsVisible).Select(claim => claim.Value).OfType<ClaimValue.Person>().Select(person => person.Key).Distinct();

    /// <summary>The texts by whose words an asset of this name and with these claims is found, as words that follow each other.</summary>
    /// <param name="people">Names of the people among them.</param>
    internal static IEnumerable<(IReadOnlyList<string> Terms, SearchTermField Field)> Texts(string name, IReadOnlyList<ShownClaim> shown, IReadOnlyDictionary<long, string> people)
    {
        var texts = shown.Where(claim => claim.IsVisible && IsText(claim.Attribute)).Select(claim => claim.Value).OfType<ClaimValue.Text>().Select(text => text.Content);
        var place = shown.FirstOrDefault(claim => claim.Attribute == ClaimAttributes.Place) is { IsVisible: true, Value: ClaimValue.Place known } ? PlaceRows.Names(known) : [];
        return NameWords.Sequences(name).Select(words => (words, SearchTermField.Name))
            .Concat(texts.Concat(PeopleIn(shown).Select(key => people.GetValueOrDefault(key, ""))).Select(text => (SearchTerms.Sequence(text), SearchTermField.Text)))
            .Concat(place.Select(text => (SearchTerms.Sequence(text), SearchTermField.Place)));
    }

    private static bool IsText(ClaimAttribute attribute) => Worded.Contains(attribute) || FieldAttributes.IsField(attribute);
}

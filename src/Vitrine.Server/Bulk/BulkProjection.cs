using Vitrine.Core.Claims;
using Vitrine.Core.Schema;
using Vitrine.Server.Claims;
using Vitrine.Server.Fields;
using Vitrine.Server.People;
using Vitrine.Server.Search;
using Vitrine.Server.Storage;
using Vitrine.Server.Vocabularies;

namespace Vitrine.Server.Bulk;

/// <summary>
/// What lists and search will read of many assets once a pending batch is shown: rows that will come and rows that will go are marked with it, so that showing it changes
/// one row. Comes to the same as <see cref="AssetProjection"/> for each.
/// </summary>
internal sealed class BulkProjection(VocabularyStore vocabulary)
{
    private const int AtOnce = 1_000;

    /// <summary>Marks what the batch changes.</summary>
    /// <param name="assets">Those that changed, with their ledgers as they will be, as far as the scope reads them.</param>
    /// <param name="again">The batch marked these before: its marks are taken off first.</param>
    public async Task MarkAsync(WriteSession session, long library, long batch, LedgerScope scope, IReadOnlyList<BulkAsset> assets, bool again, CancellationToken cancellationToken)
    {
        if (assets.Count == 0)
        {
            return;
        }

        long[] keys = [.. assets.Select(asset => asset.Key)];
        if (again)
        {
            await UnmarkAsync(session, batch, keys, cancellationToken);
        }

        if (scope.Tags)
        {
            await TagsAsync(session, library, batch, scope.Concepts, assets, keys, cancellationToken);
        }

        if (scope.Words)
        {
            await WordsAsync(session, batch, assets, keys, cancellationToken);
        }

        if (scope.Taken)
        {
            await TakenAsync(session, batch, assets, cancellationToken);
        }
    }

    /// <summary>Takes the marks of a batch off, as if it had never been there.</summary>
    public static async Task UnmarkAsync(WriteSession session, long batch, long[] assets, CancellationToken cancellationToken)
    {
        var which = session.Dialect.AnyOf(new RawSql("asset_key"), assets);
        await session.ExecuteAsync($"delete from tag_row where {which} and coming = {batch}", cancellationToken);
        await session.ExecuteAsync($"update tag_row set going = 0 where {which} and going = {batch}", cancellationToken);
        await session.ExecuteAsync($"delete from word_row where {which} and coming = {batch}", cancellationToken);
        await session.ExecuteAsync($"update word_row set going = 0 where {which} and going = {batch}", cancellationToken);
        await session.ExecuteAsync($"delete from pending_taken where batch_key = {batch} and {which}", cancellationToken);
        await session.ExecuteAsync($"delete from pending_asset where batch_key = {batch} and {which}", cancellationToken);
    }

    /// <summary>Removes rows that went when the batch was shown, of some assets. Returns whether there may be more.</summary>
    public static async Task<bool> SweepAsync(WriteSession session, long batch, CancellationToken cancellationToken)
    {
        // Both conditions are spelled out: the index has only rows that go.
        var gone = Sql.Of($"going <> 0 and going = {batch} limit {AtOnce}");
        long[] assets = [.. await session.QueryAsync(
            $"select asset_key from (select asset_key from tag_row where {gone}) tags union select asset_key from (select asset_key from word_row where {gone}) words order by 1",
            row => row.GetInt64(0), cancellationToken)];
        if (assets.Length > 0)
        {
            var which = session.Dialect.AnyOf(new RawSql("asset_key"), assets);
            await session.ExecuteAsync($"delete from tag_row where {which} and +going = {batch}", cancellationToken);
            await session.ExecuteAsync($"delete from word_row where {which} and +going = {batch}", cancellationToken);
        }

        return assets.Length > 0;
    }

    /// <summary>Values of unique fields that an asset gets are its own from now on.</summary>
    public static async Task KeepAsync(WriteSession session, Interned interned, long batch, long asset, IReadOnlyList<FieldChange> fields, CancellationToken cancellationToken)
    {
        foreach (var (field, values) in fields.Where(change => change.Field.Unique))
        {
            var attribute = await interned.AttributeAsync(session, field.Attribute.Name, cancellationToken);
            foreach (var word in values.Select(ShownWords.Of).Distinct(StringComparer.Ordinal))
            {
                await session.ExecuteAsync(
                    $"insert into pending_value (batch_key, attribute_key, word, asset_key) values ({batch}, {attribute}, {word}, {asset}) on conflict (attribute_key, word, asset_key) do nothing", cancellationToken);
            }
        }
    }

    /// <summary>They are among the shown ones, or came to nothing.</summary>
    public static Task<int> LetGoAsync(WriteSession session, long batch, long[] assets, CancellationToken cancellationToken) =>
        session.ExecuteAsync($"delete from pending_value where batch_key = {batch} and {session.Dialect.AnyOf(new RawSql("asset_key"), assets)}", cancellationToken);

    private async Task TagsAsync(WriteSession session, long library, long batch, long[]? concepts, IReadOnlyList<BulkAsset> assets, long[] keys, CancellationToken cancellationToken)
    {
        var only = concepts is null ? Sql.Of($"1 = 1") : session.Dialect.AnyOf(new RawSql("concept_key"), concepts);
        var now = await session.QueryAsync(
            $"""
            select asset_key, concept_key, claim_key, state, source_type, confidence, coming from tag_row
            where {session.Dialect.AnyOf(new RawSql("asset_key"), keys)} and {only} and coming <> {batch} and going = 0
            """,
            row => (Tag: new Tag(row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3), row.GetInt64(4), row.GetInt64(5)), Coming: row.GetInt64(6)),
            cancellationToken);
        var then = assets.SelectMany(asset => Tags(library, asset)).ToHashSet();
        var going = now.Where(row => !then.Remove(row.Tag)).ToArray();
        if (going.Length > 0)
        {
            var rows = session.Dialect.Rows(Column(going, row => row.Tag.Asset), Column(going, row => row.Tag.Concept), Column(going, row => row.Coming));
            await session.ExecuteAsync($"update tag_row set going = {batch} from {rows} where tag_row.asset_key = c0 and tag_row.concept_key = c1 and tag_row.coming = c2", cancellationToken);
        }

        if (then.Count > 0)
        {
            Tag[] coming = [.. then.OrderBy(tag => tag.Asset).ThenBy(tag => tag.Concept)];
            var rows = session.Dialect.Rows(
                Column(coming, tag => tag.Asset), Column(coming, tag => tag.Concept), Column(coming, tag => tag.Claim), Column(coming, tag => tag.State), Column(coming, tag => tag.Source),
                Column(coming, tag => tag.Confidence));
            await session.ExecuteAsync(
                $"insert into tag_row (asset_key, concept_key, claim_key, state, source_type, confidence, coming) select c0, c1, c2, c3, c4, c5, {batch} from {rows}", cancellationToken);
        }
    }

    private IEnumerable<Tag> Tags(long library, BulkAsset asset) => asset.Ledger.Shown(ClaimAttributes.Tag)
        .Where(claim => claim is { IsVisible: true, Value: ClaimValue.Concept } && !vocabulary.HoldsBack(library, claim)).Select(claim => new Tag(
        asset.Key, ((ClaimValue.Concept)claim.Value!).Key, claim.Statement.Sequence, (long)claim.State, (long)claim.Statement.Source.Type, claim.Statement.Confidence));

    private static async Task WordsAsync(WriteSession session, long batch, IReadOnlyList<BulkAsset> assets, long[] keys, CancellationToken cancellationToken)
    {
        var shown = assets.ToDictionary(asset => asset.Key, asset => (IReadOnlyList<ShownClaim>)
            [.. asset.Ledger.Entries.Select(entry => entry.Attribute).Where(AssetProjection.IsWorded).Distinct().SelectMany(asset.Ledger.Shown)]);
        var people = await PersonStore.NamesAsync(session, [.. shown.Values.SelectMany(AssetProjection.PeopleIn).Distinct()], cancellationToken);
        var then = assets.Select(asset => (asset.Key, Words: PackedWords.Of(AssetProjection.Texts(asset.Name, shown[asset.Key], people)))).Where(one => one.Words.Length > 0).ToHashSet();
        var now = await session.QueryAsync(
            $"select asset_key, words, coming from word_row where {session.Dialect.AnyOf(new RawSql("asset_key"), keys)} and coming <> {batch} and going = 0",
            row => (Words: (row.GetInt64(0), row.GetString(1)), Coming: row.GetInt64(2)), cancellationToken);
        var going = now.Where(row => !then.Remove(row.Words)).ToArray();
        if (going.Length > 0)
        {
            var rows = session.Dialect.Rows(Column(going, row => row.Words.Item1), Column(going, row => row.Coming));
            await session.ExecuteAsync($"update word_row set going = {batch} from {rows} where word_row.asset_key = c0 and word_row.coming = c1", cancellationToken);
        }

        if (then.Count > 0)
        {
            var coming = then.OrderBy(one => one.Key).ToArray();
            var rows = session.Dialect.Rows(Column(coming, one => one.Key), coming.Select(one => (string?)one.Words).ToArray());
            await session.ExecuteAsync($"insert into word_row (asset_key, words, coming) select c0, c1, {batch} from {rows}", cancellationToken);
        }
    }

    private static async Task TakenAsync(WriteSession session, long batch, IReadOnlyList<BulkAsset> assets, CancellationToken cancellationToken)
    {
        var taken = assets.Select(asset => asset.Ledger.Shown(ClaimAttributes.TakenAt).FirstOrDefault(claim => claim.IsVisible)?.Value as ClaimValue.Date);
        var rows = session.Dialect.Rows(Column([.. assets], asset => asset.Key), taken.Select(date => date is null ? null : AssetProjection.Sortable(date)).ToArray());
        await session.ExecuteAsync($"insert into pending_taken (batch_key, asset_key, taken_at) select {batch}, c0, c1 from {rows}", cancellationToken);
    }

    private static long?[] Column<T>(T[] rows, Func<T, long> number) => [.. rows.Select(row => (long?)number(row))];

    private readonly record struct Tag(long Asset, long Concept, long Claim, long State, long Source, long Confidence);
}

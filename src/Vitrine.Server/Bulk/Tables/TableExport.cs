using System.Globalization;
using Vitrine.Core.Claims;
using Vitrine.Core.Exports;
using Vitrine.Server.Claims;
using Vitrine.Server.Features.Assets;
using Vitrine.Server.Fields;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Bulk.Tables;

/// <summary>Writes assets as a table that can be edited and applied again.</summary>
internal sealed class TableExport(Database database, BulkAssets assets)
{
    private const int Together = 200;

    /// <summary>The table, some rows at a time.</summary>
    public async IAsyncEnumerable<string> RowsAsync(
        long library, long[] keys, IReadOnlyList<TableColumn> columns, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        yield return Csv.Mark + Csv.Row(columns.Select(column => column.Name));
        foreach (var some in keys.Chunk(Together))
        {
            yield return await database.ReadAsync(session => SomeAsync(session, library, some, columns, cancellationToken), cancellationToken);
        }
    }

    private async Task<string> SomeAsync(DbSession session, long library, long[] keys, IReadOnlyList<TableColumn> columns, CancellationToken cancellationToken)
    {
        var rows = (await TableAssets.ReadAsync(session, library, keys, cancellationToken)).ToDictionary(row => row.Key);
        var entries = (await ClaimRows.CountingAsync(session, SubjectKind.Asset, [.. rows.Keys], cancellationToken)).ToLookup(entry => entry.Subject.Key);
        var words = await assets.WordsAsync(session, entries.SelectMany(one => one), cancellationToken);
        var position = await session.NumberAsync(session.Dialect.NewestPosition, cancellationToken) ?? 0;
        return string.Concat(keys.Where(rows.ContainsKey).Select(key => Csv.Row(columns.Select(column => Cell(column, rows[key], entries[key], words, position)))));
    }

    private static string Cell(TableColumn column, TableAsset asset, IEnumerable<ClaimEntry> entries, BulkWords words, long position) => column.Role switch
    {
        ColumnRole.Id => asset.Id,
        ColumnRole.Revision => TableRevision.Of(asset.Revision, position),
        ColumnRole.Name => asset.Name,
        ColumnRole.Folder => asset.Folder,
        ColumnRole.Value => TableCell.Written(TableCell.Of(asset.Ledger(entries), column.Slot!, words)),
        _ => "",
    };
}

/// <summary>The state of an asset that a table was made of: its revision, and the ledger's position then.</summary>
internal readonly record struct TableRevision(long Revision, long Position)
{
    public static string Of(long revision, long position) => string.Create(CultureInfo.InvariantCulture, $"{revision}@{position}");

    public static TableRevision? Read(string text) =>
        text.Split('@') is [var revision, var position] && long.TryParse(revision, NumberStyles.None, CultureInfo.InvariantCulture, out var one)
        && long.TryParse(position, NumberStyles.None, CultureInfo.InvariantCulture, out var other) ? new TableRevision(one, other) : null;
}

/// <summary>An asset that a row is about.</summary>
internal sealed record TableAsset(long Key, string Id, string Name, string Folder, long? Version, long Revision)
{
    public SubjectLedger Ledger(IEnumerable<ClaimEntry> entries) => new(new Subject(SubjectKind.Asset, Key), entries, new LedgerView(Version), null);
}

internal static class TableAssets
{
    public static async Task<List<TableAsset>> ReadAsync(DbSession session, long library, long[] keys, CancellationToken cancellationToken)
    {
        var found = await session.QueryAsync(
            $"""
            select a.key, a.id, a.name, a.folder_key, a.version_key, {PendingBatch.Revision} from asset a
            where {session.Dialect.AnyOf(new RawSql("a.key"), keys)} and a.library_key = {library} and a.trashed_at is null
            """,
            row => (Folder: row.GetInt64(3), Asset: new TableAsset(row.GetInt64(0), row.GetString(1), row.GetString(2), "", row.NumberOrNull(4), row.GetInt64(5))), cancellationToken);
        var folders = new Dictionary<long, string>();
        foreach (var folder in found.Select(one => one.Folder).Distinct())
        {
            folders[folder] = await FolderPath.OfAsync(session, folder, cancellationToken);
        }

        return [.. found.Select(one => one.Asset with { Folder = folders[one.Folder] })];
    }

    /// <summary>Keys by public id.</summary>
    public static async Task<Dictionary<string, long>> OfIdsAsync(DbSession session, long library, string[] ids, CancellationToken cancellationToken) => (await session.QueryAsync(
        $"select id, key from asset where {session.Dialect.AnyOf(new RawSql("id"), ids)} and library_key = {library} and trashed_at is null",
        row => (row.GetString(0), row.GetInt64(1)), cancellationToken)).ToDictionary(StringComparer.Ordinal);

    /// <summary>The key of the asset that has this value of a unique field; null where none has.</summary>
    public static async Task<long?> WithAsync(DbSession session, long library, AttributeSlot slot, string text, CancellationToken cancellationToken) =>
        slot.Read(text) is not { Problem: null, Values: [var value, ..] } ? null : await session.NumberAsync(
            $"""
            select a.key from shown_value s join asset a on a.key = s.asset_key
            where s.attribute_key = (select key from attribute where name = {slot.Attribute.Name}) and s.word = {ShownWords.Of(value)} and s.state = {ClaimState.Accepted}
                and a.library_key = {library} and a.trashed_at is null order by a.key limit 1
            """,
            cancellationToken);

    /// <summary>The key of the asset of a name in a folder (<c>/2024/Lisbon</c>); null where there is none.</summary>
    public static async Task<long?> AtAsync(DbSession session, long library, string folder, string name, CancellationToken cancellationToken)
    {
        var at = await session.NumberAsync($"select key from folder where library_key = {library} and parent_key is null", cancellationToken);
        foreach (var part in folder.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            at = await session.NumberAsync($"select key from folder where parent_key = {at} and name_key = {Ingest.AssetName.Key(part)} and trashed_at is null", cancellationToken);
            if (at is null)
            {
                return null;
            }
        }

        return await session.NumberAsync($"select key from asset where folder_key = {at} and name_key = {Ingest.AssetName.Key(name)} and trashed_at is null", cancellationToken);
    }
}

using Vitrine.Contracts;
using Vitrine.Core.Claims;
using Vitrine.Core.Exports;
using Vitrine.Server.Claims;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Bulk.Tables;

/// <summary>
/// One row beside its asset, value by value: what the table was exported with, what stands in it now, and what the library says now. What only the table changed is taken,
/// what only the library changed stays, what both changed is a conflict.
/// </summary>
internal sealed class RowComparison(DbSession session, CsvRow row, IReadOnlyList<TableColumn> columns, TableAsset asset, SubjectLedger now, BulkWords words)
{
    private readonly Dictionary<string, string?> set = [];
    private readonly Dictionary<string, string[]> add = [], remove = [];

    public List<BulkDifference> Differences { get; } = [];

    public List<BulkProblem> Problems { get; } = [];

    /// <summary>What the row changes.</summary>
    public TableRow Change => new(asset.Key, set, add, remove);

    public async Task RunAsync(BulkAssets assets, CancellationToken cancellationToken)
    {
        var exported = Exported();
        var then = exported is { } state && state.Revision != asset.Revision ? await ThenAsync(assets, state.Position, cancellationToken) : null;
        for (var i = 0; i < Math.Min(columns.Count, row.Cells.Count); i++)
        {
            if (columns[i] is { Role: ColumnRole.Value, Slot: { } slot } && row.Cells[i].Trim().Length > 0)
            {
                One(slot, Csv.Plain(row.Cells[i]).Trim() is TableCell.Clear ? "" : Csv.Plain(row.Cells[i]), then);
            }
        }
    }

    private void One(AttributeSlot slot, string wanted, Func<AttributeSlot, string>? then)
    {
        var shown = TableCell.Of(now, slot, words);
        if (TableCell.Same(slot, wanted, shown))
        {
            return;
        }

        if (then?.Invoke(slot) is { } exported && !TableCell.Same(slot, exported, shown))
        {
            if (!TableCell.Same(slot, wanted, exported))
            {
                Tell(slot, "conflict", $"This changed in the library since the table was exported. Then: {Quote(exported)}; now: {Quote(shown)}; in the table: {Quote(wanted)}.", null);
            }

            return;
        }

        if (slot.IsSet ? Members(slot, wanted) : Value(slot, wanted))
        {
            Differences.Add(new BulkDifference(asset.Id, asset.Name, slot.Name, shown.Length > 0 ? shown : null, wanted.Length > 0 ? wanted : null) { Line = row.Line });
        }
    }

    private bool Value(AttributeSlot slot, string wanted)
    {
        if (AttributeText.Read(slot.Attribute, slot.Name, wanted, out var value) is { } problem)
        {
            Tell(slot, problem.Rule, problem.Message, problem.Valid);
            return false;
        }

        set[slot.Name] = value is null ? null : wanted;
        return true;
    }

    /// <summary>The cell lists all members that shall be there.</summary>
    private bool Members(AttributeSlot slot, string wanted)
    {
        string[] there = [.. TableCell.Members(now.Shown(slot.Attribute)).Select(claim => words(claim.Value)).OfType<string>()];
        string[] listed = [.. WordList.Read(slot.Attribute, wanted)];
        add[slot.Name] = [.. listed.Except(there, StringComparer.Ordinal)];
        remove[slot.Name] = [.. there.Except(listed, StringComparer.Ordinal)];
        return true;
    }

    private TableRevision? Exported()
    {
        var at = columns.ToList().FindIndex(column => column.Role == ColumnRole.Revision);
        if (at < 0 || at >= row.Cells.Count || row.Cells[at].Trim().Length == 0)
        {
            return null;
        }

        if (TableRevision.Read(row.Cells[at].Trim()) is { } state)
        {
            return state;
        }

        Problems.Add(new BulkProblem(asset.Id, asset.Name, "revision", "type", "This is no revision as an export writes it.", "12@48211, or an empty cell") { Line = row.Line });
        return null;
    }

    private async Task<Func<AttributeSlot, string>> ThenAsync(BulkAssets assets, long position, CancellationToken cancellationToken)
    {
        var (entries, view) = await LedgerPast.ReadAsync(session, asset.Key, new PastMoment(position, null), cancellationToken);
        var ledger = new SubjectLedger(new Subject(SubjectKind.Asset, asset.Key), entries, view, null);
        var said = await assets.WordsAsync(session, entries, cancellationToken);
        return slot => TableCell.Of(ledger, slot, said);
    }

    private void Tell(AttributeSlot slot, string rule, string message, string? valid) =>
        Problems.Add(new BulkProblem(asset.Id, asset.Name, slot.Name, rule, message, valid) { Line = row.Line });

    private static string Quote(string text) => text.Length == 0 ? "nothing" : $"'{(text.Length <= 60 ? text : text[..60] + "…")}'";
}

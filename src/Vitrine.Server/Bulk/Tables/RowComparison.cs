using Vitrine.Contracts;
using Vitrine.Core.Claims;
using Vitrine.Core.Exports;
using Vitrine.Core.Schema;
using Vitrine.Server.Claims;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Bulk.Tables;

/// <summary>
/// One row beside its asset, value by value: what the table was exported with, what stands in it now, and what the library says now. What only the table changed is taken,
/// what only the library changed stays, what both changed is a conflict.
/// </summary>
/// <param name="foundBy">The column by whose value the asset was found, if it was: that value is not to be changed.</param>
internal sealed class RowComparison(
    DbSession session, CsvRow row, IReadOnlyList<TableColumn> columns, TableAsset asset, AttributeSlot? foundBy, SubjectLedger now, BulkWords words, ValueChecks checks)
{
    private readonly Dictionary<string, string?> set = [];
    private readonly Dictionary<string, string[]> add = [], remove = [];

    public List<BulkDifference> Differences { get; } = [];

    public List<BulkProblem> Problems { get; } = [];

    /// <summary>What the row changes.</summary>
    public TableRow Change => new(asset.Key, set, add, remove);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var exported = Exported();
        var then = exported is { } state && state.Revision != asset.Revision ? await ThenAsync(state.Position, cancellationToken) : null;
        for (var i = 0; i < Math.Min(columns.Count, row.Cells.Count); i++)
        {
            if (columns[i] is { Role: ColumnRole.Value, Slot: { } slot } && slot != foundBy && row.Cells[i].Trim().Length > 0)
            {
                await OneAsync(slot, TableCell.Read(Csv.Plain(row.Cells[i])), then, cancellationToken);
            }
        }
    }

    private async Task OneAsync(AttributeSlot slot, string wanted, Func<AttributeSlot, string>? then, CancellationToken cancellationToken)
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

        if (slot is { IsSet: true, Field: null } ? await MembersAsync(slot, wanted, cancellationToken) : Value(slot, wanted))
        {
            Differences.Add(new BulkDifference(asset.Id, asset.Name, slot.Name, shown.Length > 0 ? shown : null, wanted.Length > 0 ? wanted : null) { Line = row.Line });
        }
    }

    private bool Value(AttributeSlot slot, string wanted)
    {
        ClaimValue? value = null;
        var reading = slot.Field is null ? new FieldReading([], AttributeText.Read(slot.Attribute, slot.Name, wanted, out value)) : slot.Read(wanted);
        if (reading.Problem is { } problem)
        {
            Tell(slot, problem.Rule, problem.Message, problem.Valid);
            return false;
        }

        set[slot.Name] = value is null && reading.Values.Count == 0 ? null : wanted;
        return true;
    }

    /// <summary>The cell lists all members that shall be there.</summary>
    private async Task<bool> MembersAsync(AttributeSlot slot, string wanted, CancellationToken cancellationToken)
    {
        var there = TableCell.Members(now.Shown(slot.Attribute)).Select(claim => (Word: words(claim.Value), claim.Value)).Where(one => one.Word is not null).ToArray();
        string[] listed = [.. WordList.Read(slot.Attribute, wanted)];
        List<string> added = [];
        var kept = listed.ToHashSet(StringComparer.Ordinal);
        foreach (var word in listed.Except(there.Select(one => one.Word!), StringComparer.Ordinal))
        {
            var (known, problem) = await checks.MeaningAsync(session, new WordEdit(slot.Attribute, word), cancellationToken);
            if (problem is not null)
            {
                Tell(slot, "ambiguous", problem, null);
                return false;
            }

            // Another word for what is there: a synonym, or the name it had before it was merged.
            if (there.FirstOrDefault(one => one.Value!.Canonical == known?.Canonical).Word is { } same)
            {
                kept.Add(same);
            }
            else
            {
                added.Add(word);
            }
        }

        // What leaves is named by its id: its label may be that of others.
        string[] gone = [.. there.Where(one => !kept.Contains(one.Word!)).Select(one => checks.Assets.IdOf(one.Value) ?? one.Word!)];
        if (added.Count == 0 && gone.Length == 0)
        {
            return false;
        }

        (add[slot.Name], remove[slot.Name]) = ([.. added], gone);
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

    private async Task<Func<AttributeSlot, string>> ThenAsync(long position, CancellationToken cancellationToken)
    {
        var (entries, view) = await LedgerPast.ReadAsync(session, asset.Key, new PastMoment(position, null), cancellationToken);
        var ledger = new SubjectLedger(new Subject(SubjectKind.Asset, asset.Key), entries, view, null);
        var said = await checks.Assets.WordsAsync(session, entries, cancellationToken);
        return slot => TableCell.Of(ledger, slot, said);
    }

    /// <summary>Fields' values beside each other, in the asset's folder and in the library.</summary>
    public async Task FieldsAsync(long library, CancellationToken cancellationToken)
    {
        var changes = set.Select(pair => (Slot: checks.Slots.Find(pair.Key)!, Text: pair.Value)).Where(one => one.Slot.Field is not null)
            .Select(one => new FieldChange(one.Slot.Field!, one.Slot.Read(one.Text ?? "").Values)).ToArray();
        foreach (var problem in await checks.FieldsAsync(session, new LedgerSubject(asset.Key, library, asset.Version), now, changes, cancellationToken))
        {
            Problems.Add(new BulkProblem(asset.Id, asset.Name, problem.Field, problem.Rule, problem.Message, problem.Valid) { Line = row.Line });
        }
    }

    private void Tell(AttributeSlot slot, string rule, string message, string? valid) =>
        Problems.Add(new BulkProblem(asset.Id, asset.Name, slot.Name, rule, message, valid) { Line = row.Line });

    private static string Quote(string text) => text.Length == 0 ? "nothing" : $"'{(text.Length <= 60 ? text : text[..60] + "…")}'";
}

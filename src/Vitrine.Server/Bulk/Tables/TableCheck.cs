using Vitrine.Contracts;
using Vitrine.Core.Claims;
using Vitrine.Core.Exports;
using Vitrine.Server.Claims;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Bulk.Tables;

/// <summary>
/// Reads a whole table and compares it with the library, row by row: what each would change, and what is wrong. Nothing is changed. A row without problems
/// that changes something is handed on.
/// </summary>
internal sealed class TableCheck(Database database, ValueChecks checks, long library)
{
    /// <summary>Differences and problems that are told.</summary>
    public const int Shown = 200;

    private const int Together = 200;

    private readonly HashSet<long> seen = [];
    private readonly List<BulkDifference> differences = [];
    private readonly List<BulkProblem> problems = [];
    private long rows, changes, wrong;

    public BulkPreview Report => new(rows, changes, rows - changes - wrong, wrong, differences, problems);

    /// <summary>The values that the table has, by name.</summary>
    public IReadOnlyList<string> Columns { get; private set; } = [];

    /// <param name="take">Gets what is to be changed, in the order of the rows.</param>
    /// <exception cref="Hosting.ValuesRefusedException">The table has no head that can be used.</exception>
    public async Task RunAsync(CsvReader table, Func<IReadOnlyList<TableRow>, Task> take, CancellationToken cancellationToken)
    {
        var head = await table.ReadAsync(cancellationToken);
        List<ValueProblem> trouble = [];
        var columns = TableColumn.Read(checks.Slots, head?.Cells ?? [], trouble);
        if (head is null || head.Problem is not null)
        {
            trouble = [new ValueProblem("table", "empty", head?.Problem ?? "The table is empty.", "a first row with the names of the columns")];
        }
        else if (trouble.Count == 0)
        {
            trouble.AddRange(Lacking(columns));
        }

        if (trouble.Count > 0)
        {
            throw new Hosting.ValuesRefusedException(trouble);
        }

        Columns = [.. columns.Select(column => column.Slot?.Name).OfType<string>()];
        var some = new List<CsvRow>();
        while (await table.ReadAsync(cancellationToken) is { } row)
        {
            some.Add(row);
            if (some.Count == Together)
            {
                await take(await SomeAsync(some, columns, cancellationToken));
                some.Clear();
            }
        }

        await take(await SomeAsync(some, columns, cancellationToken));
    }

    private IEnumerable<ValueProblem> Lacking(IReadOnlyList<TableColumn> columns)
    {
        bool Has(ColumnRole role) => columns.Any(column => column.Role == role);
        if (!Has(ColumnRole.Id) && !(Has(ColumnRole.Folder) && Has(ColumnRole.Name)) && UniqueOf(columns) is null)
        {
            yield return new ValueProblem("table", "column", "No column says which asset a row is about.", "id, or folder and name, or a field whose values are unique");
        }

        if (!Has(ColumnRole.Value))
        {
            yield return new ValueProblem("table", "column", "The table has no column with values.", checks.Slots.Names);
        }
    }

    private Task<List<TableRow>> SomeAsync(List<CsvRow> some, IReadOnlyList<TableColumn> columns, CancellationToken cancellationToken) => database.ReadAsync(
        async session =>
        {
            var keys = await KeysAsync(session, some, columns, cancellationToken);
            var found = (await TableAssets.ReadAsync(session, library, [.. keys.Values.Select(found => found.Key).Distinct()], cancellationToken)).ToDictionary(asset => asset.Key);
            var entries = (await ClaimRows.CountingAsync(session, SubjectKind.Asset, [.. found.Keys], cancellationToken)).ToLookup(entry => entry.Subject.Key);
            var words = await checks.Assets.WordsAsync(session, entries.SelectMany(one => one), cancellationToken);
            var good = new List<TableRow>();
            foreach (var row in some)
            {
                rows++;
                if (keys.TryGetValue(row.Line, out var about) && found.TryGetValue(about.Key, out var asset))
                {
                    var comparison = new RowComparison(session, row, columns, asset, about.By, asset.Ledger(entries[about.Key]), words, checks);
                    if (await CompareAsync(comparison, cancellationToken) is { } change)
                    {
                        good.Add(change);
                    }
                }
            }

            return good;
        },
        cancellationToken);

    private async Task<TableRow?> CompareAsync(RowComparison comparison, CancellationToken cancellationToken)
    {
        await comparison.RunAsync(cancellationToken);
        if (comparison.Problems.Count == 0)
        {
            await comparison.FieldsAsync(library, cancellationToken);
        }

        if (comparison.Problems.Count > 0)
        {
            wrong++;
            problems.AddRange(comparison.Problems.Take(Shown - problems.Count));
            return null;
        }

        if (comparison.Differences.Count == 0)
        {
            return null;
        }

        changes++;
        differences.AddRange(comparison.Differences.Take(Shown - differences.Count));
        return comparison.Change;
    }

    /// <summary>The assets that rows are about, by line, and the unique field by which each was found, if it was; what cannot be told is a problem of its row.</summary>
    private async Task<Dictionary<int, (long Key, AttributeSlot? By)>> KeysAsync(DbSession session, List<CsvRow> some, IReadOnlyList<TableColumn> columns, CancellationToken cancellationToken)
    {
        var ids = await TableAssets.OfIdsAsync(session, library, [.. some.Select(row => Of(row, columns, ColumnRole.Id)).OfType<string>().Where(id => id.Length == 24).Distinct()], cancellationToken);
        var keys = new Dictionary<int, (long, AttributeSlot?)>();
        foreach (var row in some)
        {
            var id = Of(row, columns, ColumnRole.Id);
            var (folder, name) = (Of(row, columns, ColumnRole.Folder), Of(row, columns, ColumnRole.Name));
            var field = UniqueOf(columns);
            var said = field is null ? null : Cell(row, columns, column => column.Slot == field);
            long? key = id is { Length: > 0 } ? ids.TryGetValue(id, out var known) ? known : null
                : name is { Length: > 0 } && folder is not null ? await TableAssets.AtAsync(session, library, folder, name, cancellationToken)
                : said is { Length: > 0 } ? await TableAssets.WithAsync(session, library, field!, said, cancellationToken) : null;
            var problem = row.Problem is { } broken ? ("row", broken)
                : row.Cells.Count > columns.Count && row.Cells.Skip(columns.Count).Any(cell => cell.Length > 0) ? ("row", $"The row has {row.Cells.Count} cells, the table {columns.Count} columns.")
                : key is null ? ("unknown", id is { Length: > 0 } ? $"There is no asset with the id '{Start(id)}'." : name is { Length: > 0 } ? $"There is no asset '{Start(name)}' in the folder '{Start(folder ?? "")}'."
                    : said is { Length: > 0 } ? $"There is no asset with the {field!.Field!.Label} '{Start(said)}'." : "The row does not say which asset it is about.")
                : !seen.Add(key.Value) ? ("twice", "An earlier row is about the same asset.")
                : ((string Rule, string Message)?)null;
            if (problem is { } wrongRow)
            {
                Tell(row, name, wrongRow.Rule, wrongRow.Message);
            }
            else
            {
                keys[row.Line] = (key!.Value, id is { Length: > 0 } || name is { Length: > 0 } && folder is not null ? null : field);
            }
        }

        return keys;
    }

    private void Tell(CsvRow row, string? name, string rule, string message)
    {
        wrong++;
        if (problems.Count < Shown)
        {
            problems.Add(new BulkProblem("", Start(name ?? ""), "", rule, message, null) { Line = row.Line });
        }
    }

    private static string? Of(CsvRow row, IReadOnlyList<TableColumn> columns, ColumnRole role) => Cell(row, columns, column => column.Role == role);

    private static string? Cell(CsvRow row, IReadOnlyList<TableColumn> columns, Func<TableColumn, bool> wanted)
    {
        for (var i = 0; i < columns.Count; i++)
        {
            if (wanted(columns[i]))
            {
                return i < row.Cells.Count ? Csv.Plain(row.Cells[i]).Trim() : "";
            }
        }

        return null;
    }

    /// <summary>The first unique field among the columns: its value says which asset a row is about where no other column does.</summary>
    private static AttributeSlot? UniqueOf(IReadOnlyList<TableColumn> columns) => columns.FirstOrDefault(column => column.Slot?.Field is { Unique: true })?.Slot;

    private static string Start(string text) => text.Length <= 80 ? text : text[..80] + "…";
}

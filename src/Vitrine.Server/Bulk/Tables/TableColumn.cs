using Vitrine.Core.Claims;

namespace Vitrine.Server.Bulk.Tables;

/// <summary>What a column of a table is for.</summary>
internal enum ColumnRole
{
    /// <summary>The asset's public id.</summary>
    Id,

    /// <summary>The state of the asset that was exported: its revision and the ledger's position, <c>12@48211</c>.</summary>
    Revision,
    Name,
    Folder,

    /// <summary>A value that is edited.</summary>
    Value,

    /// <summary>A fact that other tables of the library carry and nobody can edit.</summary>
    Fact,
}

/// <summary>One column of a table that is edited outside.</summary>
internal sealed record TableColumn(string Name, ColumnRole Role, AttributeSlot? Slot)
{
    private static readonly string[] Facts = ["file", "kind", "format", "width", "height", "bytes", "sha256", "taken", "added", "latitude", "longitude", "collections"];

    /// <summary>What an export has where no columns are named.</summary>
    public static IReadOnlyList<TableColumn> Usual(AttributeSlots slots) =>
    [
        new("id", ColumnRole.Id, null), new("revision", ColumnRole.Revision, null), new("folder", ColumnRole.Folder, null), new("name", ColumnRole.Name, null),
        .. slots.All.Select(slot => new TableColumn(slot.Name, ColumnRole.Value, slot)),
    ];

    /// <summary>Reads a column's head; null where there is no such column.</summary>
    public static TableColumn? Find(AttributeSlots slots, string name)
    {
        var clean = name.Trim().TrimStart('\uFEFF');
        return clean.ToLowerInvariant() switch
        {
            "id" => new TableColumn("id", ColumnRole.Id, null),
            "revision" => new TableColumn("revision", ColumnRole.Revision, null),
            "name" => new TableColumn("name", ColumnRole.Name, null),
            "folder" => new TableColumn("folder", ColumnRole.Folder, null),
            _ when slots.Find(clean) is { } slot => new TableColumn(slot.Name, ColumnRole.Value, slot),
            var fact when Facts.Contains(fact, StringComparer.Ordinal) => new TableColumn(fact, ColumnRole.Fact, null),
            _ => null,
        };
    }

    /// <summary>The columns of a table by their heads.</summary>
    /// <param name="problems">Gets what is wrong with them.</param>
    public static IReadOnlyList<TableColumn> Read(AttributeSlots slots, IReadOnlyList<string> heads, List<ValueProblem> problems)
    {
        var columns = new List<TableColumn>();
        foreach (var head in heads)
        {
            if (Find(slots, head) is { } column)
            {
                columns.Add(column);
            }
            else
            {
                problems.Add(new ValueProblem(head, "column", $"There is no column '{head}'.", "id, revision, folder, name, " + slots.Names + "; title@de"));
            }
        }

        problems.AddRange(columns.Where(column => column.Role != ColumnRole.Fact).GroupBy(column => column.Name, StringComparer.Ordinal).Where(same => same.Count() > 1)
            .Select(same => new ValueProblem(same.Key, "twice", $"The column '{same.Key}' is there twice.", null)));
        return columns;
    }
}

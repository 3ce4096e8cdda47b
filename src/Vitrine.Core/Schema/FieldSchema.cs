using System.Collections.Frozen;
using Vitrine.Core.Claims;

namespace Vitrine.Core.Schema;

/// <summary>What a folder asks of a field; null = as the field itself says.</summary>
/// <param name="FieldId">Public id.</param>
public sealed record FolderField(string FieldId, bool? Required, bool? ReadOnly, IReadOnlyList<ClaimValue>? Default);

/// <summary>The field set of a folder and of everything below it that has none of its own.</summary>
/// <param name="Only">The fields that it does not name are not offered there.</param>
public sealed record FolderFields(long FolderKey, string FolderId, bool Only, IReadOnlyList<FolderField> Fields);

/// <summary>A folder on the way from an asset up to the root.</summary>
public readonly record struct FolderStep(long Key, string Id);

/// <summary>The fields of a library and what its folders ask of them. Immutable; a change makes a new one.</summary>
public sealed class FieldSchema
{
    public static readonly FieldSchema Empty = new([], []);

    private readonly FrozenDictionary<string, Field> byName;
    private readonly FrozenDictionary<string, Field> byFoldedName;
    private readonly FrozenDictionary<string, Field> byId;
    private readonly FrozenDictionary<long, FolderFields> sets;

    /// <param name="all">Also deleted ones.</param>
    public FieldSchema(IEnumerable<Field> all, IEnumerable<FolderFields> folders)
    {
        All = [.. all.OrderBy(field => field.Order).ThenBy(field => field.Name, StringComparer.Ordinal)];
        Live = [.. All.Where(field => !field.Deleted)];
        byName = Live.ToFrozenDictionary(field => field.Name, StringComparer.Ordinal);
        byFoldedName = All.GroupBy(field => field.Name, StringComparer.OrdinalIgnoreCase).ToFrozenDictionary(group => group.Key, group => group.First(), StringComparer.OrdinalIgnoreCase);
        byId = All.ToFrozenDictionary(field => field.Id, StringComparer.Ordinal);
        sets = folders.ToFrozenDictionary(set => set.FolderKey);
    }

    /// <summary>In the order in which people see them.</summary>
    public IReadOnlyList<Field> All { get; }

    /// <summary>Without the deleted ones.</summary>
    public IReadOnlyList<Field> Live { get; }

    public IReadOnlyDictionary<string, Field> ByName => byName;

    public IReadOnlyCollection<FolderFields> Sets => sets.Values;

    /// <summary>A field that is not deleted, by its name in any case.</summary>
    public Field? Find(string name) => byName.GetValueOrDefault(name) ?? (byFoldedName.GetValueOrDefault(name) is { Deleted: false } field ? field : null);

    /// <summary>Also a deleted one.</summary>
    public Field? FindId(string id) => byId.GetValueOrDefault(id);

    /// <summary>Also a deleted one: its name is taken for ever.</summary>
    public Field? Taken(string name) => byFoldedName.GetValueOrDefault(name);

    public FolderFields? SetOf(long folder) => sets.GetValueOrDefault(folder);

    /// <summary>The fields that assets in a folder have.</summary>
    /// <param name="up">The folder itself first, then those above it to the root.</param>
    public IReadOnlyList<AppliedField> Applied(IReadOnlyList<FolderStep> up)
    {
        var set = up.Select(folder => sets.GetValueOrDefault(folder.Key)).FirstOrDefault(found => found is not null);
        var asked = set?.Fields.ToDictionary(one => one.FieldId, StringComparer.Ordinal) ?? [];
        return
        [
            .. Live.Where(field => field.Folders.Count == 0 || up.Any(folder => field.Folders.Contains(folder.Id)))
                .Where(field => set is not { Only: true } || asked.ContainsKey(field.Id))
                .Select(field => asked.GetValueOrDefault(field.Id) is var said && said is null
                    ? new AppliedField(field, field.Required, ReadOnly: false, field.Default)
                    : new AppliedField(field, said.Required ?? field.Required, said.ReadOnly ?? false, said.Default ?? field.Default)),
        ];
    }
}

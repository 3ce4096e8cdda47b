using Vitrine.Core.Schema;

namespace Vitrine.Server.Fields;

/// <summary>A pattern of names as it is stored.</summary>
/// <param name="FolderId">Public id of the folder whose assets it reads, with those below; null = all.</param>
public sealed record StoredPattern(long Key, string Id, string Name, string Text, string? FolderId, int Position, long Revision);

/// <summary>Everything that a library says about structured metadata. Immutable; a change makes a new one.</summary>
public sealed record LibraryFields(FieldSchema Schema, IReadOnlyList<StoredPattern> Patterns, IReadOnlyList<Lookup> Lookups)
{
    public static readonly LibraryFields None = new(FieldSchema.Empty, [], []);

    /// <summary>The patterns that can still be read: a field that one names may have been deleted since.</summary>
    public IReadOnlyList<(StoredPattern Stored, NamePattern Pattern)> Readable { get; } =
    [
        .. Patterns.OrderBy(stored => stored.Position).ThenBy(stored => stored.Key)
            .Select(stored => (Stored: stored, NamePattern.Parse(stored.Text, Schema).Pattern))
            .Where(pair => pair.Pattern is not null).Select(pair => (pair.Stored, pair.Pattern!)),
    ];

    /// <summary>Whether anything gives values to assets without a person.</summary>
    public bool Fills { get; } = Patterns.Count > 0 || Lookups.Count > 0 || Schema.Live.Any(field => field.Default.Count > 0)
        || Schema.Sets.Any(set => set.Fields.Any(one => one.Default is { Count: > 0 }));

    /// <summary>Fields with an option that a machine's tag proposes, and the options by the concept's public id.</summary>
    public IReadOnlyList<(Field Field, ILookup<string, string> Options)> ByConcept { get; } =
    [
        .. Schema.Live.Where(field => field.Options.All.Any(option => option.Concepts.Count > 0))
            .Select(field => (field, field.Options.All.SelectMany(option => option.Concepts.Select(concept => (concept, option.Value))).ToLookup(pair => pair.concept, pair => pair.Value, StringComparer.Ordinal))),
    ];
}

using Vitrine.Core.Claims;

namespace Vitrine.Server.Claims;

/// <summary>Something a file says about its asset, one value.</summary>
/// <param name="Literal">The text in the file where the value may say it otherwise: a keyword as it is spelled there.</param>
/// <param name="Lists">Of a keyword: the lists that it stands in (<see cref="Media.Metadata.KeywordLists"/>); null where that is not known.</param>
public sealed record FileClaim(ClaimAttribute Attribute, string? Language, ClaimValue Value, string? Literal = null, string? Lists = null);

/// <summary>What one holder (file or sidecar) says now.</summary>
/// <param name="Sha256">Of the bytes that were read.</param>
public sealed record FileSaid(FileHolder Holder, byte[] Sha256, IReadOnlyList<FileClaim> Claims)
{
    /// <summary>The keyword lists whose block the file has; null = any.</summary>
    public string? HeldLists { get; init; }
}

/// <summary>What a reading of a file changes in the ledger.</summary>
internal sealed record FileReadingPlan(IReadOnlyList<ClaimEntry> Append, IReadOnlyList<ClaimEntry> Withdraw);

/// <summary>
/// Compares what a file says with what it said when it was last read or written. A first reading, and another reading of the same bytes (by a reader that knows more), rank as file.
/// Where the bytes changed, a value that appeared was written by a person outside, and one that vanished was taken back outside: both rank as a person's.
/// A value that another holder of the version says too is neither new nor gone; of keywords see <see cref="KeywordReading"/>.
/// </summary>
internal static class FileReading
{
    private static readonly ClaimSource File = new(SourceType.File, "file");
    private static readonly ClaimSource Sidecar = new(SourceType.Sidecar, "sidecar");

    /// <param name="states">What all holders of the version said last.</param>
    /// <param name="version">Of the statements; a sidecar's hold for every version of its asset.</param>
    public static FileReadingPlan Compare(IReadOnlyList<ClaimEntry> entries, IReadOnlyList<FileState> states, FileSaid said, long? version)
    {
        var own = states.FirstOrDefault(state => state.Holder == said.Holder);
        var changed = own is not null && !own.Sha256.AsSpan().SequenceEqual(said.Sha256);
        var last = new FileValueSet(own?.Said ?? []);
        var elsewhere = new FileValueSet(states.Where(state => state.Holder != said.Holder).SelectMany(state => state.Said));
        var keywords = new KeywordReading(states, said);
        var now = new FileValueSet(said.Claims.Where(claim => !keywords.IsRemoved(claim)).Select(FileValue.Of));
        version = said.Holder == FileHolder.Sidecar ? null : version;
        var source = said.Holder == FileHolder.Sidecar ? Sidecar : File;

        var append = said.Claims.DistinctBy(claim => (claim.Attribute.Name, claim.Language, claim.Value.Canonical))
            .Where(claim => KeywordReading.Is(claim) ? keywords.IsNew(claim) : !last.Knows(FileValue.Of(claim)) && !(said.Holder == FileHolder.Details && elsewhere.Knows(FileValue.Of(claim))))
            .Select(claim => Entry(source, claim.Attribute, claim.Language, EntryKind.Statement, claim.Value, changed && !IsElsewhere(FileValue.Of(claim))) with { Version = version })
            .ToList();
        FileValue[] gone = [.. (own?.Said ?? []).Where(value => !KeywordReading.Is(value) && !now.Knows(value)), .. keywords.Gone];
        var withdraw = entries.Where(entry => entry.Kind == EntryKind.Statement && entry.Source.Type == source.Type && entry.Version == version && Ends(entry, gone, now, append)).ToArray();
        // The same concept, written otherwise: what was read before is not what is to be written back.
        var spelled = said.Claims.Where(claim => claim.Value is ClaimValue.Concept && !keywords.IsRemoved(claim)).DistinctBy(claim => claim.Value.Canonical)
            .ToDictionary(claim => claim.Value.Canonical, claim => claim.Value, StringComparer.Ordinal);
        var respelled = entries.Where(entry => entry.Kind == EntryKind.Statement && entry.Source.Type == source.Type && entry.Version == version && entry.Value is ClaimValue.Concept
            && spelled.TryGetValue(entry.Value.Canonical, out var value) && value != entry.Value).ToArray();
        append.AddRange(respelled.Select(entry => Entry(source, entry.Attribute, null, EntryKind.Statement, spelled[entry.Value!.Canonical], entry.MadeOutside) with { Version = version }));
        if (changed)
        {
            append.AddRange(gone.Where(value => !IsElsewhere(value)).Select(value => Retraction(source, value, now, elsewhere)).OfType<ClaimEntry>());
        }

        return new FileReadingPlan(append, [.. withdraw.Union(respelled)]);

        bool IsElsewhere(FileValue value) => KeywordReading.Is(value) ? keywords.IsBeside(value) : elsewhere.Knows(value);
    }

    /// <summary>A statement ends with its value in the file, and a single one also where the file says another value in its place.</summary>
    private static bool Ends(ClaimEntry entry, FileValue[] gone, FileValueSet now, List<ClaimEntry> append)
    {
        var value = new FileValue(entry.Attribute.Name, entry.Language, entry.Value?.Canonical ?? "");
        return !now.Knows(value)
            && (Array.Exists(gone, one => one.Attribute == value.Attribute && one.Language == value.Language && one.Canonical == value.Canonical)
                || (!entry.Attribute.SetValued && append.Exists(said => said.Attribute == entry.Attribute && said.Language == entry.Language)));
    }

    /// <summary>A vanished member of a set is rejected; a vanished single value is cleared, unless something took its place.</summary>
    private static ClaimEntry? Retraction(ClaimSource source, FileValue gone, FileValueSet now, FileValueSet elsewhere)
    {
        if (ClaimAttributes.Find(gone.Attribute) is not { } attribute)
        {
            return null;
        }

        if (attribute.SetValued)
        {
            return FileValueSet.ValueOf(gone) is { } value ? Entry(source, attribute, null, EntryKind.Reject, value, outside: true) : null;
        }

        return now.Says(gone.Attribute, gone.Language) || elsewhere.Says(gone.Attribute, gone.Language) ? null : Entry(source, attribute, gone.Language, EntryKind.Clear, null, outside: true);
    }

    private static ClaimEntry Entry(ClaimSource source, ClaimAttribute attribute, string? language, EntryKind kind, ClaimValue? value, bool outside) => new()
    {
        Sequence = 0,
        Subject = default,
        Attribute = attribute,
        Language = language,
        Kind = kind,
        Value = value,
        Source = source,
        MadeOutside = outside,
    };
}

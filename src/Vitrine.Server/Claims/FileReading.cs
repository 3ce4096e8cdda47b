using Vitrine.Core.Claims;

namespace Vitrine.Server.Claims;

/// <summary>Something a file says about its asset, one value.</summary>
public sealed record FileClaim(ClaimAttribute Attribute, string? Language, ClaimValue Value);

/// <summary>What a reading of a file changes in the ledger.</summary>
internal sealed record FileReadingPlan(IReadOnlyList<ClaimEntry> Append, IReadOnlyList<ClaimEntry> Withdraw);

/// <summary>
/// Compares what the file of a version says with what it said at the last reading. Where its bytes are the same (a first reading, or another reader
/// that knows more), what it says ranks as file. Where they changed, a value that appeared was written by a person outside, and one that vanished
/// was taken back outside: both rank as a person's. Another version starts anew: what an older one said rests with it.
/// </summary>
internal static class FileReading
{
    private static readonly ClaimSource File = new(SourceType.File, "file");

    /// <param name="changed">Whether the bytes are others than at the last reading of this version.</param>
    public static FileReadingPlan Compare(IReadOnlyList<ClaimEntry> entries, IReadOnlyList<FileClaim> said, long? version, bool changed)
    {
        var before = entries.Where(entry => entry is { Kind: EntryKind.Statement, Source.Type: SourceType.File } && entry.Version == version).ToArray();
        var known = before.Select(Slot).ToHashSet(StringComparer.Ordinal);
        var now = said.GroupBy(Slot, StringComparer.Ordinal).Select(group => group.First()).ToArray();
        var still = now.Select(Slot).ToHashSet(StringComparer.Ordinal);
        var spelled = now.Where(claim => claim.Value is ClaimValue.Concept).ToDictionary(Slot, claim => ((ClaimValue.Concept)claim.Value).Literal, StringComparer.Ordinal);
        var respelled = before.Where(entry => entry.Value is ClaimValue.Concept concept && spelled.TryGetValue(Slot(entry), out var literal) && literal != concept.Literal).ToArray();
        var gone = before.Where(entry => !still.Contains(Slot(entry))).ToArray();

        var append = now.Where(claim => !known.Contains(Slot(claim))).Select(claim => Said(claim, version, changed)).ToList();
        if (changed)
        {
            append.AddRange(gone.Where(entry => IsRetraction(entry, now)).Select(TakenBack));
        }

        // The same concept, written otherwise: what was read before is not what is to be written back.
        append.AddRange(now.Where(claim => respelled.Any(entry => Slot(entry) == Slot(claim))).Select(claim => Said(claim, version, changed)));
        return new FileReadingPlan(append, [.. gone, .. respelled]);
    }

    private static ClaimEntry Said(FileClaim claim, long? version, bool outside) => new()
    {
        Sequence = 0,
        Subject = default,
        Attribute = claim.Attribute,
        Language = claim.Language,
        Value = claim.Value,
        Source = File,
        MadeOutside = outside,
        Version = version,
    };

    /// <summary>A vanished member of a set is a retraction; a vanished single value is one only if nothing took its place.</summary>
    private static bool IsRetraction(ClaimEntry entry, FileClaim[] now) =>
        entry.Attribute.SetValued || !now.Any(claim => claim.Attribute == entry.Attribute && claim.Language == entry.Language);

    private static ClaimEntry TakenBack(ClaimEntry entry) => new()
    {
        Sequence = 0,
        Subject = default,
        Attribute = entry.Attribute,
        Language = entry.Language,
        Kind = entry.Attribute.SetValued ? EntryKind.Reject : EntryKind.Clear,
        Value = entry.Attribute.SetValued ? entry.Value : null,
        Source = File,
        MadeOutside = true,
    };

    private static string Slot(ClaimEntry entry) => $"{entry.Attribute.Name}\n{entry.Language}\n{entry.Value?.Canonical}";

    private static string Slot(FileClaim claim) => $"{claim.Attribute.Name}\n{claim.Language}\n{claim.Value.Canonical}";
}

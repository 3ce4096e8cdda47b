using Vitrine.Core.Claims;

namespace Vitrine.Server.Claims;

/// <summary>Something a file says about its asset, one value.</summary>
public sealed record FileClaim(ClaimAttribute Attribute, string? Language, ClaimValue Value);

/// <summary>What a reading of a file changes in the ledger.</summary>
internal sealed record FileReadingPlan(IReadOnlyList<ClaimEntry> Append, IReadOnlyList<ClaimEntry> Withdraw);

/// <summary>
/// Compares what a file says with what it said at the last reading. The first reading ranks as file. A value that appeared since was written by
/// a person outside; one that vanished was taken back outside: both rank as a person's.
/// </summary>
internal static class FileReading
{
    private static readonly ClaimSource File = new(SourceType.File, "file");

    public static FileReadingPlan Compare(IReadOnlyList<ClaimEntry> entries, IReadOnlyList<FileClaim> said, long? version)
    {
        var before = entries.Where(entry => entry is { Kind: EntryKind.Statement, Source.Type: SourceType.File }).ToArray();
        var first = !before.Any(entry => entry.Version == version);
        var lastReading = before.Where(entry => first ? entry.Version == before.Max(one => one.Version) : entry.Version == version).ToArray();
        var isFirstEver = before.Length == 0;
        var known = lastReading.Select(Slot).ToHashSet(StringComparer.Ordinal);
        var now = said.GroupBy(claim => Slot(claim), StringComparer.Ordinal).Select(group => group.First()).ToArray();
        var still = now.Select(claim => Slot(claim)).ToHashSet(StringComparer.Ordinal);

        var append = new List<ClaimEntry>();
        foreach (var claim in now.Where(claim => first || !known.Contains(Slot(claim))))
        {
            append.Add(new ClaimEntry
            {
                Sequence = 0,
                Subject = default,
                Attribute = claim.Attribute,
                Language = claim.Language,
                Value = claim.Value,
                Source = File,
                MadeOutside = !isFirstEver && !known.Contains(Slot(claim)),
                Version = version,
            });
        }

        // A vanished value of a set is a retraction; a vanished single value is one only if nothing took its place.
        var gone = lastReading.Where(entry => !still.Contains(Slot(entry))).ToArray();
        foreach (var entry in gone.Where(entry => entry.Attribute.SetValued || !now.Any(claim => claim.Attribute == entry.Attribute && claim.Language == entry.Language)))
        {
            append.Add(new ClaimEntry
            {
                Sequence = 0,
                Subject = default,
                Attribute = entry.Attribute,
                Language = entry.Language,
                Kind = entry.Attribute.SetValued ? EntryKind.Reject : EntryKind.Clear,
                Value = entry.Attribute.SetValued ? entry.Value : null,
                Source = File,
                MadeOutside = true,
            });
        }

        return new FileReadingPlan(append, [.. gone.Where(entry => entry.Version == version)]);
    }

    private static string Slot(ClaimEntry entry) => $"{entry.Attribute.Name}\n{entry.Language}\n{entry.Value?.Canonical}";

    private static string Slot(FileClaim claim) => $"{claim.Attribute.Name}\n{claim.Language}\n{claim.Value.Canonical}";
}

namespace Vitrine.Core.Claims;

/// <summary>From where the ledger is looked at.</summary>
/// <param name="CurrentVersion">The asset's current version; statements read from another one rest. Null = all count.</param>
/// <param name="AsOf">Only what counted right after this ledger position; null = now.</param>
/// <param name="Merged">Concept key → the concept it was merged into (chains are followed).</param>
public sealed record LedgerView(long? CurrentVersion = null, long? AsOf = null, IReadOnlyDictionary<long, long>? Merged = null)
{
    public static readonly LedgerView Now = new();

    /// <summary>Whether <paramref name="entry"/> counts: neither withdrawn, nor later than the view, nor read from a version that rests.</summary>
    public bool Counts(ClaimEntry entry) =>
        (AsOf is not { } position || (entry.Since ?? entry.Shown ?? entry.Sequence) <= position)
        && (entry.WithdrawnAt is not { } withdrawn || (AsOf is { } seen && withdrawn > seen))
        && (entry.Rank is ClaimRank.Person or ClaimRank.Rule || entry.Version is null || CurrentVersion is null || entry.Version == CurrentVersion);

    /// <summary>The value with merged concepts replaced by the one that survives.</summary>
    public ClaimValue? Follow(ClaimValue? value)
    {
        if (Merged is null || value is not ClaimValue.Concept concept)
        {
            return value;
        }

        var key = concept.Key;
        for (var steps = 0; steps <= Merged.Count && Merged.TryGetValue(key, out var survivor); steps++)
        {
            key = survivor;
        }

        return key == concept.Key ? value : concept with { Key = key };
    }
}

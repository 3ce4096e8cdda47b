namespace Vitrine.Core.Search.Duplicates;

/// <summary>What decides which of several duplicates is worth keeping.</summary>
/// <param name="Pixels">Width × height.</param>
/// <param name="Bytes">Size of the file.</param>
/// <param name="IsReEncoded">Whether a program wrote it anew, as messengers and editors do; false where that is not known.</param>
/// <param name="Since">When it was taken, or came to be; null = not known, which counts as newest.</param>
public readonly record struct KeeperFacts(long Pixels, long Bytes, bool IsReEncoded = false, DateTimeOffset? Since = null);

/// <summary>What set the suggested keeper apart from the next best.</summary>
public enum KeeperReason
{
    /// <summary>There is no other.</summary>
    Alone,
    MostPixels,
    MostBytes,
    NotReEncoded,
    Oldest,

    /// <summary>They are equal in all of these: the first row.</summary>
    First,
}

/// <summary>Which of several duplicates to keep: most pixels, then most bytes, then not written anew, then the oldest, then the lowest row.</summary>
public static class SuggestedKeeper
{
    /// <param name="candidates">At least one, rows differ.</param>
    /// <exception cref="ArgumentException">No candidate.</exception>
    public static (int Row, KeeperReason Reason) Of(IReadOnlyList<(int Row, KeeperFacts Facts)> candidates)
    {
        ArgumentNullException.ThrowIfNull(candidates);
        if (candidates.Count == 0)
        {
            throw new ArgumentException("there is nothing to keep", nameof(candidates));
        }

        var left = candidates.ToList();
        if (left.Count == 1)
        {
            return (left[0].Row, KeeperReason.Alone);
        }

        foreach (var (reason, worth) in Rules)
        {
            var best = left.Max(candidate => worth(candidate.Facts));
            left.RemoveAll(candidate => worth(candidate.Facts) < best);
            if (left.Count == 1)
            {
                return (left[0].Row, reason);
            }
        }

        return (left.Min(candidate => candidate.Row), KeeperReason.First);
    }

    private static readonly (KeeperReason Reason, Func<KeeperFacts, long> Worth)[] Rules =
    [
        (KeeperReason.MostPixels, facts => facts.Pixels),
        (KeeperReason.MostBytes, facts => facts.Bytes),
        (KeeperReason.NotReEncoded, facts => facts.IsReEncoded ? 0 : 1),
        (KeeperReason.Oldest, facts => -(facts.Since?.UtcTicks ?? long.MaxValue)),
    ];
}

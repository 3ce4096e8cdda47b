namespace Vitrine.Core.Claims;

/// <summary>What the ledger comes down to for one value (set-valued), or for one attribute and language (single-valued).</summary>
public sealed record ShownClaim
{
    public required Subject Subject { get; init; }
    public required ClaimAttribute Attribute { get; init; }
    public string? Language { get; init; }

    /// <summary>Null for a cleared single-valued attribute.</summary>
    public ClaimValue? Value { get; init; }
    public required ClaimState State { get; init; }

    /// <summary>The entry that won.</summary>
    public required ClaimEntry Winner { get; init; }

    /// <summary>The strongest statement of this value: whose source and confidence are shown. The winner itself where nobody states it.</summary>
    public required ClaimEntry Statement { get; init; }

    /// <summary>The actor whose decision or statement it is; null where only machines, files and rules spoke.</summary>
    public long? DecidedBy => Winner.Rank == ClaimRank.Person ? Winner.Actor : null;

    public DateTimeOffset? DecidedAt => Winner.Rank == ClaimRank.Person ? Winner.Time : null;

    /// <summary>Whether the value is shown as a value: suggested or accepted.</summary>
    public bool IsVisible => State is ClaimState.Suggested or ClaimState.Accepted;
}

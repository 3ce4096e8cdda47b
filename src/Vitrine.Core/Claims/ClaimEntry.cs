namespace Vitrine.Core.Claims;

/// <summary>What an entry of the ledger does. The numbers are stored.</summary>
public enum EntryKind : byte
{
    /// <summary>Says that the value holds.</summary>
    Statement = 1,

    /// <summary>Decides that the value holds, whoever said so.</summary>
    Accept = 2,

    /// <summary>Decides that the value does not hold, for every machine, until lifted.</summary>
    Reject = 3,

    /// <summary>Decides that there is no value (of a set: none of the members said so far).</summary>
    Clear = 4,

    /// <summary>Takes back the earlier decisions about the value; without a value, the earlier clears.</summary>
    Lift = 5,
}

/// <summary>Ranks from weak to strong.</summary>
public enum ClaimRank : byte
{
    Machine = 1,
    File = 2,
    Rule = 3,
    Person = 4,
}

/// <summary>
/// One entry of the ledger. Nothing is changed in place: entries are added, and withdrawn by setting <see cref="WithdrawnAt"/>.
/// </summary>
public sealed record ClaimEntry
{
    /// <summary>Position in the ledger; unique, given in commit order. The only order that counts.</summary>
    public required long Sequence { get; init; }
    public required Subject Subject { get; init; }
    public required ClaimAttribute Attribute { get; init; }

    /// <summary>BCP 47 tag, null = no language.</summary>
    public string? Language { get; init; }
    public EntryKind Kind { get; init; } = EntryKind.Statement;

    /// <summary>Null only for <see cref="EntryKind.Clear"/>, and for the <see cref="EntryKind.Lift"/> of one.</summary>
    public ClaimValue? Value { get; init; }

    /// <summary>What a statement asks for: suggested or accepted. Decisions ignore it.</summary>
    public ClaimState State { get; init; } = ClaimState.Accepted;
    public required ClaimSource Source { get; init; }

    /// <summary>0–10000, calibrated: 8000 = about 80 % of such claims are right.</summary>
    public int Confidence { get; init; } = 10_000;

    /// <summary>
    /// The value was found in a file or sidecar and differs from what was last read or written there:
    /// a person's statement (or retraction) made outside, and ranked so.
    /// </summary>
    public bool MadeOutside { get; init; }
    public long Actor { get; init; }
    public long? Batch { get; init; }
    public DateTimeOffset Time { get; init; }

    /// <summary>The version that a file's or a machine's statement was read from; it rests while another is current.</summary>
    public long? Version { get; init; }

    /// <summary>The ledger position from which the entry counts, where it was withdrawn before and came back; null = from its own.</summary>
    public long? Since { get; init; }

    /// <summary>When it came back; shown, never compared.</summary>
    public DateTimeOffset? SinceTime { get; init; }

    /// <summary>Who brought it back.</summary>
    public long? SinceActor { get; init; }

    /// <summary>The ledger position at which its batch was shown as a whole, later than its own; null = it counts from its own.</summary>
    public long? Shown { get; init; }

    /// <summary>When that was; shown, never compared.</summary>
    public DateTimeOffset? ShownTime { get; init; }

    /// <summary>The ledger position at which the entry was withdrawn or replaced; null = it counts.</summary>
    public long? WithdrawnAt { get; init; }

    public bool IsDecision => Kind != EntryKind.Statement;

    /// <summary>A statement of a model, of fusion or of a provider: what re-analysis may replace.</summary>
    public bool IsMachine => Kind == EntryKind.Statement && Rank == ClaimRank.Machine;

    public ClaimRank Rank => IsDecision || MadeOutside ? ClaimRank.Person : Source.Type switch
    {
        SourceType.Person => ClaimRank.Person,
        SourceType.Rule => ClaimRank.Rule,
        SourceType.File or SourceType.Sidecar => ClaimRank.File,
        _ => ClaimRank.Machine,
    };

    /// <summary>Whether this entry wins over <paramref name="other"/>: by rank, a sidecar over the file it stands beside, then by ledger position.</summary>
    public bool Beats(ClaimEntry other) =>
        Rank != other.Rank ? Rank > other.Rank
        : Rank == ClaimRank.File && Source.Type != other.Source.Type ? Source.Type == SourceType.Sidecar
        : Sequence > other.Sequence;
}

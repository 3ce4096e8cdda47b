using Vitrine.Core.Claims;

namespace Vitrine.Server.Claims;

/// <summary>One value of a single-valued attribute that is to be shown; null clears it.</summary>
public readonly record struct SingleEdit(ClaimAttribute Attribute, string? Language, ClaimValue? Value);

/// <summary>A member of a set that is to join it or to leave it.</summary>
public readonly record struct MemberEdit(ClaimAttribute Attribute, ClaimValue Value);

/// <summary>
/// A change of what is said about an asset: read, checked and ready for any number of assets. Whoever edits, one asset by hand, many by a job, a table
/// or an upload, makes one of these.
/// </summary>
public sealed record AssetEdit
{
    public IReadOnlyList<SingleEdit> Set { get; init; } = [];

    public IReadOnlyList<MemberEdit> Remove { get; init; } = [];

    public IReadOnlyList<MemberEdit> Add { get; init; } = [];

    public bool IsEmpty => Set.Count == 0 && Remove.Count == 0 && Add.Count == 0;

    /// <summary>A person says all of it about one asset. Returns whether what is shown changed.</summary>
    public async Task<bool> ApplyAsync(LedgerTurn turn, CancellationToken cancellationToken = default)
    {
        var changed = false;
        foreach (var (attribute, language, value) in Set)
        {
            changed |= await turn.SetAsync(attribute, language, value, cancellationToken);
        }

        foreach (var (attribute, value) in Remove)
        {
            changed |= await turn.RemoveAsync(attribute, value, cancellationToken);
        }

        foreach (var (attribute, value) in Add)
        {
            changed |= await turn.AddAsync(attribute, value, cancellationToken);
        }

        await turn.EndAsync(cancellationToken);
        return changed;
    }
}

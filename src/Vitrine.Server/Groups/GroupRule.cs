using Vitrine.Contracts;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Groups;

/// <summary>Assets that a rule would show as one, the cover first, each with what it is in the group.</summary>
internal sealed record GroupProposal(GroupKind Kind, IReadOnlyList<(long Key, string Role)> Members)
{
    /// <summary>Fewer are no group of this kind.</summary>
    public int Least { get; init; } = 2;
}

/// <summary>Finds what belongs with one asset, by look-ups whose number does not grow with the library.</summary>
internal abstract class GroupRule
{
    /// <summary>As stored with the groups that it makes.</summary>
    public abstract string Name { get; }

    public abstract bool IsOn(LibrarySettings settings);

    /// <returns>Null where nothing belongs with it.</returns>
    public abstract Task<GroupProposal?> FindAsync(DbSession session, GroupCandidate asset, LibrarySettings settings, CancellationToken cancellationToken);
}

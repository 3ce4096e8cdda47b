namespace Vitrine.Contracts;

/// <summary>Assets shown as one.</summary>
/// <param name="Kind"><c>live</c>, <c>motion</c>, <c>raw-jpeg</c>, <c>edit</c>, <c>burst</c>.</param>
/// <param name="Rule">What made it; null where a person did.</param>
/// <param name="Members">Those that are not in the trash, the cover first.</param>
public sealed record GroupView(string Id, string Kind, string? Rule, IReadOnlyList<GroupMemberView> Members);

/// <param name="Role"><c>photo</c>, <c>movie</c>, <c>raw</c>, <c>jpeg</c>, <c>original</c>, <c>edit</c>, <c>shot</c>.</param>
/// <param name="Cover">Whether it stands for the group.</param>
public sealed record GroupMemberView(string Id, string Name, string Role, bool Cover)
{
    public string Kind { get; init; } = "";
    public bool HasPreview { get; init; }
}

/// <summary>Shows assets as one.</summary>
/// <param name="Ids">From 2 to 500 live assets.</param>
/// <param name="Kind"><c>live</c>, <c>motion</c>, <c>raw-jpeg</c>, <c>edit</c>, <c>burst</c>.</param>
/// <param name="Cover">One of them; null = the first.</param>
public sealed record GroupRequest(IReadOnlyList<string> Ids, string Kind, string? Cover = null);

/// <param name="Cover">The member that is to stand for the group.</param>
public sealed record GroupChange(string Cover);

/// <summary>The group that a result stands for.</summary>
/// <param name="Count">Assets in it that are not in the trash.</param>
public sealed record GroupTile(string Id, string Kind, int Count)
{
    /// <summary>Where the query finds not the cover itself: the first member that it finds.</summary>
    public MatchedMember? Matched { get; init; }
}

public sealed record MatchedMember(string Id, string Name);

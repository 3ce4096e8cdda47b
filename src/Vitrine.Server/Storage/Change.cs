namespace Vitrine.Server.Storage;

/// <summary>What a row of the change log or a claim is about. The numbers are stored.</summary>
public enum LogSubject
{
    Asset = 1,
    Moment = 2,
    Folder = 3,
    Collection = 4,
    Concept = 10,
    Setting = 11,

    /// <summary>So much that followers had better read everything again.</summary>
    Library = 12,

    /// <summary>Fields, field sets, patterns of names, look-up tables.</summary>
    Field = 13,

    /// <summary>A job's changes of many assets, shown all at once: those of the claims that it said and ended.</summary>
    Batch = 14,

    /// <summary>A saved search. Added, with a payload: it newly found assets.</summary>
    Search = 15,
}

public enum ChangeEvent
{
    Added = 1,
    Changed = 2,
    Removed = 3,
}

/// <summary>Which parts of the subject changed, so that followers redo no more than that. The numbers are stored.</summary>
[Flags]
public enum ChangedParts
{
    /// <summary>Only rows that search reads, made anew of what was there.</summary>
    None = 0,
    Facts = 1,
    Claims = 2,
    Place = 4,
    Renditions = 8,
    Runs = 16,
    Vectors = 32,
    All = 63,
}

/// <summary>One row of the change log before it has its sequence.</summary>
public sealed record Change(
    long LibraryKey, LogSubject Kind, long Key, ChangeEvent Event, ChangedParts Parts = ChangedParts.All, long? BatchKey = null, string? Payload = null);

/// <summary>Kinds of actors. The numbers are stored.</summary>
public enum ActorKind
{
    Person = 1,
    Key = 2,
    Share = 3,
    System = 4,
}

/// <summary>Who acts: a person, a key, a share link, the system.</summary>
public sealed record Actor(long Key, ActorKind Kind, string Name)
{
    /// <summary>The system itself: key 1 of every database.</summary>
    public static Actor System { get; } = new(1, ActorKind.System, "Vitrine");
}

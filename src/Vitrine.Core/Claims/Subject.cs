namespace Vitrine.Core.Claims;

/// <summary>What a claim can be about. The numbers are stored.</summary>
public enum SubjectKind : byte
{
    Asset = 1,
    Moment = 2,
    Folder = 3,
    Collection = 4,
}

/// <summary>What a claim is about: a kind and the row's 64-bit key.</summary>
public readonly record struct Subject(SubjectKind Kind, long Key);

namespace Vitrine.Core.Claims;

/// <summary>What counts about a claim. The numbers are stored.</summary>
public enum ClaimState : byte
{
    Suggested = 1,
    Accepted = 2,
    Rejected = 3,
    Cleared = 4,
}

/// <summary>Who says it. The numbers are stored.</summary>
public enum SourceType : byte
{
    Person = 1,
    File = 2,
    Sidecar = 3,
    Rule = 4,
    Fusion = 5,
    Model = 6,
    Provider = 7,
}

/// <summary>A source: its type, its name (a person's, a model's, an analyzer's) and version.</summary>
public sealed record ClaimSource(SourceType Type, string Name, string? Version = null);

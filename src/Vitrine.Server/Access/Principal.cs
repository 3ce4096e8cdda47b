using Vitrine.Server.Storage;

namespace Vitrine.Server.Access;

/// <summary>Who asks, in which library, and what they may do there. Every read and write takes one.</summary>
public sealed record Principal(Actor Actor, Role Role, long LibraryKey)
{
    /// <summary>What the credential may do: what its owner may, or less.</summary>
    public Scopes Scopes { get; init; } = ScopeWords.Of(Role);

    /// <summary>By what they came in.</summary>
    public CredentialKind Credential { get; init; } = CredentialKind.Token;

    /// <summary>The row of that credential.</summary>
    public long CredentialKey { get; init; }

    /// <summary>When it ends by itself; null = never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>For handlers: the principal that <see cref="CredentialHandler"/> found.</summary>
    public static ValueTask<Principal?> BindAsync(HttpContext context) => ValueTask.FromResult(context.Features.Get<Principal>());
}

/// <summary>What an endpoint asks of a principal. Every endpoint has one of these or allows everybody; a test checks.</summary>
internal static class Policies
{
    public const string View = "view";
    public const string Upload = "upload";
    public const string Edit = "edit";
    public const string Own = "own";

    /// <summary>The type of the claim that says a scope.</summary>
    public const string Claim = "scope";
}

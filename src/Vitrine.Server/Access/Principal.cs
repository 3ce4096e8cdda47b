using Vitrine.Server.Storage;

namespace Vitrine.Server.Access;

/// <summary>Who asks, in which library, and what they may do there. Every read and write takes one.</summary>
public sealed record Principal(Actor Actor, Role Role, long LibraryKey)
{
    /// <summary>For handlers: the principal that <see cref="CredentialHandler"/> found.</summary>
    public static ValueTask<Principal?> BindAsync(HttpContext context) => ValueTask.FromResult(context.Features.Get<Principal>());
}

/// <summary>What an endpoint asks of a principal. Every endpoint has one of these or allows everybody; a test checks.</summary>
internal static class Policies
{
    public const string View = "view";
    public const string Edit = "edit";
    public const string Own = "own";
}

namespace Vitrine.Contracts;

/// <summary>What begins a session: the token of a login link, or the owner's password.</summary>
public sealed record SessionStarted(string? Token, string? Password = null);

/// <summary>The address that signs the owner in, once.</summary>
public sealed record LoginLink(string Url);

/// <param name="Current">The password there is; needed wherever there is one, save with the token of the data folder.</param>
/// <param name="Password">12 to 1,024 characters.</param>
/// <param name="EndSessions">Sign out all other browsers; true by default.</param>
public sealed record PasswordChange(string? Current, string? Password, bool? EndSessions = null);

/// <summary>A browser that is signed in.</summary>
/// <param name="Device">What it is, as it says itself: <c>Firefox, Linux</c>.</param>
/// <param name="Address">From where it came last.</param>
/// <param name="Current">It made this request.</param>
public sealed record SessionView(string Id, string Device, string? Address, DateTimeOffset CreatedAt, DateTimeOffset LastUsedAt, DateTimeOffset ExpiresAt, bool Current);

/// <param name="Items">The one used last first.</param>
/// <param name="IdleDays">A session that is not used for so long ends.</param>
/// <param name="LifeDays">A session ends after so long in any case.</param>
public sealed record SessionList(IReadOnlyList<SessionView> Items, int IdleDays, int LifeDays);

/// <summary>Null = as it is. 1 to 3,650 days; without use no longer than at all.</summary>
public sealed record SessionLivesChange(int? IdleDays, int? LifeDays);

/// <param name="Name">What the key is for, up to 100 characters.</param>
/// <param name="Scopes"><c>view</c>, <c>upload</c>, <c>edit</c> (holds both), <c>own</c> (holds all).</param>
/// <param name="ExpiresAt">Null = never.</param>
public sealed record KeyRequest(string? Name, IReadOnlyList<string>? Scopes, DateTimeOffset? ExpiresAt = null);

/// <summary>A key for a program.</summary>
/// <param name="Prefix">The beginning of its secret.</param>
/// <param name="LastUsedAt">To about ten minutes; null = never.</param>
public sealed record KeyView(
    string Id, string Name, string Prefix, IReadOnlyList<string> Scopes, string? MadeBy, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt, DateTimeOffset? LastUsedAt);

/// <param name="Secret">The bearer token, shown this once.</param>
public sealed record KeyMade(KeyView Key, string Secret);

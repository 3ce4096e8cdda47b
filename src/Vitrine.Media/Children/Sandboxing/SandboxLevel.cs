namespace Vitrine.Media.Children;

/// <summary>How far a child is cut off, strongest first.</summary>
public enum SandboxLevel
{
    /// <summary>bubblewrap: no network, a read-only system, no file of the user's but the one at hand.</summary>
    Closed,

    /// <summary>unshare: no network, but the user's files are in reach.</summary>
    NoNetwork,

    /// <summary>A process of its own and nothing more.</summary>
    None,
}

using Microsoft.Extensions.DependencyInjection;

namespace Vitrine.Tests.Shared;

/// <summary>How a <see cref="DamApp"/> is to be.</summary>
public sealed record DamSetup
{
    /// <summary>Plays decoding and analysis by default; <see cref="RealMedia"/> where a test needs pictures.</summary>
    public ITestMedia Media { get; init; } = new PlayedMedia();

    public ShiftedClock Clock { get; init; } = new();

    /// <summary>Replaces services before they are built.</summary>
    public Action<IServiceCollection>? Services { get; init; }

    /// <summary>What <c>--blobs</c> says; null = the data folder's own.</summary>
    public string? Blobs { get; init; }

    /// <summary>The data folder; it is not deleted. Null = a temporary one.</summary>
    public string? Data { get; init; }

    /// <summary>Changes what the command line says.</summary>
    public Func<Vitrine.Server.Hosting.ServerOptions, Vitrine.Server.Hosting.ServerOptions>? Options { get; init; }

    /// <summary>Whether the server follows linked folders by itself.</summary>
    public bool FollowsFolders { get; init; }

    /// <summary>The largest file that may be uploaded.</summary>
    public long? MaxFileBytes { get; init; }
}

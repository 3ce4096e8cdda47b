namespace Vitrine.Media.Tools;

/// <summary>What needs a part of the system.</summary>
public enum SystemPartUse
{
    /// <summary>Running Vitrine; without it something is poorer, nothing stops.</summary>
    Serving,

    /// <summary>The tests; without it some are skipped.</summary>
    Testing,
}

/// <summary>A program or library of the operating system.</summary>
/// <param name="Name">What people call it.</param>
/// <param name="Package">Its package in Debian and Ubuntu.</param>
/// <param name="Without">What is missing while it is: one clause that follows "without it".</param>
public sealed record SystemPart(string Name, string Package, SystemPartUse Use, string Without)
{
    /// <summary>Programs that prove it is there, the first found counts: a name or a path, and the arguments that print a version.</summary>
    internal IReadOnlyList<(string Program, string VersionArgument)> Programs { get; init; } = [];

    /// <summary>Or the shared library that proves it, as the linker's cache names it.</summary>
    internal string? Library { get; init; }
}

/// <summary>A part as found on this machine; <paramref name="Version"/> is null where it is present but does not say.</summary>
public sealed record SystemPartState(SystemPart Part, bool Present, string? Version);

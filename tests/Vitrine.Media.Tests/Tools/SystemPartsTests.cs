using Vitrine.Media.Tools;

namespace Vitrine.Media.Tests.Tools;

public sealed class SystemPartsTests
{
    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Probe_ProgramThatIsThere_TellsItsVersion()
    {
        var part = new SystemPart("env", "coreutils", SystemPartUse.Serving, "nothing runs")
        {
            Programs = [("/no/such/program", "--version"), ("env", "--version")],
        };

        var state = await SystemParts.ProbeAsync(part, Ending);

        Assert.True(state.Present);
        Assert.Matches(@"^\d+\.\d+", state.Version);
    }

    [Fact]
    public async Task Probe_WhatIsNotThere_IsAbsent()
    {
        var program = new SystemPart("x", "x", SystemPartUse.Serving, "x") { Programs = [("no-such-program", "-v")] };
        var library = new SystemPart("x", "x", SystemPartUse.Serving, "x") { Library = "libno-such-library.so.1" };

        Assert.False((await SystemParts.ProbeAsync(program, Ending)).Present);
        Assert.False((await SystemParts.ProbeAsync(library, Ending)).Present);
    }

    [Fact]
    public async Task Probe_SharedLibrary_IsFoundInTheLinkersCache()
    {
        var part = new SystemPart("C library", "libc6", SystemPartUse.Serving, "nothing runs") { Library = "libc.so.6" };

        var state = await SystemParts.ProbeAsync(part, Ending);

        Assert.True(state.Present);
    }

    [Fact]
    public async Task ProbeAll_EveryPart_IsAnsweredInOrder()
    {
        var states = await SystemParts.ProbeAsync(Ending);

        Assert.Equal(SystemParts.All, states.Select(state => state.Part));
        Assert.All(states, state => Assert.True(state.Present || state.Version is null));
    }
}

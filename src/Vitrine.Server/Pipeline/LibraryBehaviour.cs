using System.Text.Json;
using Vitrine.Contracts;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Pipeline;

/// <summary>The settings of a library that steer its pipeline.</summary>
/// <param name="TagNewAssets">Whether analyzers look at what is new; they do by default.</param>
/// <param name="Paused">Whether the pipeline rests.</param>
/// <param name="PausedSteps">Steps that rest.</param>
/// <param name="Between">When background analysis may run; null = at any time.</param>
/// <param name="CpuShare">Percent of the time that background work may take.</param>
/// <param name="YieldsToOthers">Whether background analysis rests while other programs are busy.</param>
/// <param name="RestsOnBattery">Whether it rests while the machine runs on battery.</param>
public sealed record LibraryBehaviour(
    long Key, bool TagNewAssets, bool Paused, IReadOnlyList<string> PausedSteps, DayTimes? Between, int CpuShare, bool YieldsToOthers, bool RestsOnBattery)
{
    public static async Task<LibraryBehaviour> ReadAsync(DbSession session, long library, CancellationToken cancellationToken = default)
    {
        var text = await session.TextAsync($"select settings from library where key = {library}", cancellationToken);
        return Parse(library, text ?? "{}");
    }

    /// <summary>The libraries whose pipeline does not rest.</summary>
    public static async Task<IReadOnlyList<LibraryBehaviour>> ActiveAsync(DbSession session, CancellationToken cancellationToken = default)
    {
        var libraries = await session.QueryAsync($"select key, settings from library", row => Parse(row.GetInt64(0), row.GetString(1)), cancellationToken);
        return [.. libraries.Where(library => !library.Paused)];
    }

    /// <summary>Why background analysis rests now: <c>hours</c>, <c>battery</c> or <c>others</c>; null where it does not.</summary>
    /// <param name="local">The time where the server stands.</param>
    public string? RestsFor(TimeOnly local, MachineWatch machine) =>
        Between is { } between && !between.Contains(local) ? "hours"
        : RestsOnBattery && machine.IsOnBattery ? "battery"
        : YieldsToOthers && machine.OthersAreBusy ? "others"
        : null;

    private static LibraryBehaviour Parse(long library, string text)
    {
        var settings = JsonSerializer.Deserialize(text, ApiJson.Default.LibrarySettings)!;
        return new LibraryBehaviour(
            library, settings.TagNewAssets ?? true, settings.Paused ?? false, settings.PausedSteps ?? [], DayTimes.TryParse(settings.AnalyzeBetween), settings.CpuShare ?? 100,
            settings.YieldToOthers ?? false, settings.RestOnBattery ?? true);
    }
}

/// <summary>A part of every day, also over midnight: <c>22:00-06:00</c>.</summary>
public sealed record DayTimes(TimeOnly From, TimeOnly To)
{
    /// <summary>Null where the text is empty or none such.</summary>
    public static DayTimes? TryParse(string? text) =>
        text?.Split('-') is [var from, var to]
        && TimeOnly.TryParseExact(from.Trim(), "HH:mm", System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.None, out var begin)
        && TimeOnly.TryParseExact(to.Trim(), "HH:mm", System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.None, out var end) && begin != end
            ? new DayTimes(begin, end)
            : null;

    public bool Contains(TimeOnly time) => time.IsBetween(From, To);
}

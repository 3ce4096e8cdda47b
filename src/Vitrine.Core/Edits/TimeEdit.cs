using Vitrine.Core.Claims;

namespace Vitrine.Core.Edits;

/// <summary>What stays when a zone is set: the hands of the clock, or the moment.</summary>
public enum ZoneKeep
{
    /// <summary>12:00 stays 12:00, in the new zone.</summary>
    Local,

    /// <summary>12:00+02:00 becomes 10:00 in UTC.</summary>
    Instant,
}

/// <summary>Corrections of when something was taken. Precision and doubt of a date stay as they are; what a correction would have to invent is refused.</summary>
public static class TimeEdit
{
    /// <summary>Minutes by which times can be moved: about two hundred years.</summary>
    public const double MostMinutes = 105_000_000;

    /// <summary>The date, so much later. A date of days moves by whole days only, one of months and years not at all.</summary>
    /// <returns>The date, or why there is none.</returns>
    public static (ClaimValue.Date? Date, ValueProblem? Problem) Shift(ClaimValue.Date date, TimeSpan by, string field)
    {
        ArgumentNullException.ThrowIfNull(date);
        if (by == TimeSpan.Zero)
        {
            return (date, null);
        }

        if (date.Precision < DatePrecision.Day || (date.Precision == DatePrecision.Day && by.Ticks % TimeSpan.TicksPerDay != 0))
        {
            return (null, new ValueProblem(field, "precision", $"Only {Known(date.Precision)} is known ({EdtfDate.Format(date)}): it is not moved by minutes.", "a time, or whole days"));
        }

        return Later(date.Local, by) is { } later
            ? (date with { Local = later }, null)
            : (null, new ValueProblem(field, "range", "This would be before the year 1 or after the year 9999.", null));
    }

    /// <summary>The date in a zone: its offset at that time.</summary>
    /// <param name="keep">With <see cref="ZoneKeep.Instant"/> the present offset has to be known.</param>
    public static (ClaimValue.Date? Date, ValueProblem? Problem) InZone(ClaimValue.Date date, TimeZoneInfo zone, ZoneKeep keep, string field)
    {
        ArgumentNullException.ThrowIfNull(date);
        ArgumentNullException.ThrowIfNull(zone);
        if (date.Precision < DatePrecision.Minute)
        {
            return (null, new ValueProblem(field, "precision", $"Only {Known(date.Precision)} is known ({EdtfDate.Format(date)}): it has no zone.", "a time"));
        }

        if (keep == ZoneKeep.Local)
        {
            // In the hour that a clock skips or repeats the earlier offset counts.
            var local = DateTime.SpecifyKind(date.Local, DateTimeKind.Unspecified);
            var offset = zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Max() : zone.GetUtcOffset(local);
            return (date with { OffsetMinutes = (int)offset.TotalMinutes }, null);
        }

        if (date.OffsetMinutes is not { } known)
        {
            return (null, new ValueProblem(field, "offset", $"The zone of {EdtfDate.Format(date)} is not known, so the moment is not known either.", "a time with its zone"));
        }

        if (Later(date.Local, TimeSpan.FromMinutes(-known)) is not { } utc)
        {
            return (null, new ValueProblem(field, "range", "This would be before the year 1 or after the year 9999.", null));
        }

        var there = zone.GetUtcOffset(DateTime.SpecifyKind(utc, DateTimeKind.Utc));
        return Later(utc, there) is { } moved
            ? (date with { Local = moved, OffsetMinutes = (int)there.TotalMinutes }, null)
            : (null, new ValueProblem(field, "range", "This would be before the year 1 or after the year 9999.", null));
    }

    /// <summary>A zone by its IANA name (<c>Europe/Lisbon</c>), as an offset (<c>+05:30</c>), or <c>Z</c>; null where it is none.</summary>
    public static TimeZoneInfo? Zone(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (name is "Z" or "UTC")
        {
            return TimeZoneInfo.Utc;
        }

        if (name.Length == 6 && name[0] is '+' or '-' && TimeSpan.TryParseExact(name.AsSpan(1), @"hh\:mm", System.Globalization.CultureInfo.InvariantCulture, out var offset))
        {
            return offset.TotalHours > 14 ? null : TimeZoneInfo.CreateCustomTimeZone(name, name[0] == '-' ? -offset : offset, name, name);
        }

        return name.Length <= 64 && name.Contains('/', StringComparison.Ordinal) && TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) ? zone : null;
    }

    private static DateTime? Later(DateTime time, TimeSpan by) =>
        by < DateTime.MinValue - time || by > DateTime.MaxValue - time ? null : time + by;

    private static string Known(DatePrecision precision) => precision switch
    {
        DatePrecision.Century => "the century",
        DatePrecision.Decade => "the decade",
        DatePrecision.Year => "the year",
        DatePrecision.Month => "the month",
        _ => "the day",
    };
}

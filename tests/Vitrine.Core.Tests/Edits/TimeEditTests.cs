using Vitrine.Core.Claims;
using Vitrine.Core.Edits;

namespace Vitrine.Core.Tests.Edits;

public sealed class TimeEditTests
{
    [Theory]
    [InlineData("2026-05-01T12:00:30", -90, "2026-05-01T10:30:30")]
    [InlineData("2026-05-01T12:00+02:00", 60, "2026-05-01T13:00+02:00")]
    [InlineData("2026-05-01T23:30~", 60, "2026-05-02T00:30~")]
    [InlineData("2026-05-01", 1440, "2026-05-02")]
    [InlineData("1920~", 0, "1920~")]
    public void Shift_KeepsPrecisionAndDoubt(string before, long minutes, string after) => Assert.Equal(after, EdtfDate.Format(TimeEdit.Shift(Date(before), TimeSpan.FromMinutes(minutes), "takenAt").Date!));

    [Theory]
    [InlineData("2026-05-01", 60, "precision")]
    [InlineData("2026-05", 1440, "precision")]
    [InlineData("192X", 1440, "precision")]
    [InlineData("9999-12-31T23:00", 120, "range")]
    [InlineData("0001-01-01T00:30", -60, "range")]
    public void Shift_WhatIsNotKnown_IsRefused(string before, long minutes, string rule) => Assert.Equal(rule, TimeEdit.Shift(Date(before), TimeSpan.FromMinutes(minutes), "takenAt").Problem!.Rule);

    [Theory]
    [InlineData("2026-07-01T12:00", "Europe/Lisbon", ZoneKeep.Local, "2026-07-01T12:00+01:00")]
    [InlineData("2026-01-01T12:00+05:00", "Europe/Lisbon", ZoneKeep.Local, "2026-01-01T12:00+00:00")]
    [InlineData("2026-07-01T12:00+02:00", "America/New_York", ZoneKeep.Instant, "2026-07-01T06:00-04:00")]
    [InlineData("2026-07-01T23:00+00:00", "+05:30", ZoneKeep.Instant, "2026-07-02T04:30+05:30")]
    [InlineData("2026-10-25T02:30", "Europe/Berlin", ZoneKeep.Local, "2026-10-25T02:30+02:00")]
    public void Zone_LocalStaysOrTheInstantDoes(string before, string zone, ZoneKeep keep, string after) =>
        Assert.Equal(after, EdtfDate.Format(TimeEdit.InZone(Date(before), TimeEdit.Zone(zone)!, keep, "takenAt").Date!));

    [Theory]
    [InlineData("2026-07-01T12:00", ZoneKeep.Instant, "offset")]
    [InlineData("2026-07-01", ZoneKeep.Local, "precision")]
    public void Zone_OfWhatHasNone_IsRefused(string before, ZoneKeep keep, string rule) => Assert.Equal(rule, TimeEdit.InZone(Date(before), TimeZoneInfo.Utc, keep, "takenAt").Problem!.Rule);

    [Theory]
    [InlineData("Europe/Nowhere"), InlineData("+25:00"), InlineData("+5"), InlineData(""), InlineData("../../etc/passwd"), InlineData("W. Europe Standard Time")]
    public void Zone_ThatIsNone_IsNull(string name) => Assert.Null(TimeEdit.Zone(name));

    private static ClaimValue.Date Date(string text) => EdtfDate.TryParse(text, out var date) ? date : throw new ArgumentException(text);
}

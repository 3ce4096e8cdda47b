using Vitrine.Contracts;
using Vitrine.Core.Claims;
using Vitrine.Server.Claims;
using Vitrine.Server.Hosting;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Bulk;

/// <summary>How far a set moves in time, where it is said by when its first asset was taken.</summary>
internal static class FirstTaken
{
    /// <exception cref="ValuesRefusedException">The time cannot be read, or when the first one was taken is not known so well.</exception>
    public static async Task<BulkShift> ShiftAsync(Database database, long[] keys, string to, CancellationToken cancellationToken)
    {
        if (!EdtfDate.TryParse(to, out var wanted) || wanted.Precision < DatePrecision.Minute)
        {
            throw Refused("date", "This is not a time that can be read.", "2026-05-01T12:00");
        }

        var first = await database.ReadAsync(
            session => session.NumberAsync($"select key from asset where {session.Dialect.AnyOf(new RawSql("key"), keys)} and taken_at is not null order by taken_at, key limit 1", cancellationToken), cancellationToken);
        var entries = first is not { } key ? [] : await database.ReadAsync(session => ClaimRows.CountingAsync(session, SubjectKind.Asset, [key], cancellationToken), cancellationToken);
        var taken = ShownValue.Resolve(entries.Where(entry => entry.Attribute == ClaimAttributes.TakenAt)).FirstOrDefault(claim => claim.IsVisible)?.Value as ClaimValue.Date;
        return taken is null || taken.Precision < DatePrecision.Minute
            ? throw Refused("precision", "The earliest of these assets has no time of the day, so there is nothing to count from.", "minutes")
            : new BulkShift((wanted.Local - taken.Local).TotalMinutes);
    }

    private static ValuesRefusedException Refused(string rule, string message, string valid) => new([new ValueProblem("shiftTime.to", rule, message, valid)]);
}

using System.Globalization;
using Vitrine.Core.Claims;

namespace Vitrine.Core.Schema;

/// <summary>Dates of fields: EDTF (<see cref="EdtfDate"/>), and <c>20240501</c> as names of files write a day.</summary>
internal static class FieldDates
{
    public static FieldReading Read(Field field, string text)
    {
        if (!EdtfDate.TryParse(text, out var date))
        {
            if (text.Length != 8 || !DateTime.TryParseExact(text, "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
            {
                return FieldReading.Not(field, "type", new(ValueSentences.NoDate, field.Label, FieldReader.Short(text)), Words.Example(field));
            }

            date = new ClaimValue.Date(day, null, DatePrecision.Day);
        }

        if (field.Min is ClaimValue.Date least && date.Local < least.Local)
        {
            return FieldReading.Not(field, "min", new(ValueSentences.TooEarly, field.Label, Words.Of(field, least)), FieldNumbers.Range(field));
        }

        return field.Max is ClaimValue.Date most && date.Local >= After(most)
            ? FieldReading.Not(field, "max", new(ValueSentences.TooLate, field.Label, Words.Of(field, most)), FieldNumbers.Range(field))
            : FieldReading.Of(date);
    }

    /// <summary>A greatest date counts to its end: 2024 is all of that year.</summary>
    private static DateTime After(ClaimValue.Date date)
    {
        try
        {
            return date.Precision switch
            {
                < DatePrecision.Decade => date.Local.AddYears(100),
                DatePrecision.Decade => date.Local.AddYears(10),
                DatePrecision.Year => date.Local.AddYears(1),
                DatePrecision.Month => date.Local.AddMonths(1),
                DatePrecision.Day => date.Local.AddDays(1),
                DatePrecision.Minute => date.Local.AddMinutes(1),
                DatePrecision.Second => date.Local.AddSeconds(1),
                _ => date.Local.AddTicks(1),
            };
        }
        catch (ArgumentOutOfRangeException)
        {
            return DateTime.MaxValue;
        }
    }
}

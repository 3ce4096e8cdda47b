using System.Globalization;
using System.Xml;
using Vitrine.Core.Claims;
using Vitrine.Core.Search;

namespace Vitrine.Core.Schema;

/// <summary>Numbers, and lengths of time in seconds.</summary>
internal static class FieldNumbers
{
    private const NumberStyles Style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    public static FieldReading Number(Field field, string text) =>
        text.Length <= 100 && decimal.TryParse(text, Style, CultureInfo.InvariantCulture, out var number) ? Bounded(field, Plain(number))
        : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var large) && double.IsFinite(large) ? TooManyDigits(field)
        : FieldReading.Not(field, "type", new(ValueSentences.NoNumber, field.Label, FieldReader.Short(text)), Words.Example(field));

    /// <summary>Seconds, <c>m:ss</c>, <c>h:mm:ss</c> or ISO 8601 (<c>PT1H2M3.5S</c>).</summary>
    public static FieldReading Duration(Field field, string text) =>
        text.Length <= 100 && Seconds(text) is { } seconds
            ? seconds <= FieldLimits.Seconds
                ? Bounded(field, Plain(Math.Round(seconds, 3)))
                : FieldReading.Not(field, "max", new(ValueSentences.TooManySeconds, field.Label, FieldLimits.Seconds.ToString("0", CultureInfo.InvariantCulture)), Words.Example(field))
            : FieldReading.Not(field, "type", new(ValueSentences.NoLength, field.Label, FieldReader.Short(text)), Words.Example(field));

    private static decimal? Seconds(string text)
    {
        if (text[0] is 'P' or 'p')
        {
            return Iso(text.ToUpperInvariant());
        }

        var parts = text.TrimEnd('s', ' ').Split(':');
        if (parts.Length > 3 || !decimal.TryParse(parts[^1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds))
        {
            return null;
        }

        if (parts.Length > 1 && seconds >= 60)
        {
            return null;
        }

        var scale = 60m;
        for (var i = parts.Length - 2; i >= 0; i--, scale *= 60)
        {
            if (parts[i].Length > 9 || !uint.TryParse(parts[i], NumberStyles.None, CultureInfo.InvariantCulture, out var units) || (i > 0 && units >= 60))
            {
                return null;
            }

            seconds += units * scale;
        }

        return seconds;
    }

    private static decimal? Iso(string text)
    {
        try
        {
            // Years and months have no fixed length.
            var date = text.Split('T')[0];
            return date.Contains('Y', StringComparison.Ordinal) || date.Contains('M', StringComparison.Ordinal) ? null : (decimal)XmlConvert.ToTimeSpan(text).Ticks / TimeSpan.TicksPerSecond;
        }
        catch (Exception error) when (error is FormatException or OverflowException)
        {
            return null;
        }
    }

    private static FieldReading Bounded(Field field, decimal number)
    {
        if (Digits(number) > FieldLimits.Digits)
        {
            return TooManyDigits(field);
        }

        if (field.Min is ClaimValue.Number { Amount: var least } && number < least)
        {
            return FieldReading.Not(field, "min", new(ValueSentences.TooSmall, field.Label, Words.Of(field, field.Min), Words.Of(field, new ClaimValue.Number(number))), Range(field));
        }

        return field.Max is ClaimValue.Number { Amount: var most } && number > most
            ? FieldReading.Not(field, "max", new(ValueSentences.TooLarge, field.Label, Words.Of(field, field.Max), Words.Of(field, new ClaimValue.Number(number))), Range(field))
            : FieldReading.Of(new ClaimValue.Number(number));
    }

    internal static QuerySentence Range(Field field) => (field.Min, field.Max) switch
    {
        ({ } least, { } most) => new(ValueSentences.FromTo, Words.Of(field, least), Words.Of(field, most)),
        ({ } least, null) => new(ValueSentences.OrMore, Words.Of(field, least)),
        (null, { } most) => new(ValueSentences.OrLess, Words.Of(field, most)),
        _ => Words.Example(field),
    };

    private static FieldReading TooManyDigits(Field field) =>
        FieldReading.Not(field, "type", new(ValueSentences.TooManyDigits, FieldLimits.Digits), Words.Example(field));

    /// <summary>Without zeros at the end, and with no minus before zero.</summary>
    private static decimal Plain(decimal number) => number == 0 ? 0 : number / 1.0000000000000000000000000000m;

    private static int Digits(decimal number)
    {
        var text = Math.Abs(number).ToString(CultureInfo.InvariantCulture);
        var digits = text.Replace(".", "", StringComparison.Ordinal).TrimStart('0');
        return Math.Max(text.Contains('.', StringComparison.Ordinal) ? digits.Length : digits.TrimEnd('0').Length, number == Math.Truncate(number) ? digits.Length : 0);
    }
}

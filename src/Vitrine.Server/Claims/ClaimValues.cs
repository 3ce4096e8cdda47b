using System.Data.Common;
using System.Globalization;
using Vitrine.Core.Claims;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Claims;

/// <summary>
/// A claim's value as columns: the concept's key, text, number, and its form: the letter of its kind, followed by what the other columns do not say; null = no value. Forms
/// are not compared: rows of earlier releases have the whole canonical text there.
/// </summary>
internal readonly record struct ValueColumns(long? Concept, string? Text, double? Number, string? Form)
{
    private const char Separator = '\u001f';

    public static ValueColumns Of(ClaimValue? value) => value switch
    {
        null => default,
        ClaimValue.Concept concept => new(concept.Key, concept.Literal, null, "c"),
        ClaimValue.Text text => new(null, text.Content, null, "t"),
        ClaimValue.Number number => new(null, null, (double)number.Amount, "n"),
        ClaimValue.Date date => new(null, date.Local.ToString("O", CultureInfo.InvariantCulture), (double)date.Precision, date.Canonical),
        ClaimValue.Person person => new(null, null, person.Key, person.Canonical),
        ClaimValue.Place place => new(
            null,
            string.Join(Separator, place.Country, place.Region, place.Town, Degrees(place.Latitude), Degrees(place.Longitude)),
            null,
            "p"),
        _ => throw new ArgumentOutOfRangeException(nameof(value)),
    };

    /// <summary>The value that <see cref="Of"/> made these columns of.</summary>
    public ClaimValue? Read()
    {
        if (Form is null)
        {
            return null;
        }

        switch (Form[0])
        {
            case 'c':
                return new ClaimValue.Concept(Concept!.Value, Text);
            case 't':
                return new ClaimValue.Text(Text!);
            case 'n':
                return new ClaimValue.Number((decimal)Number!.Value);
            case 'd':
                var doubt = EdtfDate.Doubt(Form[^1]);
                var said = doubt == DateDoubt.None ? Form : Form[..^1];
                var sign = said.AsSpan(2).LastIndexOfAny('+', '-');
                var local = DateTime.Parse(Text!, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind);
                var hasOffset = sign > 0 && (said[2 + sign] == '+' || (Number >= 4 && sign > 7));
                return new ClaimValue.Date(
                    local, hasOffset ? int.Parse(said.AsSpan(2 + sign), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture) : null, (DatePrecision)(sbyte)Number!.Value, doubt);
            case 'w':
                var track = Form.IndexOf('@', StringComparison.Ordinal);
                return new ClaimValue.Person((long)Number!.Value, track < 0 ? null : Form[(track + 1)..]);
            default:
                var parts = Text!.Split(Separator);
                return new ClaimValue.Place(
                    OrNull(parts[0]), OrNull(parts[1]), OrNull(parts[2]), Degrees(parts[3]), Degrees(parts[4]));
        }
    }

    public static ValueColumns Read(DbDataReader row, int from) =>
        new(row.NumberOrNull(from), row.TextOrNull(from + 1), row.RealOrNull(from + 2), row.TextOrNull(from + 3));

    private static string? OrNull(string text) => text.Length == 0 ? null : text;

    private static string Degrees(double? value) => value?.ToString("R", CultureInfo.InvariantCulture) ?? "";

    private static double? Degrees(string text) => text.Length == 0 ? null : double.Parse(text, CultureInfo.InvariantCulture);
}

using System.Globalization;
using Vitrine.Core.Search;

namespace Vitrine.Core.Claims;

/// <summary>
/// Values of the attributes every library has, out of text: what people type, tables and programs send. Each way in uses it, so that each refuses the same.
/// </summary>
public static class AttributeText
{
    /// <summary>Letters of a title, a headline, a name; and of a text of several lines.</summary>
    public const int LongestLine = 2_000, LongestText = 20_000;

    /// <summary>Reads a value.</summary>
    /// <param name="attribute">A single-valued one of <see cref="ClaimAttributes.All"/>.</param>
    /// <param name="field">What the sender calls it, for the problem.</param>
    /// <param name="value">Null for no text: there shall be no value.</param>
    /// <returns>What is wrong; null where nothing is.</returns>
    public static ValueProblem? Read(ClaimAttribute attribute, string field, string? text, out ClaimValue? value)
    {
        ArgumentNullException.ThrowIfNull(attribute);
        value = null;
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        return attribute.Name switch
        {
            "rating" => Whole(field, text, -1, 5, ValueSentences.Stars, out value),
            "pick" => Whole(field, text, -1, 1, ValueSentences.Picks, out value),
            "taken-at" or "digitised-at" => Date(field, text, out value),
            "place" => Place(field, text, out value),
            "description" or "alt-text" or "usage-terms" or "copyright" => Words(field, PlainText.Lines(text), LongestText, out value),
            _ => Words(field, PlainText.Line(text), LongestLine, out value),
        };
    }

    /// <summary>The value as text that <see cref="Read"/> takes; null for what has no text of its own (a concept, a person).</summary>
    public static string? Write(ClaimValue? value) => value switch
    {
        ClaimValue.Text text => text.Content,
        ClaimValue.Number number => number.Amount.ToString("0.############################", CultureInfo.InvariantCulture),
        ClaimValue.Date date => EdtfDate.Format(date),
        ClaimValue.Place place => place.Latitude is { } latitude && place.Longitude is { } longitude
            ? string.Create(CultureInfo.InvariantCulture, $"{latitude:0.######}, {longitude:0.######}") + (Names(place) is { Length: > 2 } names ? " " + names : "")
            : Names(place),
        _ => null,
    };

    private static string Names(ClaimValue.Place place) => $"{place.Country}/{place.Region}/{place.Town}";

    private static string Count(int characters) => characters.ToString("N0", CultureInfo.InvariantCulture);

    private static ValueProblem? Words(string field, string text, int longest, out ClaimValue? value)
    {
        value = text.Length == 0 ? null : new ClaimValue.Text(text);
        return text.Length <= longest ? null : new ValueProblem(
            field, "length", new QuerySentence(ValueSentences.TextTooLong, Count(text.Length), Count(longest)), new(ValueSentences.AtMostCharacters, longest));
    }

    private static ValueProblem? Whole(string field, string text, int least, int most, string sentence, out ClaimValue? value)
    {
        value = null;
        var isWhole = int.TryParse(text.Trim().Replace('\u2212', '-'), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number);
        if (!isWhole || number < least || number > most)
        {
            return new ValueProblem(field, isWhole ? "range" : "type", new(sentence), QuerySentence.Verbatim(string.Create(CultureInfo.InvariantCulture, $"{least} to {most}")));
        }

        value = number == 0 ? null : new ClaimValue.Number(number);
        return null;
    }

    private static ValueProblem? Date(string field, string text, out ClaimValue? value)
    {
        value = EdtfDate.TryParse(text, out var date) ? date : null;
        return value is null ? new ValueProblem(field, "date", new QuerySentence(ValueSentences.UnreadDate), QuerySentence.Verbatim(EdtfDate.Examples)) : null;
    }

    /// <summary>A position (<c>48.8566, 2.3522</c>), names (<c>FR/Île-de-France/Paris</c>), or both in this order.</summary>
    private static ValueProblem? Place(string field, string text, out ClaimValue? value)
    {
        value = null;
        var rest = PlainText.Line(text);
        double? latitude = null, longitude = null;
        var comma = rest.IndexOf(',', StringComparison.Ordinal);
        if (comma > 0 && double.TryParse(rest.AsSpan(0, comma), NumberStyles.Float, CultureInfo.InvariantCulture, out var north))
        {
            var after = rest[(comma + 1)..].TrimStart();
            var blank = after.IndexOf(' ', StringComparison.Ordinal);
            if (!double.TryParse(blank < 0 ? after : after[..blank], NumberStyles.Float, CultureInfo.InvariantCulture, out var east) || !(Math.Abs(north) <= 90) || !(Math.Abs(east) <= 180))
            {
                return new ValueProblem(field, "position", new QuerySentence(ValueSentences.PositionOfPlace), QuerySentence.Verbatim("48.8566, 2.3522"));
            }

            (latitude, longitude, rest) = (north, east, blank < 0 ? "" : after[(blank + 1)..]);
        }

        return Named(field, rest, latitude, longitude, out value);
    }

    private static ValueProblem? Named(string field, string names, double? latitude, double? longitude, out ClaimValue? value)
    {
        value = null;
        string?[] parts = [.. names.Split('/').Select(part => part.Trim() is { Length: > 0 } name ? name : null)];
        if (parts.Length > 3 || (parts.Length < 3 && names.Length > 0) || (parts[0] is { } code && !(code.Length == 2 && code.All(char.IsAsciiLetter))))
        {
            return new ValueProblem(field, "place", new QuerySentence(ValueSentences.PlaceInParts), QuerySentence.Verbatim("FR/Île-de-France/Paris"));
        }

        value = names.Length == 0 ? latitude is null ? null : new ClaimValue.Place(null, null, null, latitude, longitude)
            : new ClaimValue.Place(parts[0]?.ToUpperInvariant(), parts[1], parts[2], latitude, longitude);
        return names.Length <= LongestLine ? null : new ValueProblem(field, "length", new QuerySentence(ValueSentences.PlaceTooLong), new(ValueSentences.AtMostCharacters, LongestLine));
    }
}

using System.Globalization;
using Vitrine.Core.Search;
using Vitrine.Core.Search.Phrases;

namespace Vitrine.Core.Tests.Search.Phrases;

/// <summary>
/// An understanding in one line, in the order of the text and joined by "&amp;". Things by slug, before them how many (<c>2*</c>, <c>6+*</c>, <c>-3*</c>, vague ones with ~),
/// behind them their colours (<c>dress.red</c>); <c>(dog | cat)</c> alternatives, <c>-</c> negated, <c>?word</c> unknown. How things stand to each other is left out.
/// </summary>
internal static class PhraseNotation
{
    public static string Of(Understanding understanding)
    {
        var pieces = understanding.Parts.Where(part => part is not PhrasePart.Related)
            .Select(part => (part.Spans[0].Start, Text: Of(part, understanding.Context)))
            .Concat(understanding.Unknown.Select(span => (span.Start, Text: $"?{understanding.Text.AsSpan(span.Start, span.Length)}")));
        return string.Join(" & ", pieces.OrderBy(piece => piece.Start).Select(piece => piece.Text));
    }

    private static string Of(PhrasePart part, PhraseContext context) => (part.IsNegated ? "-" : "") + part switch
    {
        PhrasePart.Concept concept => Count(concept.Count) + string.Join('/', concept.Meanings.Select(key => context.Vocabulary.Find(key)!.Slug))
            + (concept.Colours.Count > 0 ? "." + Colours(concept.Colours, concept.AnyColour) : ""),
        PhrasePart.Colour colour => (colour.OfBackground ? "background:" : "colour:") + Colours(colour.Colours, colour.Any),
        PhrasePart.Kind kind => SearchFields.NameOf(kind.Value),
        PhrasePart.Orientation orientation => "orientation:" + orientation.Value,
        PhrasePart.Date date => (date.IsAdded ? "added:" : "taken:") + Dates(date),
        PhrasePart.Place place => $"{place.Named.Level.ToString().ToLowerInvariant()}:{place.Named.Name}",
        PhrasePart.Person person => "person:" + person.Name,
        PhrasePart.Word word => "word:" + word.Said,
        PhrasePart.Rating { Least: null, Most: null } => "rating:none",
        PhrasePart.Rating rating => "rating:" + Range(rating.Least, rating.Most),
        PhrasePart.Measure measure => measure.What.ToString().ToLowerInvariant() + Sign(measure.Comparison) + (measure.Value?.ToString(CultureInfo.InvariantCulture) ?? "?"),
        PhrasePart.AnyOf any => $"({string.Join(" | ", any.Parts.Select(one => Of(one, context)))})",
        _ => part.ToString(),
    };

    private static string Count(CountRange? count) => count is not { } range ? "" : Range(range.Least, range.Most) + (range.IsVague ? "~" : "") + "*";

    private static string Range(int? least, int? most) => least == most ? $"{least}" : least is null ? $"-{most}" : most is null ? $"{least}+" : $"{least}-{most}";

    private static string Colours(IReadOnlyList<PhraseColour> colours, bool any) => string.Join(any ? '|' : '+', colours.Select(colour => colour.Name));

    private static string Dates(PhrasePart.Date date)
    {
        if (date is { From: { } from, Until: { } until })
        {
            var whole = from.AddDays(1) == until ? new DateSpan(from.Year, from.Month, from.Day) : from.Day == 1 && from.AddMonths(1) == until ? new DateSpan(from.Year, from.Month)
                : from.DayOfYear == 1 && from.AddYears(1) == until ? new DateSpan(from.Year) : (DateSpan?)null;
            if (whole is { } span)
            {
                return span.ToString();
            }
        }

        return Edge(date.From) + ".." + Edge(date.Until);
    }

    private static string Edge(DateOnly? day) => day is not { } one ? ""
        : (one.DayOfYear == 1 ? new DateSpan(one.Year) : one.Day == 1 ? new DateSpan(one.Year, one.Month) : new DateSpan(one.Year, one.Month, one.Day)).ToString();

    private static string Sign(QueryOperator comparison) => comparison switch
    {
        QueryOperator.Less => "<",
        QueryOperator.AtMost => "<=",
        QueryOperator.Greater => ">",
        QueryOperator.AtLeast => ">=",
        _ => "=",
    };
}

using System.Globalization;
using Vitrine.Contracts;
using Vitrine.Core.Search;
using Vitrine.Core.Search.Phrases;

namespace Vitrine.Server.Search.Phrases;

/// <summary>Parts of a phrase as an answer tells of them.</summary>
internal static class PhraseParts
{
    public static IReadOnlyList<UnderstoodPart> Of(Understanding understanding)
    {
        var language = CultureInfo.CurrentUICulture.Name is { Length: > 0 } name ? name : "en";
        var asked = understanding.ToQuery();
        var uncounted = asked.NotAsked.Where(loss => loss.Why == PhraseGap.Count).Select(loss => loss.Part).ToHashSet();
        return
        [
            .. understanding.Parts.Zip(understanding.Describe(language), asked.ByPart)
                .Select(one => new UnderstoodPart(
                    one.Second.Said, one.First.Spans[0].Start, one.First.Spans[^1].End - one.First.Spans[0].Start, one.Second.Kind, Meaning(one.Second),
                    one.Third is null ? null : QueryPrinter.Print(one.Third))
                {
                    Negated = one.First.IsNegated,
                    ReadAs = one.First.ReadAs,
                    LeftOut = uncounted.Contains(one.First) ? "count" : one.Third is null && one.First is not PhrasePart.Related ? "all" : null,
                }),
        ];
    }

    private static string Meaning(DescribedPart part) => part.Kind switch
    {
        "any-of" => string.Join(" / ", part.Parts.Select(one => (one.IsNegated && !part.IsNegated ? "−" : "") + Meaning(one))),
        "date" or "added" => Days(part.Values[0], part.Values[1]),
        "rating" => part.Values[0] == part.Values[1] ? part.Values[0] : $"{part.Values[0]}–{part.Values[1]}",
        "duration" or "size" or "width" => part.Values[1].Length > 0 ? $"{Sign(part.Values[0])} {part.Values[1]}" : part.Said,
        "concept" => Thing(part),
        _ => string.Join(", ", part.Values),
    };

    private static string Thing(DescribedPart part)
    {
        var name = string.Join(" / ", part.Values);
        var coloured = part.Colours.Count > 0 ? $"{name} ({string.Join(", ", part.Colours)})" : name;
        return part.Count switch
        {
            null => coloured,
            { Least: { } least, Most: { } most } => least == most ? $"{least} × {coloured}" : $"{least}–{most} × {coloured}",
            { Least: { } least } => $"≥ {least} × {coloured}",
            _ => $"≤ {part.Count.Value.Most} × {coloured}",
        };
    }

    /// <summary>From the first to the last day (EDTF); whole years, months and single days as such.</summary>
    private static string Days(string from, string until)
    {
        var (begin, end) = (Day(from), Day(until)?.AddDays(-1));
        if (begin is not { } first || end is not { } last)
        {
            return $"{(begin is null ? ".." : from)}/{(end is null ? ".." : Iso(end.Value))}";
        }

        return first == last ? from
            : first is { Day: 1, Month: 1 } && last == new DateOnly(first.Year, 12, 31) ? from[..4]
            : first.Day == 1 && last == first.AddMonths(1).AddDays(-1) ? from[..7]
            : $"{from}/{Iso(last)}";
    }

    private static DateOnly? Day(string iso) => iso.Length == 0 ? null : DateOnly.ParseExact(iso, "O", CultureInfo.InvariantCulture);

    private static string Iso(DateOnly day) => day.ToString("O", CultureInfo.InvariantCulture);

    private static string Sign(string name) => QueryPrinter.Sign(Enum.Parse<QueryOperator>(name));
}

namespace Vitrine.Core.Search.Phrases;

/// <summary>
/// A phrase as an English sentence about what is seen: without what is known of every asset (its kind, when, where, how large) and without what must not be there, things and colours of other
/// languages by their English labels.
/// </summary>
internal static class PhraseEnglish
{
    private const string English = "en";

    public static string? Of(Understanding understanding)
    {
        var said = understanding.Language == English ? AsSaid(understanding) : ByLabels(understanding);
        var words = string.Join(' ', said.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return words.Any(char.IsLetter) && !FunctionWords.AreAll(words) ? words : null;
    }

    /// <summary>The words as they stand there, those of parts that are left out and of numbers excepted. Words that stay behind alone say nothing.</summary>
    private static string AsSaid(Understanding understanding)
    {
        var segments = understanding.Segments.Where(segment => segment.Role != SegmentRole.Unread && !(segment.Role == SegmentRole.Part && IsLeftOut(understanding.Parts[segment.Part]))).ToList();
        var (first, last) = (segments.FindIndex(Says), segments.FindLastIndex(Says));
        return first < 0 ? "" : string.Join(' ', segments[first..(last + 1)].Select(Said));

        // How many there are is not seen.
        string Said(PhraseSegment segment) => segment.Role == SegmentRole.Part
            ? understanding.WithoutCount(understanding.Parts[segment.Part], segment.Span)
            : understanding.Text.Substring(segment.Span.Start, segment.Span.Length).Trim();

        bool Says(PhraseSegment segment) => segment.Role == SegmentRole.Unknown || (segment.Role == SegmentRole.Part && understanding.Parts[segment.Part] is not PhrasePart.Related);
    }

    private static string ByLabels(Understanding understanding) =>
        string.Join(' ', understanding.Parts.Zip(understanding.Describe(English)).Where(pair => !IsLeftOut(pair.First)).Select(pair => Named(pair.Second)));

    private static bool IsLeftOut(PhrasePart part) => PhraseBands.IsFixed(part) && part is not PhrasePart.Related { IsNegated: false };

    private static string Named(DescribedPart part) => part.Kind switch
    {
        "any-of" => string.Join(" or ", part.Parts.Select(Named)),
        "background" => string.Join(' ', part.Values) + " background",
        "relation" => part.Values[0],
        _ => string.Join(' ', [.. part.Colours, .. part.Values.Take(1)]),
    };
}

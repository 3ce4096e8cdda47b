namespace Vitrine.Core.Search.Phrases;

/// <summary>What became of some characters of a phrase.</summary>
public enum SegmentRole
{
    /// <summary>They are of a part.</summary>
    Part,

    /// <summary>Words and signs without a meaning of their own.</summary>
    Filler,

    /// <summary>Nobody knows what they mean.</summary>
    Unknown,

    /// <summary>Behind the last character that is read.</summary>
    Unread,
}

/// <summary>A piece of a phrase. The segments of one follow each other without gaps from its first to its last character.</summary>
/// <param name="Part">The index of the part; -1 where there is none.</param>
public readonly record struct PhraseSegment(PhraseSpan Span, SegmentRole Role, int Part);

/// <summary>How a phrase was understood: nothing in it is dropped silently.</summary>
/// <param name="Text">The phrase as it was given.</param>
/// <param name="Language">The language that explains it best: <c>en</c>, <c>de</c>, <c>fr</c> or <c>es</c>.</param>
/// <param name="Parts">In the order of the text; empty where nothing was understood.</param>
/// <param name="Segments">All characters.</param>
public sealed record Understanding(
    string Text, string Language, IReadOnlyList<PhrasePart> Parts, IReadOnlyList<PhraseSegment> Segments, PhraseContext Context)
{
    /// <summary>Words that were not understood.</summary>
    public IEnumerable<PhraseSpan> Unknown => Segments.Where(one => one.Role == SegmentRole.Unknown).Select(one => one.Span);

    /// <summary>The phrase is longer than what is read of it.</summary>
    public bool IsCut => Text.Length > PhraseReader.LongestPhrase;

    /// <summary>The query that asks for as much of it as the query language can say, and what it leaves out.</summary>
    public PhraseQuery ToQuery() => PhraseQuery.Of(this);

    /// <summary>What is to be seen, in English, for a model that knows no other language; null where nothing of it can be said so.</summary>
    public string? ToEnglish() => PhraseEnglish.Of(this);

    /// <summary>What to find first and what after that; null where nothing of it can be asked for.</summary>
    /// <param name="shows">Whether what pictures show can be asked for by a sentence.</param>
    public PhraseBands? ToBands(bool shows = false) => PhraseBands.Of(this, shows);

    /// <summary>The parts as short pieces for the screen, with the labels of a language (BCP 47).</summary>
    public IReadOnlyList<DescribedPart> Describe(string language) => PhraseDescription.Of(this, language);

    /// <summary>The characters of a part as they were typed, joined by a blank.</summary>
    public string WordsOf(PhrasePart part)
    {
        ArgumentNullException.ThrowIfNull(part);
        return string.Join(' ', part.Spans.Select(span => Text.Substring(span.Start, span.Length)));
    }

    /// <summary>The same without how many there are: "people" of "two people".</summary>
    internal string ThingOf(PhrasePart part) => string.Join(' ', part.Spans.Select(span => WithoutCount(part, span)).Where(words => words.Length > 0));

    /// <summary>Some characters of a part without those that say how many there are.</summary>
    internal string WithoutCount(PhrasePart part, PhraseSpan within)
    {
        var said = Text.Substring(within.Start, within.Length).ToCharArray();
        foreach (var count in part is PhrasePart.Concept concept ? concept.CountSpans : [])
        {
            for (var at = Math.Max(count.Start, within.Start); at < Math.Min(count.End, within.End); at++)
            {
                said[at - within.Start] = ' ';
            }
        }

        return new string(said).Trim();
    }
}

namespace Vitrine.Core.Search.Phrases;

/// <summary>Whose each character of a phrase is. What stands between two words is of a part where both are, else it is filler.</summary>
internal sealed class PhraseTiling(string text, IReadOnlyList<PhraseToken> tokens, int length)
{
    private const int Filler = -1;
    private const int UnknownWord = -2;

    private readonly int[] owners = [.. tokens.Select(_ => Filler)];

    /// <summary>Where some tokens stand; neighbours are one span.</summary>
    public IReadOnlyList<PhraseSpan> SpansOf(IEnumerable<int> of)
    {
        var spans = new List<PhraseSpan>();
        var last = -2;
        foreach (var token in of.Order())
        {
            if (token == last + 1)
            {
                spans[^1] = new PhraseSpan(spans[^1].Start, tokens[token].End - spans[^1].Start);
            }
            else
            {
                spans.Add(new PhraseSpan(tokens[token].Start, tokens[token].Length));
            }

            last = token;
        }

        return spans;
    }

    /// <summary>Gives tokens to a part.</summary>
    public IReadOnlyList<PhraseSpan> Own(IReadOnlyList<int> of, int part)
    {
        foreach (var token in of)
        {
            owners[token] = part;
        }

        return SpansOf(of);
    }

    public IReadOnlyList<PhraseSegment> Segments(IReadOnlySet<int> unknown)
    {
        foreach (var token in unknown.Where(token => owners[token] == Filler))
        {
            owners[token] = UnknownWord;
        }

        var segments = new List<PhraseSegment>();
        var at = 0;
        for (var i = 0; i < tokens.Count; i++)
        {
            var joins = i > 0 && owners[i] == owners[i - 1] && owners[i] != UnknownWord;
            Add(segments, at, tokens[i].Start, joins ? owners[i] : Filler);
            Add(segments, tokens[i].Start, tokens[i].End, owners[i]);
            at = tokens[i].End;
        }

        Add(segments, at, length, Filler);
        if (length < text.Length)
        {
            segments.Add(new PhraseSegment(new PhraseSpan(length, text.Length - length), SegmentRole.Unread, -1));
        }

        return segments;
    }

    private static void Add(List<PhraseSegment> segments, int from, int until, int owner)
    {
        if (until <= from)
        {
            return;
        }

        var role = owner switch { Filler => SegmentRole.Filler, UnknownWord => SegmentRole.Unknown, _ => SegmentRole.Part };
        var part = Math.Max(owner, -1);
        if (segments.Count > 0 && segments[^1] is var last && last.Role == role && last.Part == part && role != SegmentRole.Unknown)
        {
            segments[^1] = last with { Span = new PhraseSpan(last.Span.Start, until - last.Span.Start) };
        }
        else
        {
            segments.Add(new PhraseSegment(new PhraseSpan(from, until - from), role, part));
        }
    }
}

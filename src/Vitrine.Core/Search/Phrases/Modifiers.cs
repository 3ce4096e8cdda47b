namespace Vitrine.Core.Search.Phrases;

/// <summary>Which numbers and colours of a phrase belong to which of its concepts.</summary>
internal sealed class Modifiers
{
    /// <summary>A number reaches over so many words that nobody knows ("two very cute dogs").</summary>
    private const int MostUnknown = 2;

    private readonly IReadOnlyList<Chunk> chunks;
    private readonly bool colourFollows;
    private readonly Dictionary<int, int> owners = [];

    /// <param name="colourFollows">A colour stands behind what has it, else before it.</param>
    public Modifiers(IReadOnlyList<Chunk> chunks, bool colourFollows)
    {
        (this.chunks, this.colourFollows) = (chunks, colourFollows);
        for (var at = 0; at < chunks.Count; at++)
        {
            if (OwnerOf(at) is { } owner)
            {
                owners[at] = owner;
            }
        }
    }

    /// <summary>The same with what a word means beside a colour where nothing has the colour: "oranges and lemons", "flowers but no roses".</summary>
    /// <param name="all">Everything that could be read, by the token with which it begins.</param>
    public static List<Chunk> WithoutLooseColours(List<Chunk> path, IReadOnlyCollection<Chunk>[] all, bool colourFollows)
    {
        var modifiers = new Modifiers(path, colourFollows);
        return [.. path.Select((chunk, at) => chunk.Class != WordClass.Colour || modifiers.IsBound(at) || modifiers.IsOfFile(at)
            ? chunk
            : all[chunk.From].Where(other => other.Class == WordClass.Concept && other.Until == chunk.Until).MinBy(other => other.Cost) ?? chunk)];
    }

    /// <summary>Whether a chunk is said of another.</summary>
    public bool IsBound(int at) => owners.ContainsKey(at);

    /// <summary>A chunk and those that are said of it.</summary>
    public IEnumerable<Chunk> ChunksOf(int at) => owners.Where(pair => pair.Value == at).Select(pair => chunks[pair.Key]).Prepend(chunks[at]);

    /// <summary>What a chunk means with all that is said of it; null where it means nothing by itself.</summary>
    public PhrasePart? PartOf(int at)
    {
        var chunk = chunks[at];
        if (chunk.Class == WordClass.Vague)
        {
            return IsOfFile(at) ? Vague(chunk.Value) : null;
        }

        if (chunk.Part is not PhrasePart.Concept concept)
        {
            return chunk.Part;
        }

        var said = ChunksOf(at).ToList();
        var colours = said.Select(one => one.Part).OfType<PhrasePart.Colour>().ToList();
        var count = Count(said);

        // "Zero dogs" are none.
        var isNone = count is { Most: <= 0 };
        return concept with
        {
            Count = isNone ? null : count,
            IsNegated = isNone,
            CountTokens = isNone ? [] : [.. said.Where(one => one.Class is WordClass.Number or WordClass.OrMore).SelectMany(one => Enumerable.Range(one.From, one.Until - one.From)).Order()],
            Colours = [.. colours.SelectMany(colour => colour.Colours).Distinct()],
            AnyColour = colours.Any(colour => colour.Any),
        };
    }

    private static CountRange? Count(List<Chunk> said) => (said.Select(one => one.Count).FirstOrDefault(count => count is not null), said.Find(one => one.Class == WordClass.OrMore)?.Value) switch
    {
        ({ Least: { } least }, ">=") => new CountRange(least, null),
        ({ Most: { } most }, "<=") => new CountRange(null, most),
        var (count, _) => count,
    };

    private int? OwnerOf(int at) => chunks[at].Class switch
    {
        WordClass.Number => Counted(at),
        WordClass.Colour => Coloured(at),

        // "Four people or more": of a number that something before it has.
        WordClass.OrMore => Before(at) is { } counted && owners.Any(pair => pair.Value == counted && chunks[pair.Key].Class == WordClass.Number) ? counted : null,
        WordClass.Relation when at + 1 < chunks.Count && chunks[at + 1].Class == WordClass.Colour && IsIn(at) && Next(at + 1) is null => Before(at),
        _ => null,
    };

    private int? Counted(int at)
    {
        var unknown = 0;
        for (var next = at + 1; next < chunks.Count; next++)
        {
            if (chunks[next].Class == WordClass.Concept)
            {
                return next;
            }

            unknown += chunks[next].IsUnknown || chunks[next].Class == WordClass.Vague ? 1 : 0;
            if (unknown > MostUnknown || !(chunks[next].IsFiller || chunks[next].Class is WordClass.Colour or WordClass.Vague))
            {
                return null;
            }
        }

        return null;
    }

    private int? Coloured(int at)
    {
        if (at > 0 && IsIn(at - 1))
        {
            // "A dress in red"; but "a woman in a red dress".
            return Next(at) is { } named ? Concept(named) : Before(at - 1);
        }

        var (next, before) = (Next(at), Previous(at));
        var (first, second) = colourFollows ? (before, next) : (next, before);
        return first is { } one ? Concept(one) : second is { } other ? Concept(other) : null;
    }

    private bool IsIn(int at) => chunks[at].Class == WordClass.Relation && chunks[at].Value.Equals(nameof(Relation.In), StringComparison.OrdinalIgnoreCase);

    private int? Before(int at) => Previous(at) is { } named ? Concept(named) : null;

    private int? Concept(int at) => chunks[at].Class == WordClass.Concept ? at : null;

    /// <summary>The concept or kind that stands right behind, articles and one word that nobody knows passed over.</summary>
    private int? Next(int at)
    {
        var unknown = 0;
        for (var next = at + 1; next < chunks.Count; next++)
        {
            if (chunks[next].Class is WordClass.Concept or WordClass.Kind)
            {
                return next;
            }

            if (chunks[next].IsUnknown && unknown++ == 0 && !colourFollows)
            {
                continue;
            }

            if (!chunks[next].IsFiller || chunks[next].IsUnknown)
            {
                return null;
            }
        }

        return null;
    }

    private int? Previous(int at)
    {
        for (var before = at - 1; before >= 0; before--)
        {
            if (chunks[before].Class is WordClass.Concept or WordClass.Kind)
            {
                return before;
            }

            if (!chunks[before].IsFiller || chunks[before].IsUnknown)
            {
                return null;
            }
        }

        return null;
    }

    /// <summary>"Large photos" are files of many bytes; a large dog is something else.</summary>
    private bool IsOfFile(int at) => (at + 1 < chunks.Count && IsFile(chunks[at + 1])) || (at > 0 && IsFile(chunks[at - 1]));

    private static bool IsFile(Chunk chunk) => chunk.Class == WordClass.Kind || (chunk.Class == WordClass.Filler && chunk.Value == "file");

    private static PhrasePart.Measure Vague(string value) => value switch
    {
        "large" => new PhrasePart.Measure(Measured.Size, QueryOperator.AtLeast, null),
        "small" => new PhrasePart.Measure(Measured.Size, QueryOperator.AtMost, null),
        "long" => new PhrasePart.Measure(Measured.Duration, QueryOperator.AtLeast, null),
        _ => new PhrasePart.Measure(Measured.Duration, QueryOperator.AtMost, null),
    };
}

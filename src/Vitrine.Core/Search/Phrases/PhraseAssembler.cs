using Vitrine.Core.Assets;

namespace Vitrine.Core.Search.Phrases;

/// <summary>Joins the chunks of a phrase to parts: numbers and colours to what has them, what is negated, what are alternatives.</summary>
internal sealed class PhraseAssembler
{
    private readonly IReadOnlyList<Chunk> chunks;
    private readonly IReadOnlyList<PhraseToken> tokens;
    private readonly string text;
    private readonly Modifiers modifiers;
    private readonly List<Operand> operands = [];
    private readonly HashSet<int> unknown = [];

    private readonly List<int> negation = [];
    private readonly List<int> linkTokens = [];
    private WordClass? link;
    private Chunk? relation;
    private bool sawUnknown;

    public PhraseAssembler(IReadOnlyList<Chunk> chunks, IReadOnlyList<PhraseToken> tokens, string text, bool colourFollows)
    {
        (this.chunks, this.tokens, this.text) = (chunks, tokens, text);
        modifiers = new Modifiers(chunks, colourFollows);
    }

    /// <param name="length">How many characters were read.</param>
    public (IReadOnlyList<PhrasePart> Parts, IReadOnlyList<PhraseSegment> Segments) Assemble(int length)
    {
        for (var at = 0; at < chunks.Count; at++)
        {
            Take(at);
        }

        // What was to be negated never came.
        unknown.UnionWith(negation);
        var tiling = new PhraseTiling(text, tokens, length);
        var parts = new List<PhrasePart>();
        foreach (var operand in operands.OrderBy(operand => operand.Tokens.Min()))
        {
            var members = operand.Members.ConvertAll(member => Placed(member.Part, tiling) with { Spans = tiling.SpansOf(member.Tokens), ReadAs = ReadAs(member.Tokens) });
            var part = members is [var one] ? one : new PhrasePart.AnyOf(members);
            parts.Add(part with { Spans = tiling.Own(operand.Tokens, parts.Count), IsNegated = operand.IsNegated || (members.Count == 1 && part.IsNegated), ReadAs = ReadAs(operand.Tokens) });
        }

        return (parts, tiling.Segments(unknown));
    }

    private static PhrasePart Placed(PhrasePart part, PhraseTiling tiling) => part is PhrasePart.Concept concept ? concept with { CountSpans = tiling.SpansOf(concept.CountTokens) } : part;

    private void Take(int at)
    {
        var chunk = chunks[at];
        if (modifiers.IsBound(at))
        {
            return;
        }

        switch (chunk.Class)
        {
            case WordClass.Or when chunk.Value == "nor" && operands is not [.., { IsNegated: true }]:
            case WordClass.Not:
                negation.AddRange(TokensOf(chunk));
                break;
            case WordClass.And or WordClass.Or:
                (link, relation) = (chunk.Class, null);
                linkTokens.AddRange(TokensOf(chunk));
                break;
            case WordClass.Relation:
                Relate(chunk);
                break;
            case WordClass.Glue or WordClass.At or WordClass.When:
            case WordClass.Filler when !chunk.IsUnknown:
                break;
            default:
                if (IsSoundOfFile(chunk))
                {
                    unknown.UnionWith([.. negation, .. TokensOf(chunk)]);
                    negation.Clear();
                }
                else if (modifiers.PartOf(at) is { } part)
                {
                    Add(chunk, part, [.. modifiers.ChunksOf(at).SelectMany(TokensOf).Order()]);
                }
                else if (chunk.IsUnknown && (negation.Count > 0 || IsDeniedUpTo(chunk.From)))
                {
                    Deny(chunk);
                }
                else
                {
                    unknown.UnionWith(TokensOf(chunk));
                    sawUnknown = true;
                }

                break;
        }
    }

    /// <summary>Whether the word before a token is one that nobody knows and that must not be there.</summary>
    private bool IsDeniedUpTo(int token) => operands is [.., { Class: WordClass.Not } last] && last.Tokens.Max() == token - 1;

    /// <summary>"Without a leash": nobody knows the word, and yet it must not be there. Several, one after the other, are one.</summary>
    private void Deny(Chunk chunk)
    {
        var before = IsDeniedUpTo(chunk.From) ? operands[^1] : null;
        int[] own = [.. before?.Members[0].Tokens ?? [], .. TokensOf(chunk)];
        var said = new PhrasePart.Word(text[tokens[own[0]].Start..tokens[own[^1]].End]);
        if (before is not null)
        {
            operands.RemoveAt(operands.Count - 1);
        }

        operands.Add(new Operand(WordClass.Not, [new Member(said, own)], [.. before?.Tokens ?? [.. negation], .. TokensOf(chunk)], IsNegated: true, IsListed: false));
        negation.Clear();
        Unlink();
        relation = null;
    }

    private void Relate(Chunk chunk)
    {
        if (sawUnknown)
        {
            // "Without a leash on the beach": what is negated is the word that nobody knows.
            unknown.UnionWith(negation);
            negation.Clear();
            Unlink();
        }

        if (link == WordClass.And && operands is [.., { IsNegated: true }])
        {
            Unlink();
        }

        relation = chunk;
    }

    private void Add(Chunk chunk, PhrasePart part, int[] own)
    {
        var member = new Member(part, own);
        var before = operands.Count > 0 ? operands[^1] : null;
        var comma = before is not null && HasComma(before.Tokens.Max(), own[0]);
        var isSame = before is not null && before.Class == chunk.Class;
        if (before is not null && link == WordClass.Or)
        {
            if (negation.Count > 0 && !before.IsNegated)
            {
                member = member with { Part = part with { IsNegated = true } };
            }

            JoinList(before, chunk.Class);
            Join(operands[^1], member);
        }
        else if (isSame && before!.IsNegated && link == WordClass.And && negation.Count == 0)
        {
            Join(before, member);
        }
        else if (isSame && (link == WordClass.And || comma) && IsExclusive(chunk.Class) && before!.IsNegated == negation.Count > 0)
        {
            Join(before, member);
        }
        else
        {
            if (relation is not null && before is not null && IsThing(before.Class) && IsThing(chunk.Class))
            {
                var related = new PhrasePart.Related(Enum.Parse<Relation>(relation.Value, ignoreCase: true));
                operands.Add(new Operand(WordClass.Relation, [new Member(related, TokensOf(relation))], [.. TokensOf(relation)], false, false));
            }

            operands.Add(new Operand(chunk.Class, [member], [.. negation, .. own], negation.Count > 0, comma && isSame));
        }

        negation.Clear();
        Unlink();
        relation = null;
    }

    private void Join(Operand operand, Member member)
    {
        operand.Members.Add(member);
        operand.Tokens.AddRange([.. negation, .. linkTokens, .. member.Tokens]);
    }

    /// <summary>"Dogs, cats or birds": what a comma parts from an alternative is one too.</summary>
    private void JoinList(Operand last, WordClass of)
    {
        while (last.IsListed && last.Class == of && operands.Count > 1 && operands[^2] is { IsNegated: var negated } first && first.Class == of && negated == last.IsNegated)
        {
            first.Members.AddRange(last.Members);
            first.Tokens.AddRange(last.Tokens);
            operands.RemoveAt(operands.Count - 1);
            last = first;
        }
    }

    /// <summary>"Videos without sound" are no kind of assets but sound: what they lack cannot be said.</summary>
    private bool IsSoundOfFile(Chunk chunk) => negation.Count > 0 && chunk.Part is PhrasePart.Kind { Value: AssetKind.Audio }
        && operands.Exists(operand => operand is { Class: WordClass.Kind, IsNegated: false });

    private void Unlink()
    {
        link = null;
        linkTokens.Clear();
        sawUnknown = false;
    }

    private bool HasComma(int one, int next) => one < next && text.AsSpan(tokens[one].End, tokens[next].Start - tokens[one].End).Contains(',');

    private static bool IsThing(WordClass of) => of is WordClass.Concept or WordClass.Person;

    /// <summary>An asset has only one of these, so that "photos and videos" are either.</summary>
    private static bool IsExclusive(WordClass of) => of is WordClass.Kind or WordClass.Date or WordClass.Place or WordClass.Orientation;

    private static int[] TokensOf(Chunk chunk) => [.. Enumerable.Range(chunk.From, chunk.Until - chunk.From)];

    private string? ReadAs(IEnumerable<int> of)
    {
        var words = of.Order().Select(token => tokens[token].ReadAs).OfType<string>().ToList();
        return words.Count == 0 ? null : string.Join(' ', words);
    }

    private sealed record Member(PhrasePart Part, int[] Tokens);

    /// <param name="IsListed">A comma parts it from what stands before it and is of the same class.</param>
    private sealed record Operand(WordClass Class, List<Member> Members, List<int> Tokens, bool IsNegated, bool IsListed);
}

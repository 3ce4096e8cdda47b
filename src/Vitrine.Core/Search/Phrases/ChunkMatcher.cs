namespace Vitrine.Core.Search.Phrases;

/// <summary>Finds everything that the rules can read in the words of a phrase, as one language would.</summary>
internal sealed class ChunkMatcher
{
    private const double OtherLanguage = 0.4;
    private const double OtherGrammar = 1;
    private const double GlueCost = 0.05;

    /// <summary>So many articles and the like are passed over within one pattern.</summary>
    private const int MostGlue = 4;

    private readonly List<Lexeme>[] lexemes;
    private readonly PhraseContext context;
    private readonly string language;
    private readonly Dictionary<(int Until, WordClass Class, PhrasePart? Part, CountRange? Count, string Value), Chunk>[] found;

    private ChunkMatcher(List<Lexeme>[] lexemes, PhraseContext context, string language)
    {
        (this.lexemes, this.context, this.language) = (lexemes, context, language);
        found = [.. lexemes.Select(_ => new Dictionary<(int, WordClass, PhrasePart?, CountRange?, string), Chunk>())];
    }

    /// <summary>The chunks by the token with which they begin.</summary>
    public static IReadOnlyCollection<Chunk>[] Match(List<Lexeme>[] lexemes, PhraseContext context, string language)
    {
        var matcher = new ChunkMatcher(lexemes, context, language);
        for (var level = 0; level < PhraseGrammar.Rules.Levels; level++)
        {
            matcher.Read(level);
        }

        return [.. matcher.found.Select(chunks => (IReadOnlyCollection<Chunk>)chunks.Values)];
    }

    private void Read(int level)
    {
        var made = new List<Chunk>();
        for (var at = 0; at < lexemes.Length; at++)
        {
            var firsts = lexemes[at].Select(one => one.Class).Distinct();
            if (found[at].Keys.Any(key => key.Class == WordClass.Date))
            {
                firsts = firsts.Append(WordClass.Date);
            }

            foreach (var rule in firsts.SelectMany(first => PhraseGrammar.Rules.Of(level, first)).Distinct())
            {
                Extend(new State(rule, at, at, 0, rule.Cost, [], []), made);
            }
        }

        // Only now: dates of this level are none of its rules' words.
        foreach (var chunk in made)
        {
            // Lists are equal only to themselves; what they hold stands in the value.
            var part = chunk.Part is PhrasePart.Concept or PhrasePart.Colour ? null : chunk.Part;
            var key = (chunk.Until, chunk.Class, part, chunk.Count, chunk.Value);
            if (!found[chunk.From].TryGetValue(key, out var known) || known.Cost > chunk.Cost)
            {
                found[chunk.From][key] = chunk;
            }
        }
    }

    private void Extend(State state, List<Chunk> made)
    {
        if (state.Symbol == state.Rule.Pattern.Count)
        {
            Finish(state, made);
            return;
        }

        var symbol = state.Rule.Pattern[state.Symbol];
        if (symbol.IsOptional)
        {
            Extend(state with { Symbol = state.Symbol + 1 }, made);
        }

        if (state.At >= lexemes.Length)
        {
            return;
        }

        if (symbol.Class == WordClass.Date)
        {
            foreach (var date in found[state.At].Values.Where(chunk => chunk.Class == WordClass.Date))
            {
                Extend(state with { At = date.Until, Symbol = state.Symbol + 1, Cost = state.Cost + date.Cost, Dates = [.. state.Dates, (PhrasePart.Date)date.Part!] }, made);
            }
        }

        foreach (var word in lexemes[state.At])
        {
            if (word.Class == symbol.Class)
            {
                Extend(state with { At = state.At + word.Length, Symbol = state.Symbol + 1, Cost = state.Cost + CostOf(word), Words = [.. state.Words, word] }, made);
            }
        }

        // Only the cheapest: words like "de" are glue of two languages, and a row of them would be read in all mixtures of both.
        if (state.At > state.From && state.Glue < MostGlue && Glue(state.At) is { } glue)
        {
            Extend(state with { At = state.At + glue.Length, Glue = state.Glue + 1, Cost = state.Cost + GlueCost + CostOf(glue) }, made);
        }
    }

    private Lexeme? Glue(int at) => lexemes[at].Where(one => one.Class == WordClass.Glue).MinBy(CostOf);

    private void Finish(State state, List<Chunk> made)
    {
        if (state.At > state.From && state.Rule.Build(new Captures(state.Words, state.Dates), context) is { } chunk
            && (chunk.Class != WordClass.Number || CanBeCounted(state.At)))
        {
            made.Add(chunk with { From = state.From, Until = state.At, Cost = state.Cost });
        }
    }

    /// <summary>A number is one of something: behind it stands what can be counted, or a word that nobody knows.</summary>
    private bool CanBeCounted(int at) => at < lexemes.Length
        && (lexemes[at].Count == 0 || lexemes[at].Any(one => one.Class is WordClass.Concept or WordClass.Colour or WordClass.Vague or WordClass.Glue or WordClass.Filler));

    private double CostOf(Lexeme word) => word.Cost
        + (word.Language is null || word.Language == language ? 0 : WordClasses.IsOpen(word.Class) || word.Class is WordClass.Concept or WordClass.Month ? OtherLanguage : OtherGrammar);

    private sealed record State(PhraseRule Rule, int From, int At, int Symbol, double Cost, Lexeme[] Words, PhrasePart.Date[] Dates, int Glue = 0);
}

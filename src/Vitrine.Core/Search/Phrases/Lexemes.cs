using System.Buffers;
using System.Globalization;
using Vitrine.Core.Vocabulary;

namespace Vitrine.Core.Search.Phrases;

/// <summary>Looks up what the words of a phrase can be: words of the grammar, of the vocabulary, numbers, places and people.</summary>
internal sealed class Lexemes(string text, PhraseContext context)
{
    private const int LongestPlace = 4;
    private const int LongestPerson = 3;
    private const double SynonymCost = 0.02;
    private const double KnownWordCost = 0.9;

    private static readonly SearchValues<char> InNames = SearchValues.Create(" -'’.&");

    private readonly PhraseVocabulary vocabulary = PhraseVocabulary.Of(context.Vocabulary);

    /// <summary>For each token what begins with it.</summary>
    public List<Lexeme>[] Of(IReadOnlyList<PhraseToken> tokens)
    {
        var found = new List<Lexeme>[tokens.Count];
        for (var at = 0; at < tokens.Count; at++)
        {
            found[at] = [.. Digits(tokens[at]), .. Words(tokens, at)];
        }

        for (var at = 0; at < tokens.Count; at++)
        {
            // What is known as a word is a name only where it is written as one, and never where it is a small word.
            var known = found[at].Any(one => one.Class != WordClass.Glue);
            found[at].AddRange(Named(tokens, at, known && !tokens[at].IsCapital ? KnownWordCost : 0));
        }

        return found;
    }

    /// <summary>Whether a word means something, alone or among others; names do not count.</summary>
    public bool Knows(PhraseToken token) => token.Form != TokenForm.Word || vocabulary.Labels.Has(token.Word)
        || PhraseGrammar.Languages.Any(language => language.Words.Has(token.Word)) || Words([token], 0).Any()
        || PhraseGrammar.Languages.Any(language => language.Inflections.Of(token.Word).Any(form => vocabulary.Labels.Has(form.Word)));

    public bool IsNamed(IReadOnlyList<PhraseToken> tokens, int at)
    {
        for (var from = Math.Max(0, at - LongestPlace + 1); from <= at; from++)
        {
            if (Named(tokens, from, 0).Any(name => from + name.Length > at))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>What the words from a place on are by grammar and vocabulary.</summary>
    public IEnumerable<Lexeme> Words(IReadOnlyList<PhraseToken> tokens, int at)
    {
        if (tokens[at].Form == TokenForm.Sign)
        {
            yield break;
        }

        foreach (var language in PhraseGrammar.Languages)
        {
            foreach (var (word, length, cost) in Walk(language.Words, language.Inflections, tokens, at))
            {
                if (cost == 0 || WordClasses.IsOpen(word.Class))
                {
                    yield return new Lexeme(word.Class, word.Value, length, cost, language.Language) { Colour = word.Class == WordClass.Colour ? Colour(word.Value) : null };
                }
            }

            foreach (var concept in Concepts(language.Language, Walk(vocabulary.Labels, language.Inflections, tokens, at)))
            {
                yield return concept;
            }
        }

        // Words of other languages, and those of none, have no endings that we know.
        foreach (var concept in Concepts(null, Walk(vocabulary.Labels, null, tokens, at)))
        {
            yield return concept;
        }
    }

    private IEnumerable<Lexeme> Concepts(string? language, IEnumerable<(PhraseLabel Label, int Length, double Cost)> labels) => labels
        .Where(hit => (language is null ? PhraseGrammar.Languages.All(one => one.Language != hit.Label.Language) : hit.Label.Language == language)
            && context.Vocabulary.Find(hit.Label.Concept) is { } concept && concept.BelongsTo(context.Library))
        .GroupBy(hit => hit.Length)
        .Select(group =>
        {
            var least = group.Min(hit => hit.Cost);
            var rank = group.Where(hit => hit.Cost == least).Min(hit => hit.Label.Rank);
            var same = group.Where(hit => hit.Cost == least).Select(hit => hit.Label).ToList();
            var meant = same.Where(label => label.Rank == rank).Select(label => label.Concept).Distinct().ToList();
            if (meant.Any(concept => vocabulary.ColourOf(concept) is null))
            {
                // What is called so but for its qualifier may be meant as well, "mouse (animal)"; a colour of that name is known as such.
                meant = [.. meant.Concat(same.Where(label => label.Rank == 2).Select(label => label.Concept)).Distinct().Where(concept => vocabulary.ColourOf(concept) is null).Order()];
            }

            var colour = meant.Count == 1 ? vocabulary.ColourOf(meant[0]) : null;
            var spoken = language ?? group.First().Label.Language;
            return new Lexeme(colour is null ? WordClass.Concept : WordClass.Colour, "", group.Key, least + (rank * SynonymCost), spoken == "und" ? null : spoken)
            {
                Concepts = meant,
                Colour = colour,
            };
        });

    /// <summary>All things that the words from a place on name, each with how many words those are and what their forms cost together.</summary>
    private static IEnumerable<(T Value, int Length, double Cost)> Walk<T>(WordTrie<T> trie, Inflections? inflections, IReadOnlyList<PhraseToken> tokens, int at)
    {
        var open = new Stack<(int Node, int Length, double Cost, bool IsOfPhrase)>([(WordTrie<T>.Root, 0, 0, false)]);
        while (open.TryPop(out var state))
        {
            foreach (var value in state is { Length: 1, IsOfPhrase: true } ? [] : trie.At(state.Node))
            {
                yield return (value, state.Length, state.Cost);
            }

            if (at + state.Length >= tokens.Count || tokens[at + state.Length] is not { Form: not TokenForm.Sign } token)
            {
                continue;
            }

            foreach (var form in inflections?.Of(token.Word) ?? [new WordForm(token.Word, 0)])
            {
                if (trie.TryStep(state.Node, form.Word, out var next))
                {
                    open.Push((next, state.Length + 1, state.Cost + form.Cost, state.IsOfPhrase || form.IsOfPhrase));
                }
            }
        }
    }

    private static IEnumerable<Lexeme> Digits(PhraseToken token)
    {
        if (token.Word == PhraseTokens.Minus)
        {
            yield return new Lexeme(WordClass.Not, token.Word, 1, 0, null);
        }
        else if (token.Form == TokenForm.Sign)
        {
            yield return new Lexeme(token.Word switch { "-" => WordClass.Dash, "/" => WordClass.Slash, "." => WordClass.Dot, _ => WordClass.Comma }, token.Word, 1, 0, null);
        }
        else if (token.Form == TokenForm.Number)
        {
            var number = int.Parse(token.Word, CultureInfo.InvariantCulture);
            var value = number.ToString(CultureInfo.InvariantCulture);
            yield return new Lexeme(WordClass.Digits, token.Word, 1, 0, null);
            yield return new Lexeme(WordClass.Number, value, 1, 0, null);
            if (token.Length == 4 && number is >= 1800 and <= 2100)
            {
                yield return new Lexeme(WordClass.Year, value, 1, 0, null);
            }

            if (token.Length <= 2 && number is >= 1 and <= 31)
            {
                yield return new Lexeme(WordClass.Day, value, 1, 0, null);
            }
        }
    }

    private IEnumerable<Lexeme> Named(IReadOnlyList<PhraseToken> tokens, int at, double cost)
    {
        for (var length = 1; length <= LongestPlace && at + length <= tokens.Count; length++)
        {
            var last = tokens[at + length - 1];
            if (last.Form != TokenForm.Word || (length > 1 && !IsOneName(tokens[at + length - 2], last)))
            {
                yield break;
            }

            var name = text[tokens[at].Start..last.End];
            if (context.PlaceOf(name) is { } place)
            {
                yield return new Lexeme(WordClass.Place, name, length, cost, null) { Place = place };
            }

            if (length <= LongestPerson && context.IsPerson(name))
            {
                yield return new Lexeme(WordClass.Person, name, length, cost, null);
            }
            else if (length == 1 && context.IsNamePart(name))
            {
                yield return new Lexeme(WordClass.NamePart, name, length, cost, null);
            }
        }
    }

    /// <summary>Between the words of one name stand a blank, a hyphen or an apostrophe.</summary>
    private bool IsOneName(PhraseToken one, PhraseToken next) =>
        next.Start - one.End <= 2 && text.AsSpan(one.End, next.Start - one.End).IndexOfAnyExcept(InNames) < 0;

    private static PhraseColour Colour(string value) => value.Split('/') is [var name, var slug] ? new PhraseColour(name, slug) : new PhraseColour(value, value);
}

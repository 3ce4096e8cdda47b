namespace Vitrine.Core.Search.Phrases;

/// <summary>What is done with words that nobody knows: compounds are taken apart, and misspelt ones are read as the word that is one letter away.</summary>
internal static class WordRepair
{
    private const int ShortestHalf = 3;
    private const int ShortestConcept = 4;
    private const int LongestCompound = 60;

    /// <summary>A compound of more parts than this is none.</summary>
    private const int MostCuts = 2;

    /// <summary>So many words of a phrase are looked at for errors; in one with more of them, something else is wrong.</summary>
    private const int MostRepairs = 20;

    public static List<PhraseToken> Of(List<PhraseToken> tokens, string text, Lexemes lookup, PhraseContext context)
    {
        var repaired = new List<PhraseToken>(tokens.Count);
        var tries = 0;
        for (var at = 0; at < tokens.Count; at++)
        {
            var token = tokens[at];
            if (token.Form == TokenForm.Word && !lookup.Knows(token) && !lookup.IsNamed(tokens, at) && tries++ < MostRepairs)
            {
                repaired.AddRange(Apart(token, text, lookup, MostCuts) ?? [Corrected(token, lookup, context)]);
            }
            else
            {
                repaired.Add(token);
            }
        }

        return repaired;
    }

    /// <summary>The halves of a compound; null where it is none. What kind of file it is stands last, so the shortest last half that names a kind wins.</summary>
    private static List<PhraseToken>? Apart(PhraseToken token, string text, Lexemes lookup, int cuts)
    {
        if (token.Length > LongestCompound || cuts == 0)
        {
            return null;
        }

        List<PhraseToken>? best = null;
        foreach (var language in PhraseGrammar.Languages.Where(language => language.Joints.Count > 0))
        {
            for (var cut = token.End - ShortestHalf; cut >= token.Start + ShortestHalf; cut--)
            {
                var last = Piece(text, cut, token.End, language, "");
                if (last is not { } end || ClassOf(end, lookup, language) is not { } what || (what == WordClass.Concept && end.Word.Length < ShortestConcept))
                {
                    continue;
                }

                var first = First(token, cut, text, lookup, language) ?? (what == WordClass.Kind
                    ? Apart(token with { Length = cut - token.Start }, text, lookup, cuts - 1)
                    : null);
                if (first is not null && (best is null || what == WordClass.Kind))
                {
                    best = [.. first, end];
                    if (what == WordClass.Kind)
                    {
                        return best;
                    }
                }
            }
        }

        return best;
    }

    private static List<PhraseToken>? First(PhraseToken token, int cut, string text, Lexemes lookup, LanguageWords language)
    {
        foreach (var joint in language.Joints)
        {
            if (Piece(text, token.Start, cut, language, joint) is { } piece && ClassOf(piece, lookup, language) is { } what
                && (piece.Word.Length >= ShortestConcept || what != WordClass.Concept))
            {
                return [piece with { IsCapital = token.IsCapital }];
            }
        }

        return null;
    }

    /// <summary>A half as a word of its own, without the letters that join it to the other.</summary>
    private static PhraseToken? Piece(string text, int from, int until, LanguageWords language, string joint)
    {
        var word = TextFold.Fold(text[from..until]).Trim();
        return language.Joints.Count > 0 && word.Length - joint.Length >= ShortestHalf && word.EndsWith(joint, StringComparison.Ordinal)
            ? new PhraseToken(from, until - from, word[..^joint.Length], TokenForm.Word, false)
            : null;
    }

    private static WordClass? ClassOf(PhraseToken piece, Lexemes lookup, LanguageWords language)
    {
        WordClass? found = null;
        foreach (var lexeme in lookup.Words([piece], 0).Where(lexeme => lexeme.Language == language.Language))
        {
            if (lexeme.Class == WordClass.Kind)
            {
                return WordClass.Kind;
            }

            found ??= lexeme.Class is WordClass.Concept or WordClass.Colour or WordClass.Season or WordClass.Orientation ? lexeme.Class : null;
        }

        return found;
    }

    private static PhraseToken Corrected(PhraseToken token, Lexemes lookup, PhraseContext context)
    {
        if (token.Word.Length < Misspellings.ShortestWord || !token.Word.All(char.IsLetter))
        {
            return token;
        }

        var spelling = PhraseVocabulary.Of(context.Vocabulary).Spelling;
        var known = PhraseGrammar.Languages.SelectMany(language => language.Inflections.Of(token.Word)).OrderBy(form => form.Cost).Select(form => form.Word)
            .Where(form => token.Word.StartsWith(form, StringComparison.Ordinal)).Distinct()
            .SelectMany(spelling.Near)
            .FirstOrDefault(word => word[0] == token.Word[0] && IsPreferred(token with { Word = word }, lookup, context));
        return known is null ? token : token with { Word = known, ReadAs = known };
    }

    /// <summary>Words are corrected only into languages of the reader: in all of them together almost everything is near to something.</summary>
    private static bool IsPreferred(PhraseToken token, Lexemes lookup, PhraseContext context) => lookup.Words([token], 0)
        .Any(lexeme => lexeme.Language is null || context.Languages.Any(language => language.Split('-')[0].Equals(lexeme.Language, StringComparison.OrdinalIgnoreCase)));
}

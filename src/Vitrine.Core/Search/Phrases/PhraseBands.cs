using System.Globalization;
using System.Text;

namespace Vitrine.Core.Search.Phrases;

/// <summary>
/// What a phrase asks for in two bands, as queries: pictures lack tags, and nobody means a phrase to the letter, so that behind what fits wholly comes what fits in part.
/// What can be told of every asset (its kind, when, where, how large) and what must not be there holds in both.
/// </summary>
/// <param name="Strong">Everything that was understood, and the words that nobody knows.</param>
/// <param name="Found">All that is found, the strong ones among it: the fixed parts and any of the others, by its concept or by its words, or all words as they stand there. Words of what was understood are whole ones.</param>
/// <param name="Parts">Single things, colours and people that were understood: the more of them an asset has, the better it fits.</param>
public sealed record PhraseBands(Query Strong, Query Found, IReadOnlyList<Query> Parts)
{
    /// <summary>The language of most names of files that were not made by hand.</summary>
    public const string English = "en";

    internal static PhraseBands? Of(Understanding understanding, bool shows)
    {
        var asked = understanding.ToQuery();
        var text = understanding.Text;
        var sentence = shows && !IsLabelled(understanding) && understanding.ToEnglish() is { } english ? new Query.Condition(SearchFields.Shows, new QueryValue.Text(english, IsPhrase: !english.All(char.IsLetterOrDigit))) : null;
        if (asked.Query is null)
        {
            // Words that nobody knows may mean what a model saw all the same.
            return sentence is not null && ToTheLetter(understanding) is { } said ? new PhraseBands(said, QueryTree.Any([said, sentence])!, []) : null;
        }

        var unknown = understanding.Unknown.SelectMany(span => Words(text.Substring(span.Start, span.Length), whole: false)).ToList();
        var things = (understanding with { Parts = [.. understanding.Parts.Select(Bare)] }).ToQuery();
        var (kept, loose, single) = (new List<Query>(), new List<Query>(), new List<Query>());
        foreach (var (part, query, thing) in understanding.Parts.Zip(asked.ByPart, things.ByPart))
        {
            if (query is not null && IsFixed(part))
            {
                kept.Add(query);
            }
            else if (query is not null)
            {
                loose.Add(thing ?? query);
                loose.AddRange(Members(part).Select(member => Kin(member, understanding)).OfType<Query>());
                loose.AddRange(Members(part).SelectMany(member => Names(member, understanding)).Select(name => QueryTree.All(Words(name, whole: true))).OfType<Query>());
                single.AddRange(query is Query.And and ? and.Operands : [query]);
            }
        }

        var strong = QueryTree.All([asked.Query, .. unknown])!;
        var partly = loose.Count + unknown.Count == 0 ? strong : QueryTree.All([.. kept, QueryTree.Any([.. loose, .. unknown])!])!;
        var shown = sentence is null ? null : QueryTree.All([.. kept, sentence]);
        return new PhraseBands(strong, QueryTree.Any(new[] { partly, ToTheLetter(understanding), shown }.OfType<Query>())!, single);
    }

    /// <summary>
    /// Whether it asks for one thing that models have a label for: where they do not say so it is not there, and what is like it is something else. Sentences are for what no label says.
    /// </summary>
    private static bool IsLabelled(Understanding understanding) =>
        !understanding.Unknown.Any()
        && understanding.Parts.Where(part => !IsFixed(part)).ToArray() is [PhrasePart.Concept { Colours: [] } only]
        && only.Meanings.Any(understanding.Context.Vocabulary.IsLabelled);

    /// <summary>
    /// What is broader than a thing that no model may tell, as whether somebody is a boy or a girl: those that nobody looked at are among the people. Null where models tell it, or something narrower.
    /// </summary>
    private static Query? Kin(PhrasePart part, Understanding understanding)
    {
        var vocabulary = understanding.Context.Vocabulary;
        return part is PhrasePart.Concept { Meanings: [var only] } concept && vocabulary.Find(only) is { NeverByAi: true } && !vocabulary.IsTold(only)
            && vocabulary.Closure(only).FirstOrDefault(broader => !broader.NeverByAi && vocabulary.IsLabelled(broader.Key)) is { } kin
            ? (understanding with { Parts = [concept with { Meanings = [kin.Key], Count = null, Colours = [] }] }).ToQuery().Query
            : null;
    }

    /// <summary>As it was typed, and as the thing is called in that language and in English: names of files and descriptions say it in one form or another.</summary>
    private static IEnumerable<string> Names(PhrasePart part, Understanding understanding) => part is PhrasePart.Concept { Meanings: [var only] } && understanding.Context.Vocabulary.Find(only) is { } concept
        ? new[] { understanding.ThingOf(part), concept.Label(understanding.Language), concept.Label(English) }.DistinctBy(TextFold.Key)
        : [understanding.ThingOf(part)];

    /// <summary>
    /// All words as they were typed: a file of this name is found however the phrase is understood. Where there is one that nobody knows, somebody may still be typing. Null where something is to be left
    /// out, whose word would be asked for.
    /// </summary>
    private static Query? ToTheLetter(Understanding understanding) =>
        understanding.Parts.Any(part => part.IsNegated) ? null : QueryTree.All(Words(understanding.Text, whole: !understanding.Unknown.Any()));

    /// <summary>Without its colours, and however many there are: of a red dress, a dress fits in part, everything red does not.</summary>
    private static PhrasePart Bare(PhrasePart part) => part switch
    {
        PhrasePart.Concept concept => concept with { Colours = [], Count = null },
        PhrasePart.AnyOf any => any with { Parts = [.. any.Parts.Select(Bare)] },
        _ => part,
    };

    private static IEnumerable<PhrasePart> Members(PhrasePart part) => part is PhrasePart.AnyOf any ? any.Parts : [part];

    internal static bool IsFixed(PhrasePart part) => part.IsNegated || part switch
    {
        PhrasePart.Concept or PhrasePart.Colour or PhrasePart.Person => false,
        PhrasePart.AnyOf any => any.Parts.All(IsFixed),
        _ => true,
    };

    /// <summary>The words of a text; a piece of it without letters and digits finds nothing and is none.</summary>
    /// <param name="whole">Whether they stand there whole; else what begins so will do.</param>
    private static IEnumerable<Query.Words> Words(string text, bool whole) => PhraseTokens.Cut(text, text.Length)
        .Where(token => TextFold.Fold(token.Word).EnumerateRunes().Any(Rune.IsLetterOrDigit))
        .Select(token => text.Substring(token.Start, token.Length))
        .Select(word => new Query.Words(word, IsPhrase: (whole && HasKnownEndings(word)) || !word.All(IsBare)));

    /// <summary>Whether it is written in Latin letters. Nobody here knows the endings of other scripts: their words are found in other forms by how they begin.</summary>
    private static bool HasKnownEndings(string word) => Ascii.IsValid(TextFold.Fold(word));

    /// <summary>Whether it says nothing but a letter wherever it stands in a query.</summary>
    private static bool IsBare(char letter) => char.IsLetterOrDigit(letter) || char.GetUnicodeCategory(letter) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;
}

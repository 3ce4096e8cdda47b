using System.Text;

namespace Vitrine.Core.Search.Phrases;

/// <summary>
/// What a phrase asks for in two bands, as queries: pictures lack tags, and nobody means a phrase to the letter, so that behind what fits wholly comes what fits in part.
/// What can be told of every asset (its kind, when, where, how large) and what must not be there holds in both.
/// </summary>
/// <param name="Strong">Everything that was understood, and the words that nobody knows.</param>
/// <param name="Found">All that is found, the strong ones among it: the fixed parts and any of the others, by its concept or by its words, or all words as they stand there.</param>
public sealed record PhraseBands(Query Strong, Query Found)
{
    internal static PhraseBands? Of(Understanding understanding)
    {
        var asked = understanding.ToQuery();
        if (asked.Query is null)
        {
            return null;
        }

        var text = understanding.Text;
        var unknown = understanding.Unknown.SelectMany(span => Words(text.Substring(span.Start, span.Length))).ToList();
        var things = (understanding with { Parts = [.. understanding.Parts.Select(Bare)] }).ToQuery();
        var (kept, loose) = (new List<Query>(), new List<Query>());
        foreach (var (part, query, thing) in understanding.Parts.Zip(asked.ByPart, things.ByPart))
        {
            if (query is not null && IsFixed(part))
            {
                kept.Add(query);
            }
            else if (query is not null)
            {
                loose.Add(thing ?? query);
                loose.AddRange(Members(part).Select(member => PhraseQuery.All(Words(understanding.WordsOf(member)))).OfType<Query>());
            }
        }

        var strong = PhraseQuery.All([asked.Query, .. unknown])!;
        var partly = loose.Count + unknown.Count == 0 ? strong : PhraseQuery.All([.. kept, PhraseQuery.Any([.. loose, .. unknown])!])!;
        return new PhraseBands(strong, ToTheLetter(understanding) is { } letter ? PhraseQuery.Any([partly, letter])! : partly);
    }

    /// <summary>All words as they were typed: a file of this name is found however the phrase is understood. Null where something is to be left out, whose word would be asked for.</summary>
    private static Query? ToTheLetter(Understanding understanding) =>
        understanding.Parts.Any(part => part.IsNegated) ? null : PhraseQuery.All(Words(understanding.Text));

    /// <summary>Without its colours: of a red dress, a dress fits in part, everything red does not.</summary>
    private static PhrasePart Bare(PhrasePart part) => part switch
    {
        PhrasePart.Concept concept => concept with { Colours = [] },
        PhrasePart.AnyOf any => any with { Parts = [.. any.Parts.Select(Bare)] },
        _ => part,
    };

    private static IEnumerable<PhrasePart> Members(PhrasePart part) => part is PhrasePart.AnyOf any ? any.Parts : [part];

    private static bool IsFixed(PhrasePart part) => part.IsNegated || part switch
    {
        PhrasePart.Concept or PhrasePart.Colour or PhrasePart.Person => false,
        PhrasePart.AnyOf any => any.Parts.All(IsFixed),
        _ => true,
    };

    /// <summary>The words of a text; a piece of it without letters and digits finds nothing and is none.</summary>
    private static IEnumerable<Query.Words> Words(string text) => PhraseTokens.Cut(text, text.Length)
        .Where(token => TextFold.Fold(token.Word).EnumerateRunes().Any(Rune.IsLetterOrDigit))
        .Select(token => text.Substring(token.Start, token.Length))
        .Select(word => new Query.Words(word, IsPhrase: !word.All(char.IsLetterOrDigit)));
}

using System.Text.Json;
using Vitrine.Contracts;
using Vitrine.Core.Search;
using Vitrine.Core.Vocabulary;
using Vitrine.Server.Hosting;

namespace Vitrine.Server.Vocabularies;

/// <summary>A typed word names no single concept. Those that it may mean are answered beside the sentence, as <c>candidates</c>.</summary>
public sealed class AmbiguousTagException(string word, IReadOnlyList<Concept> candidates, string language)
    : RequestRefusedException(StatusCodes.Status409Conflict, Said(word, candidates, language))
{
    private const int MostNamed = 5;

    public string Word { get; } = word;

    public IReadOnlyList<Concept> Candidates { get; } = candidates;

    protected internal override IDictionary<string, object?> ExtensionsBy(Func<QuerySentence, string> say) => new Dictionary<string, object?>
    {
        ["word"] = Word,
        ["candidates"] = JsonSerializer.SerializeToElement(
            [.. Candidates.Select(one => new ConceptName(one.PublicId ?? "", one.Label(language)))], ApiJson.Default.IReadOnlyListConceptName),
    };

    private static string Said(string word, IReadOnlyList<Concept> candidates, string language)
    {
        var named = string.Join(", ", candidates.Take(MostNamed).Select(one => $"{one.Label(language)} ({one.PublicId})"));
        return $"'{word}' may mean {(candidates.Count == 1 ? named : $"several concepts: {named}")}. Send the id of the one that is meant.";
    }
}

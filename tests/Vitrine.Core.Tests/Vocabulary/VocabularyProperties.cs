using System.Text;
using CsCheck;
using Vitrine.Core.Search;
using Vitrine.Core.Vocabulary;

namespace Vitrine.Core.Tests.Vocabulary;

/// <summary>The vocabulary in memory against slow and obviously right functions, over random concepts and changes.</summary>
public sealed class VocabularyProperties
{
    private static readonly string[] Languages = ["en", "de", "und", "de-AT"];

    private static readonly Gen<string> Words = Gen.OneOf(
        Gen.OneOf("dog", "Dog", "dög", "hot dog", "dogs (bird)", "dogs (pets)", "crane (bird)", "crane", "Straße", "strasse 12", "日本 dog", "e-bike", "🐶 pup", "zz"),
        Gen.Char["abc äß-("].Array[1, 8].Select(letters => new string(letters)).Where(text => TextFold.Key(text).Length > 0));

    private static readonly Gen<Concept> Concepts = Gen.Select(
        Gen.Long[1, 25],
        Gen.Select(Gen.OneOf(Languages), Words, Gen.Bool, (language, text, preferred) => new ConceptLabel(language, text, preferred)).List[1, 4],
        Gen.Long[1, 25].List[0, 2],
        Gen.Int[0, 2].Select(library => library == 0 ? (long?)null : library),
        (key, labels, broader, library) => new Concept { Key = key, PublicId = $"{key:x24}", Labels = labels, Broader = broader, Library = library });

    private static readonly Gen<(Dictionary<long, Concept?> Changed, Dictionary<long, long>? Into)> Changes = Gen.Select(
        Concepts.List[1, 5], Gen.Long[1, 25].List[0, 2], Gen.Int[0, 3].Select(number => number / 3), Gen.Long[1, 25],
        (concepts, gone, merges, into) =>
        {
            var changed = concepts.GroupBy(one => one.Key).ToDictionary(group => group.Key, Concept? (group) => group.Last());
            foreach (var key in gone)
            {
                changed[key] = null;
            }

            return (changed, merges == 0 ? null : gone.Where(key => key != into).Distinct().ToDictionary(key => key, _ => into));
        });

    [Fact]
    public void Changes_LeadWhereBuildingAnewLeads() => Gen.Select(Concepts.List[0, 20], Changes.List[1, 12]).Sample(
        (first, changes) =>
        {
            var now = first.GroupBy(one => one.Key).ToDictionary(group => group.Key, group => group.Last());
            IReadOnlyDictionary<long, long> merged = new Dictionary<long, long>();
            var vocabulary = new ConceptVocabulary([.. now.Values], []);
            foreach (var (changed, into) in changes)
            {
                merged = into ?? merged;
                foreach (var (key, concept) in changed)
                {
                    if (concept is null)
                    {
                        now.Remove(key);
                    }
                    else
                    {
                        now[key] = concept;
                    }
                }

                vocabulary = vocabulary.With(changed, into);
            }

            var anew = new ConceptVocabulary([.. now.Values], [], merged);
            Assert.Equal(anew.All.Select(one => one.Key), vocabulary.All.Select(one => one.Key));
            foreach (var key in Enumerable.Range(1, 25))
            {
                Assert.Equal(anew.Find(key), vocabulary.Find(key));
                Assert.Equal(anew.Narrower(key).Select(one => one.Key), vocabulary.Narrower(key).Select(one => one.Key));
                Assert.Equal(anew.Closure(key).Select(one => one.Key), vocabulary.Closure(key).Select(one => one.Key));
            }

            foreach (var text in new[] { "d", "dog", "crane", "s", "a", "b" })
            {
                Assert.Equal(Shown(anew.TypeAhead(text, "de", 4, 1)), Shown(vocabulary.TypeAhead(text, "de", 4, 1)));
                Assert.Equal(Shown(Naive(now.Values, text, "de", 4, 1)), Shown(vocabulary.TypeAhead(text, "de", 4, 1)));
                Assert.Equal(anew.Match(text, "en").Select(one => one.Key).Order(), vocabulary.Match(text, "en").Select(one => one.Key).Order());
                Assert.Equal(anew.Meaning(text, ["en", "de"], 1).Concept?.Key, vocabulary.Meaning(text, ["en", "de"], 1).Concept?.Key);
            }

            Assert.Equal(Pages(anew, ""), Pages(vocabulary, ""));
            Assert.Equal(Pages(anew, "d"), Pages(vocabulary, "d"));
            Assert.Equal(vocabulary.All.Count, Pages(vocabulary, "").Count);
            Assert.Equal(vocabulary.Count("d", _ => true), Pages(vocabulary, "d").Count);
        },
        iter: 400);

    [Fact]
    public void Meaning_IsOneConceptOnlyForTheExactLabelOfOne()
    {
        var bird = Concept(1, new ConceptLabel("en", "crane (bird)", true));
        var machine = Concept(2, new ConceptLabel("en", "crane (machine)", true), new ConceptLabel("de", "Kran", true));
        var dog = Concept(3, new ConceptLabel("en", "dog", true), new ConceptLabel("sv", "hund", true), new ConceptLabel("en", "hound", false));
        var hunter = Concept(4, new ConceptLabel("en", "hunter", true), new ConceptLabel("en", "hound", false), new ConceptLabel("en", "dog", false));
        var vocabulary = new ConceptVocabulary([bird, machine, dog, hunter], []);

        Assert.Equal((null, 2), Said("Crane"));
        Assert.Equal((bird, 0), Said("crane (BIRD)"));
        Assert.Equal((machine, 0), Said("KRAN"));
        Assert.Equal((null, 0), Said("hund"));
        Assert.Equal((dog, 0), Said("Dóg"));
        Assert.Equal((null, 2), Said("hound"));
        Assert.Equal((null, 0), Said("dogs"));

        (Concept?, int) Said(string text) => vocabulary.Meaning(text, ["en", "de"]) is var meaning ? (meaning.Concept, meaning.Candidates.Count) : default;
    }

    private static List<string> Pages(ConceptVocabulary vocabulary, string prefix)
    {
        var found = new List<string>();
        ListedPlace? after = null;
        while (true)
        {
            var page = vocabulary.List(prefix, "en", after, 3, _ => true);
            found.AddRange(page.Select(one => $"{one.Place.Text} {one.Concept.Key}"));
            if (page.Count < 3)
            {
                return found;
            }

            after = page[^1].Place;
        }
    }

    private static List<LabelHit> Naive(IEnumerable<Concept> concepts, string prefix, string language, int limit, long library)
    {
        var key = TextFold.Key(prefix);
        return [.. concepts.Where(concept => concept.BelongsTo(library))
            .SelectMany(concept => concept.Labels.SelectMany((label, place) => Beginnings(TextFold.Key(label.Text)).Where(start => start.Tail.StartsWith(key, StringComparison.Ordinal))
                .Select(start => (Hit: new LabelHit(concept, label), Whole: TextFold.Key(label.Text), start.IsWord, place))))
            .OrderBy(one => one.IsWord ? 2 : one.Whole == key ? 0 : 1)
            .ThenBy(one => !(one.Hit.Label.Language == language || language.StartsWith(one.Hit.Label.Language + "-", StringComparison.Ordinal)))
            .ThenBy(one => !one.Hit.Label.Preferred)
            .ThenBy(one => Encoding.UTF8.GetByteCount(one.Whole))
            .ThenBy(one => one.Whole, Comparer<string>.Create((a, b) => Encoding.UTF8.GetBytes(a).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(b))))
            .ThenBy(one => one.Hit.Concept.Key).ThenBy(one => one.place)
            .DistinctBy(one => one.Hit.Concept.Key).Take(limit).Select(one => one.Hit)];
    }

    private static IEnumerable<(string Tail, bool IsWord)> Beginnings(string key)
    {
        yield return (key, false);
        for (var i = 1; i < key.Length; i++)
        {
            if (char.IsLetterOrDigit(key[i]) && key[i - 1] is ' ' or '-' or '(')
            {
                yield return (key[i..], true);
            }
        }
    }

    private static IEnumerable<string> Shown(IEnumerable<LabelHit> hits) => hits.Select(hit => $"{hit.Concept.Key} {hit.Label.Text} {hit.Label.Language}");

    private static Concept Concept(long key, params ConceptLabel[] labels) => new() { Key = key, Labels = labels };
}

using System.Text.Json;
using Vitrine.Contracts;
using Vitrine.Core.Claims;
using Vitrine.Core.Places;
using Vitrine.Core.Search;
using Vitrine.Server.Fields;
using Vitrine.Server.Hosting;
using Vitrine.Server.People;
using Vitrine.Server.Places;
using Vitrine.Server.Storage;
using Vitrine.Server.Vocabularies;

namespace Vitrine.Server.Claims;

/// <summary>
/// Reads what a person wants changed into an <see cref="AssetEdit"/>: each value is checked, all problems are told at once, and nothing is written but
/// the concepts and people that have a name for the first time.
/// </summary>
public sealed class AssetEditReader(VocabularyStore vocabulary, PersonStore people, FieldGuard guard, Gazetteers gazetteers)
{
    private const int MostWords = 500;

    private static readonly (string Field, ClaimAttribute Attribute, Func<AssetPatch, JsonElement> Value)[] Singles =
    [
        ("title", ClaimAttributes.Title, patch => patch.Title),
        ("headline", ClaimAttributes.Headline, patch => patch.Headline),
        ("description", ClaimAttributes.Description, patch => patch.Description),
        ("altText", ClaimAttributes.AltText, patch => patch.AltText),
        ("rating", ClaimAttributes.Rating, patch => patch.Rating),
        ("label", ClaimAttributes.Label, patch => patch.Label),
        ("pick", ClaimAttributes.Pick, patch => patch.Pick),
        ("takenAt", ClaimAttributes.TakenAt, patch => patch.TakenAt),
        ("digitisedAt", ClaimAttributes.DigitisedAt, patch => patch.DigitisedAt),
        ("place", ClaimAttributes.Place, patch => patch.Place),
        ("creator", ClaimAttributes.Creator, patch => patch.Creator),
        ("copyright", ClaimAttributes.Copyright, patch => patch.Copyright),
        ("credit", ClaimAttributes.Credit, patch => patch.Credit),
        ("source", ClaimAttributes.Source, patch => patch.Source),
        ("usageTerms", ClaimAttributes.UsageTerms, patch => patch.UsageTerms),
    ];

    /// <summary>The single-valued attributes by their names in the API.</summary>
    public static IEnumerable<(string Name, ClaimAttribute Attribute)> Names => Singles.Select(single => (single.Field, single.Attribute));

    /// <exception cref="ValuesRefusedException">Values that cannot be taken; nothing was written.</exception>
    public async Task<AssetEdit> ReadAsync(WriteSession session, long library, AssetPatch patch, CancellationToken cancellationToken = default)
    {
        List<ValueProblem> problems = [];
        var wish = Check(library, patch, problems);
        return problems.Count > 0 ? throw new ValuesRefusedException(problems) : await ResolveAsync(session, library, wish, cancellationToken);
    }

    /// <summary>Reads and checks all values, and writes nothing.</summary>
    /// <param name="problems">Gets what cannot be taken.</param>
    public AssetWish Check(long library, AssetPatch patch, List<ValueProblem> problems)
    {
        List<SingleEdit> set = [];
        foreach (var (field, attribute, value) in Singles)
        {
            Single(field, attribute, value(patch), set, problems);
        }

        var fields = guard.Read(library, patch.Fields ?? new Dictionary<string, JsonElement>(), problems);
        string[] addTags = Words("tags.add", patch.Tags?.Add, VocabularyStore.Clean, problems), removeTags = Words("tags.remove", patch.Tags?.Remove, VocabularyStore.Clean, problems);
        string[] addPeople = Words("people.add", patch.People?.Add, PersonStore.Clean, problems), removePeople = Words("people.remove", patch.People?.Remove, PersonStore.Clean, problems);
        return new AssetWish
        {
            Set = set,
            Fields = fields,
            Add = [.. addTags.Select(tag => new WordEdit(ClaimAttributes.Tag, tag)), .. addPeople.Select(name => new WordEdit(ClaimAttributes.Person, name))],
            Remove = [.. removeTags.Select(tag => new WordEdit(ClaimAttributes.Tag, tag)), .. removePeople.Select(name => new WordEdit(ClaimAttributes.Person, name))],
        };
    }

    /// <summary>The same with keys in place of words; what has a name for the first time is made.</summary>
    /// <exception cref="AmbiguousTagException">A word may mean several things.</exception>
    public async Task<AssetEdit> ResolveAsync(WriteSession session, long library, AssetWish wish, CancellationToken cancellationToken = default)
    {
        List<MemberEdit> add = [], remove = [];
        foreach (var word in wish.Add)
        {
            add.Add(new(word.Attribute, word.Value ?? await MadeAsync(session, library, word, cancellationToken)));
        }

        foreach (var word in wish.Remove)
        {
            if ((word.Value ?? await KnownAsync(session, library, word, cancellationToken)) is { } known)
            {
                remove.Add(new(word.Attribute, known));
            }
        }

        return new AssetEdit { Set = [.. wish.Set.Select(edit => edit.Value is ClaimValue.Place place ? edit with { Value = Named(place) } : edit)], Add = add, Remove = remove, Fields = wish.Fields, Guard = guard };
    }

    /// <summary>A position alone gets the names that it means, where the gazetteer is in memory; a country gets its code.</summary>
    internal ClaimValue.Place Named(ClaimValue.Place place)
    {
        if ((place.Country ?? place.Region ?? place.Town) is null && place is { Latitude: { } latitude, Longitude: { } longitude }
            && GeoPosition.TryOf(latitude, longitude, out var position) && gazetteers.Loaded?.Find(position) is { IsKnown: true } found)
        {
            return new ClaimValue.Place(found.Country, found.Region, found.Town, latitude, longitude);
        }

        return place.Country is { } country && Countries.Find(country) is { } known ? place with { Country = known.Alpha2 } : place;
    }

    /// <summary>What a word names, without making anything; null where it names nothing.</summary>
    /// <exception cref="AmbiguousTagException">It may mean several things.</exception>
    public async Task<ClaimValue?> KnownAsync(DbSession session, long library, WordEdit word, CancellationToken cancellationToken = default) => word.Attribute == ClaimAttributes.Person
        ? await PersonStore.FindAsync(session, library, word.Word, cancellationToken) is { } person ? new ClaimValue.Person(person) : null
        : await vocabulary.FindAsync(session, library, word.Word, cancellationToken) is { } concept ? new ClaimValue.Concept(concept) : null;

    private async Task<ClaimValue> MadeAsync(WriteSession session, long library, WordEdit word, CancellationToken cancellationToken) => word.Attribute == ClaimAttributes.Person
        ? new ClaimValue.Person(await people.ResolveAsync(session, library, word.Word, cancellationToken))
        : new ClaimValue.Concept(await vocabulary.ResolveAsync(session, library, word.Word, cancellationToken));

    private static void Single(string field, ClaimAttribute attribute, JsonElement value, List<SingleEdit> set, List<ValueProblem> problems)
    {
        if (value.ValueKind == JsonValueKind.Undefined)
        {
            return;
        }

        if (attribute.PerLanguage && value.ValueKind == JsonValueKind.Object)
        {
            foreach (var text in value.EnumerateObject())
            {
                if (!LanguageTag.TryNormal(text.Name, out var language))
                {
                    problems.Add(new ValueProblem(field, "language", new QuerySentence(ValueSentences.NoLanguage, text.Name), QuerySentence.Verbatim("en, de, pt-BR")));
                }
                else
                {
                    One($"{field}.{text.Name}", attribute, language, text.Value, set, problems);
                }
            }

            return;
        }

        One(field, attribute, null, value, set, problems, everywhere: true);
    }

    private static void One(string field, ClaimAttribute attribute, string? language, JsonElement value, List<SingleEdit> set, List<ValueProblem> problems, bool everywhere = false)
    {
        if (Text(attribute, value) is not (true, var text))
        {
            problems.Add(new ValueProblem(field, "type", $"This value is of the wrong type: {Kind(value)}.", attribute.PerLanguage ? "a text, texts by language, or null" : "a text, a number, or null"));
        }
        else if (AttributeText.Read(attribute, field, text, out var read) is { } problem)
        {
            problems.Add(problem);
        }
        else
        {
            set.Add(new SingleEdit(attribute, language, read, everywhere && read is null));
        }
    }

    private static (bool IsOne, string? Text) Text(ClaimAttribute attribute, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => (true, null),
        JsonValueKind.String => (true, value.GetString()),
        JsonValueKind.Number => (true, value.GetRawText()),
        JsonValueKind.Array when attribute == ClaimAttributes.Creator && value.EnumerateArray().All(one => one.ValueKind == JsonValueKind.String) =>
            (true, string.Join("; ", value.EnumerateArray().Select(one => one.GetString()!.Trim()).Where(one => one.Length > 0))),
        JsonValueKind.Object when attribute == ClaimAttributes.Place => PlaceText(value),
        _ => (false, null),
    };

    private static (bool IsOne, string? Text) PlaceText(JsonElement value)
    {
        string?[] names = [Name("country"), Name("region"), Name("town")];
        var position = value.TryGetProperty("latitude", out var north) && value.TryGetProperty("longitude", out var east) ? $"{north.GetRawText()}, {east.GetRawText()} " : "";
        var isWhole = value.EnumerateObject().All(part => part.Name is "country" or "region" or "town" or "latitude" or "longitude");
        return (isWhole, names.All(name => name is null) ? position : position + string.Join('/', names.Select(name => (name ?? "").Replace('/', '\u2215'))));

        string? Name(string part) => value.TryGetProperty(part, out var name) && name.ValueKind == JsonValueKind.String ? name.GetString() : null;
    }

    private static string Kind(JsonElement value) => value.ValueKind.ToString().ToLowerInvariant();

    internal static string[] Words(string field, IReadOnlyList<string>? words, Func<string, string> clean, List<ValueProblem> problems)
    {
        string[] cleaned = [.. (words ?? []).Select(word => word is null ? "" : clean(word))];
        if (cleaned.Length > MostWords || cleaned.Any(word => word.Length == 0))
        {
            problems.Add(new ValueProblem(field, cleaned.Length > MostWords ? "count" : "empty", new QuerySentence(ValueSentences.AtLeastALetter, MostWords), null));
        }

        return [.. cleaned.Distinct(StringComparer.Ordinal)];
    }
}

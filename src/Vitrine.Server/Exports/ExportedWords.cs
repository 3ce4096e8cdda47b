using System.Collections.Frozen;
using Vitrine.Core.Claims;
using Vitrine.Media.Metadata.Writing;
using Vitrine.Server.Claims;
using Vitrine.Server.People;
using Vitrine.Server.Storage;
using Vitrine.Server.Vocabularies;

namespace Vitrine.Server.Exports;

/// <summary>Which AI tags that nobody decided leave the library.</summary>
internal enum AiTags
{
    None,
    Accepted,
    All,
}

/// <summary>A tag and what it lies below, from the broadest: <c>Animal</c>, <c>Dog</c>.</summary>
internal sealed record ExportedTag(long Concept, string Label, IReadOnlyList<string> Path);

/// <summary>Somebody in the picture.</summary>
internal sealed record ExportedPerson(long Key, string Name);

/// <summary>What is said about an asset, as far as it may leave. A value without a language has the key <c>""</c>.</summary>
internal sealed record ExportedWords
{
    private static readonly FrozenDictionary<string, ClaimValue> Nothing = FrozenDictionary<string, ClaimValue>.Empty;

    /// <summary>Single-valued attributes by name, each by language.</summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, ClaimValue>> Singles { get; init; } = new Dictionary<string, IReadOnlyDictionary<string, ClaimValue>>();

    /// <summary>User-defined fields with several values.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<ClaimValue>> Lists { get; init; } = new Dictionary<string, IReadOnlyList<ClaimValue>>();
    public IReadOnlyList<ExportedTag> Tags { get; init; } = [];
    public IReadOnlyList<ExportedPerson> Persons { get; init; } = [];

    /// <summary>Where in a picture what it shows was seen.</summary>
    public IReadOnlyList<XmpRegion> Regions { get; init; } = [];

    /// <summary>The picture that they lie in; not known where there are none.</summary>
    public PictureFrame Frame { get; init; } = PictureFrame.Unknown;

    public IReadOnlyDictionary<string, string> Titles => Texts(ClaimAttributes.Title);

    public IReadOnlyDictionary<string, string> Descriptions => Texts(ClaimAttributes.Description);

    public IReadOnlyDictionary<string, string> Copyrights => Texts(ClaimAttributes.Copyright);

    public string? Creator => One<ClaimValue.Text>(ClaimAttributes.Creator)?.Content;

    /// <summary>−1 (rejected) … 5.</summary>
    public decimal? Rating => One<ClaimValue.Number>(ClaimAttributes.Rating)?.Amount;

    public ClaimValue.Date? TakenAt => One<ClaimValue.Date>(ClaimAttributes.TakenAt);

    /// <summary>The one to show where one has to do: without a language, else in English, else the first.</summary>
    public static string? One(IReadOnlyDictionary<string, string> texts) =>
        texts.GetValueOrDefault("") ?? texts.GetValueOrDefault("en") ?? texts.Values.FirstOrDefault();

    /// <summary>The same without where it was.</summary>
    public ExportedWords WithoutPlace() => this with
    {
        Singles = Singles.Where(pair => pair.Key != ClaimAttributes.Place.Name && !pair.Value.Values.Any(value => value is ClaimValue.Place)).ToDictionary(StringComparer.Ordinal),
        Lists = Lists.Where(pair => !pair.Value.Any(value => value is ClaimValue.Place)).ToDictionary(StringComparer.Ordinal),
    };

    private Dictionary<string, string> Texts(ClaimAttribute attribute) => Of(attribute)
        .Where(pair => pair.Value is ClaimValue.Text).ToDictionary(pair => pair.Key, pair => ((ClaimValue.Text)pair.Value).Content, StringComparer.Ordinal);

    private T? One<T>(ClaimAttribute attribute)
        where T : ClaimValue => Of(attribute).Values.FirstOrDefault() as T;

    private IReadOnlyDictionary<string, ClaimValue> Of(ClaimAttribute attribute) => Singles.GetValueOrDefault(attribute.Name) ?? Nothing;
}

/// <summary>Reads the claims that leave with an asset.</summary>
internal sealed class ExportedWordsReader(VocabularyStore vocabulary)
{
    /// <param name="regions">Whether where things were seen leaves too: a table has no use for it.</param>
    public async Task<IReadOnlyDictionary<long, ExportedWords>> ReadAsync(
        DbSession session, IReadOnlyList<(long Asset, long Version)> assets, AiTags ai, CancellationToken cancellationToken, bool regions = true)
    {
        var entries = await ClaimRows.CountingAsync(session, SubjectKind.Asset, [.. assets.Select(asset => asset.Asset)], cancellationToken);
        var names = await PersonStore.NamesAsync(session, [.. entries.Select(entry => entry.Value).OfType<ClaimValue.Person>().Select(person => person.Key).Distinct()], cancellationToken);
        var byAsset = entries.ToLookup(entry => entry.Subject.Key);
        var words = assets.ToDictionary(
            asset => asset.Asset,
            asset => WordsOf([.. ShownValue.Resolve([.. byAsset[asset.Asset]], new LedgerView(asset.Version)).Where(claim => Leaves(claim, ai))], names));
        if (regions)
        {
            await ExportedRegions.AddAsync(session, words, assets, byAsset, cancellationToken);
        }

        return words;
    }

    private static bool Leaves(ShownClaim claim, AiTags ai)
    {
        var undecided = claim.DecidedBy is null && claim.Statement.Source.Type is SourceType.Model or SourceType.Fusion or SourceType.Provider;
        return claim.IsVisible && (!undecided || ai == AiTags.All || (ai == AiTags.Accepted && claim.State == ClaimState.Accepted));
    }

    private ExportedWords WordsOf(IReadOnlyList<ShownClaim> claims, Dictionary<long, string> names) => new()
    {
        Singles = claims.Where(claim => !claim.Attribute.SetValued && claim.Value is not null).GroupBy(claim => claim.Attribute.Name, StringComparer.Ordinal).ToDictionary(
            group => group.Key,
            group => (IReadOnlyDictionary<string, ClaimValue>)group.DistinctBy(claim => claim.Language ?? "").ToDictionary(claim => claim.Language ?? "", claim => claim.Value!, StringComparer.Ordinal),
            StringComparer.Ordinal),
        Lists = claims.Where(claim => claim.Attribute.Name.StartsWith("fields:", StringComparison.Ordinal) && claim.Value is not null).GroupBy(claim => claim.Attribute.Name, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => (IReadOnlyList<ClaimValue>)[.. group.Select(claim => claim.Value!)], StringComparer.Ordinal),
        Tags = [.. claims.Where(claim => claim.Attribute == ClaimAttributes.Tag)
            .Select(claim => claim.Value).OfType<ClaimValue.Concept>().Where(concept => vocabulary.Current.Find(concept.Key)?.IsExported != false).Select(concept => TagOf(concept.Key)).OrderBy(tag => tag.Label, StringComparer.Ordinal)],
        Persons = [.. claims.Where(claim => claim.Attribute == ClaimAttributes.Person).Select(claim => claim.Value).OfType<ClaimValue.Person>()
            .Where(person => names.ContainsKey(person.Key)).Select(person => new ExportedPerson(person.Key, names[person.Key])).DistinctBy(person => person.Key)],
    };

    /// <summary>One way up where there are several: the first broader concept of each.</summary>
    private ExportedTag TagOf(long key)
    {
        var path = new List<string>();
        var seen = new HashSet<long>();
        for (var at = (long?)key; at is { } now && seen.Add(now) && vocabulary.Current.Find(now) is { } concept; at = concept.Broader.Count > 0 ? concept.Broader[0] : null)
        {
            path.Insert(0, vocabulary.LabelOf(now));
        }

        return new ExportedTag(key, vocabulary.LabelOf(key), path);
    }
}

using Vitrine.Core.Claims;
using Vitrine.Server.Claims;
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
internal sealed record ExportedTag(string Label, IReadOnlyList<string> Path);

/// <summary>What is said about an asset, as far as it may leave. A text without a language has the key <c>""</c>.</summary>
internal sealed record ExportedWords
{
    public IReadOnlyDictionary<string, string> Titles { get; init; } = new Dictionary<string, string>();
    public IReadOnlyDictionary<string, string> Descriptions { get; init; } = new Dictionary<string, string>();
    public IReadOnlyDictionary<string, string> Copyrights { get; init; } = new Dictionary<string, string>();
    public string? Creator { get; init; }

    /// <summary>−1 (rejected) … 5.</summary>
    public decimal? Rating { get; init; }
    public ClaimValue.Date? TakenAt { get; init; }
    public ClaimValue.Place? Place { get; init; }
    public IReadOnlyList<ExportedTag> Tags { get; init; } = [];

    /// <summary>The one to show where one has to do: without a language, else in English, else the first.</summary>
    public static string? One(IReadOnlyDictionary<string, string> texts) =>
        texts.GetValueOrDefault("") ?? texts.GetValueOrDefault("en") ?? texts.Values.FirstOrDefault();
}

/// <summary>Reads the claims that leave with an asset.</summary>
internal sealed class ExportedWordsReader(VocabularyStore vocabulary)
{
    public async Task<IReadOnlyDictionary<long, ExportedWords>> ReadAsync(
        DbSession session, IReadOnlyList<(long Asset, long Version)> assets, AiTags ai, CancellationToken cancellationToken)
    {
        var entries = await ClaimRows.CountingAsync(session, SubjectKind.Asset, [.. assets.Select(asset => asset.Asset)], cancellationToken);
        var byAsset = entries.ToLookup(entry => entry.Subject.Key);
        return assets.ToDictionary(
            asset => asset.Asset,
            asset => WordsOf([.. ShownValue.Resolve([.. byAsset[asset.Asset]], new LedgerView(asset.Version)).Where(claim => Leaves(claim, ai))]));
    }

    private static bool Leaves(ShownClaim claim, AiTags ai)
    {
        var undecided = claim.DecidedBy is null && claim.Statement.Source.Type is SourceType.Model or SourceType.Fusion or SourceType.Provider;
        return claim.IsVisible && (!undecided || ai == AiTags.All || (ai == AiTags.Accepted && claim.State == ClaimState.Accepted));
    }

    private ExportedWords WordsOf(IReadOnlyList<ShownClaim> claims) => new()
    {
        Titles = Texts(claims, ClaimAttributes.Title),
        Descriptions = Texts(claims, ClaimAttributes.Description),
        Copyrights = Texts(claims, ClaimAttributes.Copyright),
        Creator = Value<ClaimValue.Text>(claims, ClaimAttributes.Creator)?.Content,
        Rating = Value<ClaimValue.Number>(claims, ClaimAttributes.Rating)?.Amount,
        TakenAt = Value<ClaimValue.Date>(claims, ClaimAttributes.TakenAt),
        Place = Value<ClaimValue.Place>(claims, ClaimAttributes.Place),
        Tags = [.. claims.Where(claim => claim.Attribute == ClaimAttributes.Tag)
            .Select(claim => claim.Value).OfType<ClaimValue.Concept>().Where(concept => vocabulary.Current.Find(concept.Key)?.IsExported != false).Select(concept => TagOf(concept.Key)).OrderBy(tag => tag.Label, StringComparer.Ordinal)],
    };

    private static T? Value<T>(IReadOnlyList<ShownClaim> claims, ClaimAttribute attribute)
        where T : ClaimValue => claims.FirstOrDefault(claim => claim.Attribute == attribute)?.Value as T;

    private static Dictionary<string, string> Texts(IReadOnlyList<ShownClaim> claims, ClaimAttribute attribute) => claims
        .Where(claim => claim.Attribute == attribute && claim.Value is ClaimValue.Text)
        .DistinctBy(claim => claim.Language ?? "")
        .ToDictionary(claim => claim.Language ?? "", claim => ((ClaimValue.Text)claim.Value!).Content, StringComparer.Ordinal);

    /// <summary>One way up where there are several: the first broader concept of each.</summary>
    private ExportedTag TagOf(long key)
    {
        var path = new List<string>();
        var seen = new HashSet<long>();
        for (var at = (long?)key; at is { } now && seen.Add(now) && vocabulary.Current.Find(now) is { } concept; at = concept.Broader.Count > 0 ? concept.Broader[0] : null)
        {
            path.Insert(0, vocabulary.LabelOf(now));
        }

        return new ExportedTag(vocabulary.LabelOf(key), path);
    }
}

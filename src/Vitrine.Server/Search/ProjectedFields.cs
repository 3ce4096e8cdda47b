using System.Globalization;
using System.Text.Json;
using Vitrine.Contracts;
using Vitrine.Core.Claims;
using Vitrine.Core.Schema;
using Vitrine.Core.Search;
using Vitrine.Server.Access;
using Vitrine.Server.Claims;
using Vitrine.Server.Fields;
using Vitrine.Server.Places;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Search;

/// <summary>What items of an answer carry beside what they always do, by the names that a request gives.</summary>
internal sealed class ProjectedFields(ClaimReader claims, FieldCatalog catalog)
{
    private const int Most = 50;
    private const string FieldPrefix = "field.";

    /// <summary>Names that every library has, each with what it holds; in the order of the documentation.</summary>
    public static IReadOnlyList<(string Name, string Holds)> Names { get; } =
    [
        ("title", "text, in the language of the request where there is one"), ("headline", "text"), ("description", "text"), ("alt-text", "text"),
        ("tags", "list of labels, in the language of the request"), ("people", "list of names"), ("rating", "number, 1–5 or −1"), ("pick", "number"), ("label", "text"),
        ("creator", "text"), ("copyright", "text"), ("credit", "text"), ("source", "text"), ("usage-terms", "text"), ("text", "list of what was read in the picture"),
        ("taken", "date and time as exact as it is known (EDTF)"), ("place", "object: country, countryName, region, town, latitude, longitude"),
    ];

    private static readonly Dictionary<string, ClaimAttribute> Attributes = new(StringComparer.Ordinal)
    {
        ["title"] = ClaimAttributes.Title, ["headline"] = ClaimAttributes.Headline, ["description"] = ClaimAttributes.Description, ["alt-text"] = ClaimAttributes.AltText,
        ["people"] = ClaimAttributes.Person, ["rating"] = ClaimAttributes.Rating, ["pick"] = ClaimAttributes.Pick, ["label"] = ClaimAttributes.Label, ["creator"] = ClaimAttributes.Creator,
        ["copyright"] = ClaimAttributes.Copyright, ["credit"] = ClaimAttributes.Credit, ["source"] = ClaimAttributes.Source, ["usage-terms"] = ClaimAttributes.UsageTerms,
        ["text"] = ClaimAttributes.Text, ["taken"] = ClaimAttributes.TakenAt,
    };

    /// <summary>What is wrong with the names that a request gives.</summary>
    public QueryProblem? Trouble(Principal principal, IReadOnlyList<string>? names)
    {
        if (names is null)
        {
            return null;
        }

        var schema = catalog.Of(principal.LibraryKey).Schema;
        var unknown = names.FirstOrDefault(name => name is null || (!IsCommon(name) && Field(schema, name) is null));
        var known = Names.Select(one => one.Name).Concat(schema.Live.Select(field => FieldPrefix + field.Name)).ToList();
        return names.Count > Most ? new QueryProblem($"At most {Most} fields of items.", 0, "fewer fields", null)
            : names.Contains(null!) || unknown is not null
                ? new QueryProblem($"Items carry no field '{SearchFields.Shown(unknown ?? "null")}'.", 0, "one of " + string.Join(", ", known.Take(40)), SearchFields.Nearest(unknown ?? "", known))
            : null;
    }

    /// <summary>The values of assets by their keys.</summary>
    /// <param name="versions">Asset → its current version.</param>
    /// <param name="names">Of which <see cref="Trouble"/> found nothing wrong.</param>
    public async Task<Dictionary<long, IReadOnlyDictionary<string, JsonElement>>> ReadAsync(
        DbSession session, Principal principal, IReadOnlyDictionary<long, long> versions, IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        if (names.Count == 0)
        {
            return [];
        }

        var schema = catalog.Of(principal.LibraryKey).Schema;
        var wanted = names.Distinct(StringComparer.Ordinal).ToDictionary(name => name, name => Attributes.GetValueOrDefault(name) ?? Field(schema, name)?.Attribute, StringComparer.Ordinal);
        long[] assets = [.. versions.Keys];
        var shown = await ShownAsync(session, versions, [.. wanted.Values.OfType<ClaimAttribute>().Select(attribute => attribute.Name)], cancellationToken);
        var tags = names.Contains("tags") ? await TagsAsync(session, assets, cancellationToken) : [];
        var words = await claims.WordsAsync(session, shown.Select(claim => claim.Value).Concat(tags.Select(tag => tag.Concept)), cancellationToken);
        var all = assets.ToDictionary(asset => asset, _ => new Dictionary<string, JsonElement>(StringComparer.Ordinal));
        foreach (var (name, attribute) in wanted.Where(one => one.Value is not null))
        {
            foreach (var said in shown.Where(claim => claim.Attribute.Name == attribute!.Name).GroupBy(claim => claim.Subject.Key))
            {
                all[said.Key][name] = attribute!.SetValued ? List(said.Select(claim => words(claim.Value))) : One(InLanguage([.. said]), words);
            }
        }

        foreach (var group in tags.GroupBy(tag => tag.Asset))
        {
            all[group.Key]["tags"] = List(group.Select(tag => words(tag.Concept)).Order(StringComparer.CurrentCulture));
        }

        foreach (var asset in names.Contains("place") ? assets : [])
        {
            if (await PlaceRows.ReadAsync(session, asset, cancellationToken) is { } place)
            {
                all[asset]["place"] = JsonSerializer.SerializeToElement(place, ApiJson.Default.PlaceView);
            }
        }

        return all.ToDictionary(one => one.Key, one => (IReadOnlyDictionary<string, JsonElement>)one.Value);
    }

    /// <summary>What assets show of some attributes.</summary>
    internal static async Task<IReadOnlyList<ShownClaim>> ShownAsync(DbSession session, IReadOnlyDictionary<long, long> versions, string[] attributes, CancellationToken cancellationToken)
    {
        if (attributes.Length == 0 || versions.Count == 0)
        {
            return [];
        }

        var entries = await ClaimRows.CountingAsync(session, [.. versions.Keys], attributes, cancellationToken);
        return
        [
            .. entries.GroupBy(entry => entry.Subject.Key)
                .SelectMany(asset => ShownValue.Resolve(asset, new LedgerView(versions[asset.Key])).Where(claim => claim is { IsVisible: true, Value: not null })),
        ];
    }

    private static bool IsCommon(string name) => Names.Any(one => one.Name == name);

    private static Field? Field(FieldSchema schema, string name) =>
        name.StartsWith(FieldPrefix, StringComparison.Ordinal) ? schema.Live.FirstOrDefault(field => field.Name.Equals(name[FieldPrefix.Length..], StringComparison.OrdinalIgnoreCase)) : null;

    private static Task<List<(long Asset, ClaimValue.Concept Concept)>> TagsAsync(DbSession session, long[] assets, CancellationToken cancellationToken) => session.QueryAsync(
        $"select asset_key, concept_key from shown_tag where {session.Dialect.AnyOf(new RawSql("asset_key"), assets)}",
        row => (row.GetInt64(0), new ClaimValue.Concept(row.GetInt64(1))), cancellationToken);

    /// <summary>Of values in several languages that of the reader, else that of none, else the first.</summary>
    private static ShownClaim InLanguage(IReadOnlyList<ShownClaim> said)
    {
        var own = CultureInfo.CurrentUICulture.TwoLetterISOLanguageName;
        return said.FirstOrDefault(claim => claim.Language?.Split('-')[0] == own) ?? said.FirstOrDefault(claim => string.IsNullOrEmpty(claim.Language)) ?? said[0];
    }

    private static JsonElement One(ShownClaim claim, Func<ClaimValue?, string?> words) => claim.Value is ClaimValue.Number number
        ? JsonSerializer.SerializeToElement((double)number.Amount, ApiJson.Default.Double)
        : JsonSerializer.SerializeToElement(words(claim.Value) ?? "", ApiJson.Default.String);

    private static JsonElement List(IEnumerable<string?> texts) => JsonSerializer.SerializeToElement([.. texts.OfType<string>()], ApiJson.Default.StringArray);
}

using Vitrine.Contracts;
using Vitrine.Core.Claims;
using Vitrine.Core.Colours;
using Vitrine.Core.Schema;
using Vitrine.Core.Search;
using Vitrine.Server.Access;
using Vitrine.Server.Search;
using Vitrine.Server.Search.Facets;
using static Vitrine.Server.Ui.Words;

namespace Vitrine.Server.Ui.Library;

/// <summary>One value of a filter: the part of a query that asks for it, its name, how many results have it.</summary>
public sealed record Facet(string Part, string Text, long Assets)
{
    /// <summary>Of a colour what it looks like, <c>#rrggbb</c>.</summary>
    public string? Tone { get; init; }
}

/// <summary>What the filters offer for a query, with counts.</summary>
/// <param name="Folders">Results directly in each folder, by its id; a folder with none is left out.</param>
public sealed record LibraryFacets(
    IReadOnlyList<Facet> Kinds, IReadOnlyList<Facet> Tags, IReadOnlyList<Facet> Years, IReadOnlyList<Facet> Cameras, IReadOnlyDictionary<string, long> Folders)
{
    private const int MostCollections = 24;

    private const int MostTags = 24;

    /// <summary>Where somebody asks for all; a longer list is no list for people.</summary>
    private const int AllTags = 500;
    private const int MostCameras = 12;
    private const int MostPlaces = 24;
    private const int MostPeople = 24;

    public IReadOnlyList<Facet> Collections { get; init; } = [];

    public IReadOnlyList<Facet> People { get; init; } = [];

    public IReadOnlyList<Facet> Ratings { get; init; } = [];

    public IReadOnlyList<Facet> Colours { get; init; } = [];

    public IReadOnlyList<Facet> Orientations { get; init; } = [];

    /// <summary>Values of fields with options, by the label of the field.</summary>
    public IReadOnlyList<(string Label, IReadOnlyList<Facet> Values)> Fields { get; init; } = [];

    /// <summary>What lacks a required value; empty where nothing does.</summary>
    public IReadOnlyList<Facet> Incomplete { get; init; } = [];
    public IReadOnlyList<Facet> Countries { get; init; } = [];

    public IReadOnlyList<Facet> Towns { get; init; } = [];

    /// <summary>There may be more tags than these.</summary>
    public bool MoreTags => Tags.Count == MostTags;

    /// <summary>Counts for a query; null where it cannot be read. Words are read as ordinary language, and all that they find counts. What an asset has one of is counted as if it were not asked for, so that another can be chosen.</summary>
    internal static async Task<LibraryFacets?> CountAsync(
        FacetCounts counts, ListedValues listed, FieldFacets fields, AssetSearch search, Principal principal, string? text, bool together, bool allTags, CancellationToken cancellationToken)
    {
        if (await search.ToCountAsync(principal, text, cancellationToken) is not var (whole, kept))
        {
            return null;
        }

        var counted = await counts.OfAsync(principal, whole, together, cancellationToken);
        var tags = await counts.TagsAsync(counted, allTags ? AllTags : MostTags, cancellationToken);
        var collections = await counts.CollectionsAsync(counted, MostCollections, cancellationToken);
        var kinds = await counts.KindsAsync(await WithoutAsync(SearchFields.Kind), cancellationToken);
        var years = await counts.YearsAsync(await WithoutAsync(SearchFields.Taken), cancellationToken);
        var cameras = await counts.CamerasAsync(await WithoutAsync(SearchFields.Camera), MostCameras, cancellationToken);
        var countries = await counts.CountriesAsync(await WithoutAsync(SearchFields.Country), MostPlaces, cancellationToken);
        var towns = await counts.TownsAsync(await WithoutAsync(SearchFields.Town), MostPlaces, cancellationToken);
        var people = await listed.PeopleAsync(counted, MostPeople, cancellationToken);
        var ratings = await counts.EachAsync(await WithoutAsync(SearchFields.Rating), KnownOptions.Of(SearchFields.Rating)!, cancellationToken);
        var colours = await counts.EachAsync(counted, KnownOptions.Of(SearchFields.Colour)!, cancellationToken);
        var orientations = await counts.EachAsync(await WithoutAsync(SearchFields.Orientation), KnownOptions.Of(SearchFields.Orientation)!, cancellationToken);
        var inFolders = await counts.FoldersAsync(await WithoutAsync(SearchFields.Folder), cancellationToken);
        var byField = await fields.CountAsync(principal, counted, cancellationToken);
        var incomplete = await fields.IncompleteAsync(principal, counted, cancellationToken);
        return new LibraryFacets(
            [.. kinds.Select(kind => new Facet("kind:" + kind.Value, Say("kind." + kind.Value), kind.Assets))],
            Of("tag", tags),
            Of("taken", years),
            Of("camera", cameras),
            inFolders.ToDictionary(folder => folder.Value, folder => folder.Assets, StringComparer.Ordinal))
        {
            Collections = Of("collection", collections),
            People = Of("person", people),
            Ratings = [.. ratings.Where(rating => rating.Value != "0").Select(rating => new Facet(Part("rating", rating), RatingName(rating.Value), rating.Assets))],
            Colours = [.. colours.Select(colour => new Facet(Part("colour", colour), ColourName(colour.Value), colour.Assets) { Tone = colour.Value })],
            Orientations = [.. orientations.Select(one => new Facet(Part("orientation", one), OrientationName(one.Value), one.Assets))],
            Fields = [.. byField.Select(one => (one.Field.Label, (IReadOnlyList<Facet>)[.. one.Values.Select(value => new Facet(
                FacetQuery.Of("field." + one.Field.Name, value.Value), one.Field.Type == FieldType.Boolean ? Say(value.Value == "true" ? "fields.yes" : "fields.no") : FieldText.Shown(one.Field, new ClaimValue.Text(value.Value)), value.Assets))]))],
            Incomplete = incomplete > 0 ? [new Facet("is:incomplete", Say("fields.incomplete.files"), incomplete.Value)] : [],
            Countries = [.. countries.Select(country => new Facet(
                FacetQuery.Of("country", country.Value), Core.Places.Countries.NameOf(country.Value, System.Globalization.CultureInfo.CurrentUICulture.Name), country.Assets))],
            Towns = Of("town", towns),
        };

        async Task<CountedResults> WithoutAsync(SearchField field) => FacetQuery.Without(whole, field, kept: kept) is { } others ? await counts.OfAsync(principal, others, together, cancellationToken) : counted;
    }

    /// <summary>Results in each folder and in all below it, by its id: what a search for the folder finds.</summary>
    /// <param name="folders">All folders, parents before their children.</param>
    public IReadOnlyDictionary<string, long> WithBelow(IReadOnlyList<FolderView> folders)
    {
        var sums = folders.ToDictionary(folder => folder.Id, folder => Folders.GetValueOrDefault(folder.Id), StringComparer.Ordinal);
        foreach (var folder in folders.Reverse())
        {
            if (folder.Parent is { } parent)
            {
                sums[parent] += sums[folder.Id];
            }
        }

        return sums;
    }

    private static IReadOnlyList<Facet> Of(string field, IReadOnlyList<FacetCount> counts) =>
        [.. counts.Select(one => new Facet(Part(field, one), one.Value, one.Assets))];

    private static string Part(string field, FacetCount one) => one.Option is { } option ? QueryPrinter.Print(option.Query) : FacetQuery.Of(field, one.Value);

    /// <summary>The word for a colour that is offered; another as it is written.</summary>
    internal static string ColourName(string hex) => ColourSwatches.All.FirstOrDefault(one => one.Hex == hex).Name is { } name ? Say("colour." + name) : hex;

    internal static string OrientationName(string option) => SayOr("search.option." + option, option) is { Length: > 0 } text ? char.ToUpper(text[0], System.Globalization.CultureInfo.CurrentUICulture) + text[1..] : option;

    internal static string RatingName(string stars) => stars == "-1" ? Say("rating.rejected") : Count("rating.stars", int.TryParse(stars, out var number) ? number : 0);
}

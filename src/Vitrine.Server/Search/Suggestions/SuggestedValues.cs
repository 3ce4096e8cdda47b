using System.Globalization;
using Vitrine.Core.Assets;
using Vitrine.Core.Claims;
using Vitrine.Core.Places;
using Vitrine.Core.Schema;
using Vitrine.Core.Search;
using Vitrine.Server.Access;
using Vitrine.Server.Collections;
using Vitrine.Server.Fields;
using Vitrine.Server.Ingest;
using Vitrine.Server.Pipeline;
using Vitrine.Server.Storage;
using Vitrine.Server.Vocabularies;

namespace Vitrine.Server.Search.Suggestions;

/// <summary>A value that a field can be asked for.</summary>
/// <param name="Value">As a query writes it, without quotation marks.</param>
/// <param name="Text">As people read it.</param>
internal sealed record SuggestedValue(string Value, string Text)
{
    public string? Help { get; init; }

    /// <summary>Whether it is said how many assets have it.</summary>
    public bool IsCounted { get; init; } = true;

    /// <summary>What the query has for it; null = its text.</summary>
    public QueryValue? Query { get; init; }
}

/// <summary>Values of fields that begin as somebody types.</summary>
internal sealed class SuggestedValues(Database database, VocabularyStore vocabulary, FieldCatalog fields)
{
    /// <summary>States are asked of the rows: in a larger library their counts would keep the one who types waiting.</summary>
    private const long MostCounted = 20_000;

    private static readonly string[] Flags = ["true", "false"];

    private static readonly string[] LongAgo = ["24h", "7d", "30d", "1y"];

    /// <param name="name">Of a structured field.</param>
    public async Task<IReadOnlyList<SuggestedValue>> OfAsync(Principal principal, SearchField field, string name, string typed, int most, CancellationToken cancellationToken) => field switch
    {
        _ when field == SearchFields.Tag => Tags(principal.LibraryKey, typed, most),
        _ when field == SearchFields.Person => await PeopleAsync(principal.LibraryKey, typed, most, cancellationToken),
        _ when field == SearchFields.Collection => await CollectionsAsync(principal.LibraryKey, typed, most, cancellationToken),
        _ when field == SearchFields.Folder => await FoldersAsync(principal.LibraryKey, typed, most, cancellationToken),
        _ when field == SearchFields.Country => await CountriesAsync(principal.LibraryKey, typed, most, cancellationToken),
        _ when field == SearchFields.Town => await TownsAsync(principal.LibraryKey, typed, most, cancellationToken),
        _ when field == SearchFields.Value => Options(principal.LibraryKey, name, typed, most),
        { Type: SearchFieldType.Choice } => await ChoicesAsync(principal.LibraryKey, field, typed, cancellationToken),
        { Type: SearchFieldType.Flag } => [.. Flags.Where(one => Begins(one, typed)).Select(one => new SuggestedValue(one, one) { Query = new QueryValue.Flag(one == "true"), IsCounted = field != SearchFields.PersonAi })],
        { Type: SearchFieldType.Date } => [.. QueryDates.Names.Concat(LongAgo).Where(one => Begins(one, typed)).Select(one => new SuggestedValue(one, one) { Query = QueryDates.Read(one) })],
        _ => [],
    };

    private List<SuggestedValue> Tags(long library, string typed, int most)
    {
        var language = VocabularyStore.Language;
        return
        [
            .. vocabulary.Current.TypeAhead(typed, language, most, library).Select(hit => (hit, Label: hit.Concept.Label(language))).DistinctBy(one => one.Label, StringComparer.Ordinal)
                .Select(one => new SuggestedValue(one.Label, one.Label)
                {
                    // By which of its other names it was found, and where in the tree it stands.
                    Help = string.Join(" · ", new[] { one.hit.Label.Text == one.Label ? "" : one.hit.Label.Text, string.Join(" › ", vocabulary.BroaderLabels(one.hit.Concept.Key).Reverse()) }.Where(part => part.Length > 0)),
                }),
        ];
    }

    private Task<IReadOnlyList<SuggestedValue>> PeopleAsync(long library, string typed, int most, CancellationToken cancellationToken)
    {
        var named = LedgerConditions.HasWords("p", Storable.Text(typed)) ?? SqlConditions.Always;
        return NamesAsync(Sql.Of($"select p.name from person p where p.library_key = {library} and p.merged_into is null and {named} order by p.folded limit {most}"), cancellationToken);
    }

    private async Task<IReadOnlyList<SuggestedValue>> CollectionsAsync(long library, string typed, int most, CancellationToken cancellationToken) => await database.ReadAsync<IReadOnlyList<SuggestedValue>>(
        async session => [.. (await CollectionReader.PageAsync(session, library, Storable.Text(typed), null, null, most, false, cancellationToken)).Items.Select(one => new SuggestedValue(one.Name, one.Name))], cancellationToken);

    /// <summary>Folders of which a name begins so, by their paths.</summary>
    private async Task<IReadOnlyList<SuggestedValue>> FoldersAsync(long library, string typed, int most, CancellationToken cancellationToken)
    {
        var path = Storable.Text(typed).Trim('/');
        var name = AssetName.Key(AssetName.Shown(path[(path.LastIndexOf('/') + 1)..]));
        return await database.ReadAsync<IReadOnlyList<SuggestedValue>>(
            async session =>
            {
                var keys = await session.QueryAsync(
                    $"select key from folder where library_key = {library} and parent_key is not null and trashed_at is null and substr(lower(name_key), 1, {Length(name)}) = lower({name}) order by name_key, key limit {most * 4}",
                    row => row.GetInt64(0), cancellationToken);
                var found = new List<SuggestedValue>();
                foreach (var key in keys)
                {
                    var whole = (await Features.Assets.FolderPath.OfAsync(session, key, cancellationToken)).Trim('/');
                    if (whole.Contains(path, StringComparison.OrdinalIgnoreCase) && found.Count < most)
                    {
                        found.Add(new SuggestedValue(whole, whole.Replace("/", " / ", StringComparison.Ordinal)));
                    }
                }

                return found;
            },
            cancellationToken);
    }

    private async Task<IReadOnlyList<SuggestedValue>> CountriesAsync(long library, string typed, int most, CancellationToken cancellationToken)
    {
        // Each country costs one look into the index, however many assets were taken there.
        var codes = await database.ReadAsync(
            session => session.QueryAsync(
                $"""
                with recursive each (country) as (
                    select min(country) from asset_place where library_key = {library}
                    union all select (select min(p.country) from asset_place p where p.library_key = {library} and p.country > each.country) from each where each.country is not null)
                select country from each where country is not null limit {300}
                """,
                row => row.GetString(0), cancellationToken),
            cancellationToken);
        return
        [
            .. codes.Select(code => new SuggestedValue(code, Countries.NameOf(code, CultureInfo.CurrentUICulture.Name)) { Help = code })
                .Where(country => Begins(country.Text, typed) || country.Value.Equals(typed, StringComparison.OrdinalIgnoreCase)).OrderBy(country => country.Text, StringComparer.CurrentCulture).Take(most),
        ];
    }

    private Task<IReadOnlyList<SuggestedValue>> TownsAsync(long library, string typed, int most, CancellationToken cancellationToken)
    {
        var key = TextFold.Key(Storable.Text(typed));
        return NamesAsync(
            Sql.Of($"""
            with recursive each (folded) as (
                select min(town_folded) from asset_place where library_key = {library} and town_folded >= {key}
                union all select (select min(p.town_folded) from asset_place p where p.library_key = {library} and p.town_folded > each.folded) from each where each.folded is not null)
            select (select min(p.town) from asset_place p where p.library_key = {library} and p.town_folded = each.folded)
            from (select folded from each where folded is not null limit {most}) each where substr(each.folded, 1, {Length(key)}) = {key}
            """),
            cancellationToken);
    }

    private List<SuggestedValue> Options(long library, string name, string typed, int most)
    {
        var field = fields.Of(library).Schema.Live.FirstOrDefault(one => one.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
        return field is null ? []
            : field.Type == FieldType.Boolean ? [.. Flags.Where(one => Begins(one, typed)).Select(one => new SuggestedValue(one, Ui.Words.Say(one == "true" ? "fields.yes" : "fields.no")))]
            : [.. field.Options.All.Where(option => option.Synonyms.Prepend(option.Label ?? option.Value).Prepend(option.Value).Any(word => Begins(word, typed))).Take(most)
                .Select(option => new SuggestedValue(option.Value, FieldText.Shown(field, new ClaimValue.Text(option.Value))))];
    }

    private async Task<IReadOnlyList<SuggestedValue>> ChoicesAsync(long library, SearchField field, string typed, CancellationToken cancellationToken)
    {
        var isCounted = field == SearchFields.Kind
            || await database.ReadAsync(session => session.NumberAsync($"select count(*) from (select 1 from asset where library_key = {library} limit {MostCounted + 1}) few", cancellationToken), cancellationToken) <= MostCounted;
        return [.. field.Options.Where(option => Begins(option, typed)).Select(option => new SuggestedValue(option, option)
        {
            Help = Ui.Words.SayOr(field == SearchFields.Kind ? $"kind.{option}" : $"search.value.{field.Name}.{option}", "") is { Length: > 0 } help ? help : null,
            IsCounted = isCounted,
            Query = new QueryValue.Choice(option),
        })];
    }

    private Task<IReadOnlyList<SuggestedValue>> NamesAsync(Sql names, CancellationToken cancellationToken) => database.ReadAsync<IReadOnlyList<SuggestedValue>>(
        async session => [.. (await session.QueryAsync(names, row => row.GetString(0), cancellationToken)).Select(name => new SuggestedValue(name, name))], cancellationToken);

    /// <summary>As databases count characters.</summary>
    private static RawSql Length(string text) => new(text.EnumerateRunes().Count().ToString(CultureInfo.InvariantCulture));

    private static bool Begins(string text, string typed) => TextFold.Key(text).StartsWith(TextFold.Key(typed), StringComparison.Ordinal);
}

using Vitrine.Contracts;
using Vitrine.Core.Search;
using Vitrine.Server.Access;
using Vitrine.Server.Fields;
using Vitrine.Server.Search.Embedded;

namespace Vitrine.Server.Search.Suggestions;

/// <summary>What can stand where somebody types: fields, operators and values, whatever of the query is not finished yet.</summary>
internal sealed class SearchSuggester(SuggestedValues values, SuggestedCounts counts, FieldCatalog fields, EmbeddedTagNames tags)
{
    /// <summary>No more are offered at once.</summary>
    public const int Most = 12;

    private const int MostFields = 5;

    public async Task<SearchSuggestions> SuggestAsync(Principal principal, string query, int caret, CancellationToken cancellationToken)
    {
        var place = CaretPlace.Of(query, caret);
        IReadOnlyList<Offer> offers = place.Kind switch
        {
            CaretKind.Term => await TermAsync(principal, place, cancellationToken),
            CaretKind.Name => await NamesAsync(principal, place, cancellationToken),
            CaretKind.Operator => Operators(place),
            CaretKind.List => [new Offer("operator", "(", "(")],
            CaretKind.And => [new Offer("operator", "AND", "AND ")],
            CaretKind.Value => await ValuesAsync(principal, place, place.Field!, cancellationToken),
            CaretKind.Claim => [.. place.IsQuoted ? [] : Parts(place), .. await ValuesAsync(principal, place, place.Field!, cancellationToken)],
            _ => [],
        };
        var counted = new List<SearchSuggestion>();
        foreach (var offer in offers)
        {
            counted.Add(new SearchSuggestion(offer.Kind, offer.Text, Spaced(offer.Insert, query, place.End), place.Start, place.End - place.Start)
            {
                Help = offer.Help,
                Assets = offer.Counted is { } one ? await counts.CountAsync(principal, one, cancellationToken) : null,
            });
        }

        // Days have an order of their own; of everything else, what nothing has comes behind what something has.
        var isOfTime = place.Kind != CaretKind.Term && place.Field?.Type == SearchFieldType.Date;
        return new SearchSuggestions([.. counted.OrderBy(offer => !isOfTime && offer is { Kind: "value", Assets: 0 }).Take(Most)]);
    }

    /// <summary>Fields whose names begin so, then tags of which a word does.</summary>
    private async Task<IReadOnlyList<Offer>> TermAsync(Principal principal, CaretPlace place, CancellationToken cancellationToken)
    {
        var named = SearchFields.All.Where(field => field.Name.StartsWith(place.Typed, StringComparison.OrdinalIgnoreCase)).Select(FieldOf);
        if (place.Typed.Length == 0)
        {
            return [.. named.Take(Most)];
        }

        var found = await values.OfAsync(principal, SearchFields.Tag, "", place.Typed, Most, cancellationToken);
        return [.. named.Take(found.Count == 0 ? Most : MostFields), .. found.Select(value => OfField(value, SearchFields.Tag, "") with { Text = value.Text, Insert = $"{SearchFields.Tag}:{Written(value.Text, false)} " })];
    }

    private async Task<IReadOnlyList<Offer>> NamesAsync(Principal principal, CaretPlace place, CancellationToken cancellationToken)
    {
        var field = place.Field!;
        if (field == SearchFields.Embedded)
        {
            return [.. (await tags.FindAsync(principal.LibraryKey, place.Typed, Most, cancellationToken)).Select(tag => new Offer("field", tag.Name, Named(field, tag.Name) + ":") { Help = string.Join(", ", tag.Groups) })];
        }

        var typed = TextFold.Key(place.Typed);
        return
        [
            .. fields.Of(principal.LibraryKey).Schema.Live.Where(one => TextFold.Key(one.Name).StartsWith(typed, StringComparison.Ordinal) || TextFold.Key(one.Label).StartsWith(typed, StringComparison.Ordinal))
                .Select(one => new Offer("field", one.Name, Named(field, one.Name) + ":") { Help = one.Label }),
        ];
    }

    private static List<Offer> Operators(CaretPlace place) =>
    [
        .. place.Field!.Operators.Where(how => how != QueryOperator.Is || place.Typed.Length == 0).Select(QueryPrinter.Sign).Append("NOT")
            .Where(sign => sign.StartsWith(place.Typed, StringComparison.OrdinalIgnoreCase))
            .Select(sign => new Offer("operator", sign, sign == "IN" ? "IN (" : char.IsLetter(sign[0]) ? sign + " " : sign) { Help = HelpOf("operator." + sign, place.Field!.Example) }),
    ];

    /// <summary>Conditions on a part of a claim.</summary>
    private static IEnumerable<Offer> Parts(CaretPlace place) => SearchFields.PartsOf(place.Field!)
        .Select(part => (Part: part, Name: part.Name[(place.Field!.Name.Length + 1)..]))
        .Where(one => one.Name.StartsWith(place.Typed, StringComparison.OrdinalIgnoreCase))
        .Select(one => new Offer("field", one.Name, one.Part.Type == SearchFieldType.Number ? $"{one.Name} > " : $"{one.Name} = ") { Help = HelpOf("field." + one.Part.Name, one.Part.Help) });

    private async Task<IReadOnlyList<Offer>> ValuesAsync(Principal principal, CaretPlace place, SearchField field, CancellationToken cancellationToken)
    {
        var found = await values.OfAsync(principal, field, place.Name, place.Typed, Most, cancellationToken);
        var ends = place is { Kind: CaretKind.Value, IsInList: false } ? " " : "";
        return [.. found.Select(value => OfField(value, field, place.Name) with { Insert = Written(value.Value, place.Kind == CaretKind.Claim) + ends })];
    }

    /// <summary>A value of a field, and what finds it.</summary>
    private static Offer OfField(SuggestedValue value, SearchField field, string name) => new("value", value.Text, "")
    {
        Help = value.Help,
        Counted = value.IsCounted ? new Query.Condition(field, QueryOperator.Is, [value.Query ?? new QueryValue.Text(value.Value, IsPhrase: true)]) { Name = name } : null,
    };

    private static Offer FieldOf(SearchField field) => new("field", field.Name, field.Name + (field.Type switch
    {
        SearchFieldType.Value => ".",
        SearchFieldType.Number or SearchFieldType.Size or SearchFieldType.Duration => "",
        _ => ":",
    }))
    {
        Help = HelpOf("field." + field.Name, field.Help),
    };

    private static string HelpOf(string key, string otherwise) => Ui.Words.SayOr("search." + key, otherwise);

    /// <summary>A value as it is typed: in quotation marks where it is more than a word, or its signs would end it.</summary>
    private static string Written(string value, bool isClaim) =>
        value.Length > 0 && value.All(letter => char.IsLetterOrDigit(letter) || (!isClaim && letter is '-' or '/' or '.')) && char.IsLetterOrDigit(value[0]) && value.ToUpperInvariant() is not ("AND" or "OR" or "NOT")
            ? value : QueryPrinter.Quoted(value);

    private static string Named(SearchField field, string name) =>
        QueryPrinter.Print(new Query.Condition(field, QueryOperator.Exists, []) { Name = name })[..^" EXISTS".Length];

    /// <summary>Without the blank that ends it where one follows already.</summary>
    private static string Spaced(string insert, string query, int end) => insert.EndsWith(' ') && end < query.Length && char.IsWhiteSpace(query[end]) ? insert[..^1] : insert;

    private sealed record Offer(string Kind, string Text, string Insert)
    {
        public string? Help { get; init; }

        /// <summary>What finds how many assets it is on; null = that is not counted.</summary>
        public Query.Condition? Counted { get; init; }
    }
}

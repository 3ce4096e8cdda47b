using Vitrine.Core.Vocabulary;

namespace Vitrine.Core.Search.Phrases;

/// <summary>Why a query asks for less than a phrase says.</summary>
public enum PhraseGap
{
    /// <summary>How many there are.</summary>
    Count,

    /// <summary>That the colour is that of the thing: it may be anywhere in the picture.</summary>
    ColourOfThing,

    /// <summary>That the colour is that of the background.</summary>
    BackgroundColour,

    /// <summary>A colour that the vocabulary does not have.</summary>
    Colour,

    /// <summary>How two things stand to each other: both must be there.</summary>
    Relation,
    Orientation,

    /// <summary>How large or how long, where no number was said.</summary>
    Measure,

    /// <summary>The concept has no label by which only it is called: others are found too.</summary>
    Label,

    /// <summary>One of several alternatives cannot be asked for, and without it the others would say too little.</summary>
    Alternative,

    /// <summary>What is to be left out cannot be said exactly, and less exactly too much would be left out.</summary>
    Negation,
}

/// <summary>A part of a phrase that a query leaves out or says less exactly.</summary>
public sealed record PhraseLoss(PhrasePart Part, PhraseGap Why);

/// <summary>A phrase as a query that can be edited, and what that does not say.</summary>
/// <param name="Query">Null where nothing of the phrase can be asked for.</param>
/// <param name="NotAsked">What has no place in the query.</param>
/// <param name="Approximated">What the query says less exactly.</param>
public sealed record PhraseQuery(Query? Query, IReadOnlyList<PhraseLoss> NotAsked, IReadOnlyList<PhraseLoss> Approximated)
{
    /// <summary>For each part of the phrase what is asked because of it; null where nothing is.</summary>
    public IReadOnlyList<Query?> ByPart { get; init; } = [];

    /// <summary>The query as it is typed; empty where there is none.</summary>
    public string Text => Query is null ? "" : QueryPrinter.Print(Query);

    internal static PhraseQuery Of(Understanding understanding)
    {
        var writer = new Writer(understanding);
        var asked = understanding.Parts.Select(writer.Of).ToList();
        return new PhraseQuery(QueryTree.All(asked.OfType<Query>()), writer.NotAsked, writer.Approximated) { ByPart = asked };
    }

    private sealed class Writer(Understanding understanding)
    {
        private readonly ConceptVocabulary vocabulary = understanding.Context.Vocabulary;

        public List<PhraseLoss> NotAsked { get; } = [];

        public List<PhraseLoss> Approximated { get; } = [];

        public Query? Of(PhrasePart part)
        {
            var asked = part switch
            {
                PhrasePart.Concept concept => Concept(concept),
                PhrasePart.Colour colour => Colour(colour),
                PhrasePart.Kind kind => new Query.Condition(SearchFields.Kind, new QueryValue.Choice(SearchFields.NameOf(kind.Value))),
                PhrasePart.Orientation orientation => Orientation(orientation),
                PhrasePart.Date date => Date(date),
                PhrasePart.Place place => Place(place.Named),
                PhrasePart.Person person => InField(SearchFields.Person, person.Name),
                PhrasePart.Word word => new Query.Words(word.Said, IsPhrase: true),
                PhrasePart.Rating rating => Rating(rating),
                PhrasePart.Measure measure => Measure(measure),
                PhrasePart.Related => Approximate(part, PhraseGap.Relation, null),
                PhrasePart.AnyOf any => AnyOf(any),
                _ => null,
            };
            return asked is null || !part.IsNegated ? asked : asked is Query.Not not ? not.Operand : new Query.Not(asked);
        }

        private Query? Concept(PhrasePart.Concept concept)
        {
            if (concept is { Count: not null, IsNegated: true })
            {
                return Leave(concept, PhraseGap.Negation);
            }

            Concept[] meant = [.. concept.Meanings.Select(vocabulary.Find).OfType<Concept>()];
            var isCounted = concept.Count is { Most: null or > 0 } && meant.Any(one => vocabulary.IsCountable(one.Key));
            if (concept.Count is not null && !isCounted)
            {
                Leave(concept, PhraseGap.Count);
            }

            var thing = QueryTree.Any(meant.Select(one => Tag(concept, one)).Select(Query (tag) => isCounted ? new Query.OneClaim(SearchFields.Tag, tag.Text, [Counted(concept.Count!.Value)]) : tag));
            if (thing is null || concept.Colours.Count == 0)
            {
                return thing;
            }

            var tags = concept.Colours.Select(colour => ColourTag(concept, colour)).OfType<Query>().ToList();
            if (tags.Count == 0 || (concept.AnyColour && tags.Count < concept.Colours.Count))
            {
                return concept.IsNegated ? Leave(concept, PhraseGap.Negation) : thing;
            }

            return Approximate(concept, PhraseGap.ColourOfThing, QueryTree.All([thing, concept.AnyColour ? QueryTree.Any(tags)! : QueryTree.All(tags)!]));
        }

        /// <summary>That there are so many.</summary>
        private static Query.Condition Counted(CountRange range) => range switch
        {
            { Least: { } least, Most: { } most } when least == most => Compared(SearchFields.TagCount, QueryOperator.Is, least),
            { Least: { } least, Most: { } most } => new Query.Condition(SearchFields.TagCount, QueryOperator.Between, [new QueryValue.Number(least), new QueryValue.Number(most)]),
            { Least: { } least } => Compared(SearchFields.TagCount, QueryOperator.AtLeast, least),
            _ => Compared(SearchFields.TagCount, QueryOperator.AtMost, range.Most!.Value),
        };

        private Query? Colour(PhrasePart.Colour part)
        {
            if (part.OfBackground)
            {
                return part.Colours is [{ Name: "white" }] && vocabulary.FindSlug("white-background") is { } white ? Tag(part, white)
                    : vocabulary.FindSlug("plain-background") is not { } plain || part.Colours.Select(colour => ColourTag(part, colour)).ToList() is not { } tags || tags.Contains(null) ? null
                    : Approximate(part, PhraseGap.BackgroundColour, QueryTree.All([Tag(part, plain), part.Any ? QueryTree.Any(tags.OfType<Query>())! : QueryTree.All(tags.OfType<Query>())!]));
            }

            var asked = part.Colours.Select(colour => ColourTag(part, colour)).ToList();
            return asked.Contains(null) && part.Any ? null : part.Any ? QueryTree.Any(asked.OfType<Query>()) : QueryTree.All(asked.OfType<Query>());
        }

        private Query? ColourTag(PhrasePart part, PhraseColour colour)
        {
            // Something black and white is not a picture without colours.
            if (colour.Name == PhraseColour.Monochrome && part is PhrasePart.Concept)
            {
                return vocabulary.FindSlug("black") is { } black && vocabulary.FindSlug("white") is { } white ? QueryTree.All([Tag(part, black), Tag(part, white)]) : Leave(part, PhraseGap.Colour);
            }

            return vocabulary.FindSlug(colour.Concept) is { } known ? Tag(part, known) : Leave(part, PhraseGap.Colour);
        }

        private Query? Orientation(PhrasePart.Orientation part) => part.Value == "panorama" && vocabulary.FindSlug("panorama") is { } panorama ? Tag(part, panorama)
            : SearchFields.Orientation.Options.Contains(part.Value) ? new Query.Condition(SearchFields.Orientation, new QueryValue.Choice(part.Value))
            : Leave(part, PhraseGap.Orientation);

        private static Query? Rating(PhrasePart.Rating part) => part switch
        {
            { Least: null, Most: null } => new Query.Not(new Query.Condition(SearchFields.Rating, QueryOperator.Exists, [])),
            { Least: { } least, Most: { } most } when least == most => Compared(SearchFields.Rating, QueryOperator.Is, least),
            _ => QueryTree.All(new[]
            {
                part.Least is { } least ? Compared(SearchFields.Rating, QueryOperator.AtLeast, least) : null,
                part.Most is { } most ? Compared(SearchFields.Rating, QueryOperator.AtMost, most) : null,
            }.OfType<Query>()),
        };

        private Query? Measure(PhrasePart.Measure part) => part switch
        {
            { Value: not (>= 0 and < 1e12) } => Leave(part, PhraseGap.Measure),
            { What: Measured.Duration } => new Query.Condition(SearchFields.Duration, part.Comparison, [new QueryValue.Duration((long)Math.Round(part.Value.Value * 1000))]),
            { What: Measured.Size } => new Query.Condition(SearchFields.Size, part.Comparison, [new QueryValue.Size((long)Math.Round(part.Value.Value))]),
            _ => Compared(SearchFields.Width, part.Comparison, (decimal)part.Value.Value),
        };

        private static Query.Condition Compared(SearchField field, QueryOperator how, decimal number) => new(field, how, [new QueryValue.Number(number)]);

        private Query? AnyOf(PhrasePart.AnyOf part)
        {
            var asked = part.Parts.Select(Of).ToList();
            return asked.Contains(null) ? Leave(part, PhraseGap.Alternative) : QueryTree.Any(asked.OfType<Query>());
        }

        /// <summary>By a label that only this concept has, that of the phrase's language before others.</summary>
        private Query.Condition Tag(PhrasePart part, Concept concept)
        {
            var labels = concept.Labels.OrderBy(label => label.Language == understanding.Language ? 0 : label.Language == PhraseBands.English ? 1 : 2).Select(label => label.Text)
                .Prepend(concept.Label(understanding.Language)).ToList();
            var own = labels.Find(label => vocabulary.Match(label) is [var only] && only.Key == concept.Key);
            var query = InField(SearchFields.Tag, own ?? labels[0]);
            if (own is null)
            {
                Approximate(part, PhraseGap.Label, query);
            }

            return query;
        }

        private static Query Place(NamedPlace place) => place.Level switch
        {
            PlaceLevel.Country => InField(SearchFields.Country, place.Name),
            PlaceLevel.Town => InField(SearchFields.Town, place.Name),
            _ => InField(SearchFields.Place, place.Name),
        };

        private static Query? Date(PhrasePart.Date date)
        {
            var field = date.IsAdded ? SearchFields.Added : SearchFields.Taken;
            if (date is { From: { } from, Until: { } until } && Whole(from, until) is { } span)
            {
                return new Query.Condition(field, new QueryValue.Date(span));
            }

            return QueryTree.All(new[]
            {
                date.From is { } begin ? new Query.Condition(field, QueryOperator.AtLeast, [new QueryValue.Date(Edge(begin))]) : null,
                date.Until is { } end ? new Query.Condition(field, QueryOperator.Less, [new QueryValue.Date(Edge(end))]) : null,
            }.OfType<Query>());
        }

        /// <summary>The year, month or day that these dates are; null where they are none of them.</summary>
        private static DateSpan? Whole(DateOnly from, DateOnly until) =>
            new[] { new DateSpan(from.Year), new DateSpan(from.Year, from.Month), new DateSpan(from.Year, from.Month, from.Day) }
                .Where(span => DateOnly.FromDateTime(span.Start) == from && DateOnly.FromDateTime(span.End) == until)
                .Select(span => (DateSpan?)span).FirstOrDefault();

        private static DateSpan Edge(DateOnly day) =>
            day is { Month: 1, Day: 1 } ? new DateSpan(day.Year) : day.Day == 1 ? new DateSpan(day.Year, day.Month) : new DateSpan(day.Year, day.Month, day.Day);

        private static Query.Condition InField(SearchField field, string text) => new(field, new QueryValue.Text(text, IsPhrase: !text.All(char.IsLetterOrDigit)));

        private Query? Leave(PhrasePart part, PhraseGap why)
        {
            NotAsked.Add(new PhraseLoss(part, why));
            return null;
        }

        private Query? Approximate(PhrasePart part, PhraseGap why, Query? query)
        {
            Approximated.Add(new PhraseLoss(part, why));
            return query;
        }
    }
}

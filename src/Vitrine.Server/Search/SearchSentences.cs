namespace Vitrine.Server.Search;

/// <summary>
/// What a search says that could read its query and cannot answer it, in English, as <see cref="Core.Search.QuerySentences"/> has what readers say. Here is what people come to by
/// the search box and by what pages offer; what only programs can ask is told to them where it is found.
/// </summary>
internal static class SearchSentences
{
    public const string TooManyConditions = "A query has at most {0} words and conditions.";

    // Words as ordinary language, and what pictures show.
    public const string PhrasesNotReady = "Words cannot be read as ordinary language yet: ask again a little later.";
    public const string LanguageOrPatience = "a query in the query language, or some patience";
    public const string TooManyShown = "At most {0} sentences about what pictures show.";
    public const string FewerShown = "fewer sentences";
    public const string NoModelForShown = "What pictures show cannot be compared with sentences: no model for that is installed.";
    public const string ModelForShownComes = "What pictures show cannot be compared with sentences yet: the model for that is being fetched.";
    public const string NoShownOrPack = "a query without shows, or the pack 'sentences'";
    public const string ShownByWords = "What pictures show is asked for by words.";
    public const string NothingShown = "'{0}' names nothing that a picture could show.";
    public const string ShownNotNow = "What pictures show cannot be compared with sentences at the moment: ask again a little later.";
    public const string NoShownOrPatience = "a query without shows, or some patience";

    // Duplicates.
    public const string DuplicatesNotReady = "Pictures are being compared for duplicates: ask again a little later.";
    public const string NoDuplicatesOrPatience = "a query without is:duplicate, or some patience";

    // Smart collections.
    public const string CollectionUnread = "This smart collection has a query that cannot be read.";
    public const string AnotherQuery = "another query of the collection";

    // Embedded tags and structured fields.
    public const string TagComparedByNumber = "{0} is compared by < and > with numbers and dates only.";
    public const string NumberOrDate = "a number, or a date as 2024-05-06";
    public const string GroupOfTags = "\"{0}\" is a group of tags, not a tag.";
    public const string TagOfGroup = "a tag of it, as in {0}";
    public const string NoTagNamed = "No file here has a tag named \"{0}\".";
    public const string NoTagYet = "no tag: none was read yet";
    public const string HoldsNoText = "{0} holds no text that HAS could look through.";
    public const string ComparedByNumber = "{0} is compared by < and > with numbers only.";
    public const string NoStructuredField = "There is no field named \"{0}\".";
    public const string NoFieldYet = "no field: none is there yet";

    // Examples.
    public const string TooManyExamples = "At most {0} examples.";
    public const string FewerExamples = "fewer examples";
    public const string NoPictureNamed = "'{0}' names no picture.";
    public const string NoPictureHere = "There is no asset with the id {0}, and no picture that was sent within the last day.";
    public const string NoPictureOf = "'{0}' has no picture to search with.";
    public const string NoLookingModel = "No model that looks at pictures is installed: install a classifier first.";
    public const string IdOfPicture = "the id of an asset with a picture, or of a picture that was sent to be searched with";

    // Orders.
    public const string TooManyOrders = "At most {0} orders follow one another.";
    public const string FewerOrders = "fewer orders";
    public const string OrderOfItsOwn = "{0} is an order of its own; it stands beside no other.";
    public const string OrderOfOneCollection = "The order of a collection needs a query that asks for one collection.";
    public const string SeveralValues = "{0} holds several values side by side: results have no order by it.";
    public const string Positions = "{0} holds positions: results have no order by it.";
    public const string OtherAssets = "{0} refers to other assets: results have no order by it.";
    public const string OrderedFields = "a field of one text, number, duration, date or option";
    public const string NoOrder = "'{0}' is no order";
    public const string Orders =
        "added, taken, name, size, kind, folder, day, month, rating, width, height, megapixels, duration, format or field.NAME, with - for descending, several of them with commas; or relevance or collection";
}

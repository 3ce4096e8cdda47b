namespace Vitrine.Server.Hosting;

/// <summary>
/// What is said of requests that cannot be done as they are, in English, as <see cref="Core.Search.QuerySentences"/> has it of queries. Here is what people come to by what pages offer;
/// what only programs can ask is told to them where it is found.
/// </summary>
internal static class RefusalSentences
{
    // The set of assets that something is about.
    public const string AnotherSet = "The set has {0} assets now, not {1}. Look again before changing them all.";
    public const string NotThere = "{0} of the assets are not there any more.";
    public const string NotInTrash = "{0} of the assets are not in the trash any more.";
    public const string AnotherTrash = "The trash has {0} assets now, not {1}. Look again before erasing them all.";
    public const string TooManyForZip = "A ZIP file takes up to {0:N0} files, and these are {1:N0}. Take fewer at a time, or write them all to a folder: vitrine export DIR";

    // Names and descriptions.
    public const string Collection = "collection";
    public const string SavedSearch = "saved search";
    public const string NoSlash = "A collection's name has no slash (/): collections do not lie in each other.";
    public const string NeedsName = "A {0} needs a name.";
    public const string NameOfOneLine = "A {0}'s name has no line breaks, and no characters that control how text is shown.";
    public const string NameTooLong = "A {0}'s name has at most {1} characters.";
    public const string NameUnseen = "A {0}'s name has at least one letter, digit or sign that can be seen.";
    public const string DescriptionUnprintable = "A description has no characters that control how text is shown.";
    public const string DescriptionTooLong = "A description has at most {0:N0} characters.";

    // Collections.
    public const string CollectionTaken = "There is a collection named {0} already.";
    public const string FilledByHand = "{0} is filled by hand and stays so. Make a smart collection for a query.";
    public const string FillsItself = "{0} is a smart collection: its query says what is in it, so nothing is put in, taken out or moved by hand. Change its query, or use a collection that is filled by hand.";
    public const string TooManyCollections = "A library has at most {0:N0} collections. Delete some first.";
    public const string TooManySmart = "A library has at most {0:N0} smart collections. Delete some first.";
    public const string InItself = "{0} would be in itself: its query asks for the collection {0}.";
    public const string InItselfByOthers = "{0} would be in itself: it asks for {1}.";
    public const string WhichAsksFor = "{0}, which asks for {1}";
    public const string TooLargeTogether = "{0} would have more than {1} words and conditions, with those of the smart collections that it asks for.";
    public const string NotAllInCollection = "Not all of these assets are in the collection, or one was to go beside itself. Look again before moving them.";
    public const string ForgottenPicture = "A picture that was sent to be searched with is forgotten after a day. Upload it to the library, and have the smart collection ask for what is like the asset.";

    // Saved searches.
    public const string SearchNeedsQuery = "A saved search needs a query. Everything there is needs no search.";
    public const string OwnSearchTaken = "You have a search named {0} already.";
    public const string SearchTaken = "There is a search named {0} already.";
    public const string TooManySearches = "{0} searches are kept, which is as many as one person can have. Delete some first.";
    public const string TooManyWatched = "{0} searches are watched, which is as many as one person can. Stop watching another first.";
    public const string TooMuchToWatch = "A search that is watched finds at most {0:N0} assets when that begins. This finds {1:N0}: narrow it, or leave it unwatched.";
    public const string WatchedByAnother = "A search is watched by who saved it. To be told of what this one finds, save it as your own.";
    public const string SearchOfAnother = "Only who saved a search, or the library's owner, changes it. Save it as your own to change that.";

    // Concepts.
    public const string NoConcept = "There is no concept with the id '{0}'.";
    public const string SameConcept = "These two are the same concept already.";
    public const string SharedIntoLocal = "A concept that all libraries share cannot become one that a single library has. Merge the other way round.";
    public const string ConceptsBetween = "Other concepts lie between these two. Merge those first, or change what is broader.";
    public const string LabelTakenByNow = "Another concept is labelled '{0}' by now. Rename that one first.";
    public const string LabelTaken = "The concept {0} is labelled '{1}' already ({2}). Add a qualifier in brackets, as in 'crane (bird)', or merge the two.";
    public const string BroaderCircle = "'{0}' cannot be broader: it is this concept, or lies below it.";
    public const string ConceptUsed = "Something is said with this concept about {0} assets. Merge it into another concept, or remove the tag from them first.";
    public const string ConceptUsedOnce = "Something is said with this concept about 1 asset. Merge it into another concept, or remove the tag from them first.";
    public const string NeedsLabel = "A concept has at least one preferred label, such as {0}.";
    public const string TooManyLabels = "A concept has at most {0} labels and synonyms.";
    public const string NoColour = "A colour is written #rrggbb, such as #d9480f.";
    public const string NoConfidence = "A confidence is a whole number from 0 to 100, or null for the library's.";
    public const string TooManyDenied = "A deny list has at most {0:N0} words.";

    // Fields, groups, places, folders and conflicts.
    public const string FieldDeleted = "This field is deleted. Bring it back before you change it.";
    public const string NothingFills = "No pattern, look-up table or default says anything yet.";
    public const string GroupSize = "A group has from 2 to {0} assets.";
    public const string NoGazetteer = "No gazetteer is installed: install the model \"gazetteer\" in the settings. Coordinates can be given without it.";
    public const string PathFromRoot = "A path begins at the root of the server's machine.";
    public const string PathNotThere = "{0} is not there.";
    public const string TooManyPatterns = "There may be {0} patterns of {1} letters, each one line.";
    public const string LeavesOutAll = "A pattern that leaves out everything leaves nothing. To leave the folder alone, stop following it.";
    public const string ConflictDecided = "There is no such conflict, or it was decided meanwhile.";
}

namespace Vitrine.Core.Search;

/// <summary>
/// All that the readers of queries say of what is wrong (sentences) and of what could stand there instead (no sentences), in English. Holes are numbered in the order of their
/// arguments; names of fields, operators and examples are arguments, or stand as they are in every language.
/// </summary>
public static class QuerySentences
{
    /// <summary>Nothing that is said in any language.</summary>
    public const string Verbatim = "{0}";

    /// <summary>What is wrong within something that has a name.</summary>
    public const string Within = "{0}: {1}";

    // Brackets and quotation marks.
    public const string QuoteOpen = "A quotation mark is opened and not closed.";
    public const string NothingQuoted = "There is nothing between the quotation marks.";
    public const string BracketOpen = "A bracket is opened and not closed.";
    public const string BracketClosed = "A bracket is closed that was not opened.";
    public const string NothingInBrackets = "There is nothing between the brackets.";
    public const string TheEnd = "the end of the query";
    public const string FewerBrackets = "fewer brackets";

    // What is missing.
    public const string AfterMissing = "After {0} something is missing.";
    public const string BeforeMissing = "Before {0} something is missing.";
    public const string Missing = "Something is missing.";
    public const string Words = "words";
    public const string WordsOrField = "words or a field";
    public const string WordsFieldOrBracket = "words, a field or (";
    public const string ValueMissing = "After {0} a value is missing.";
    public const string ValueLike = "a value, as in {0}";
    public const string SecondMissing = "Between what and what?";
    public const string SecondValue = "AND and a second value, as in width BETWEEN 500 AND 1000";
    public const string ListMissing = "After {0} IN a list of values is missing.";
    public const string ListLike = "values in brackets, as in kind IN (image, video)";
    public const string ListOpen = "This list of values has no end, or nothing in it.";
    public const string ValuesLike = "values, as in field.colour IN (red, blue)";

    // Limits.
    public const string QueryTooLong = "A query has at most {0} characters; this has {1}.";
    public const string TooManyTerms = "A query has at most {0} words and values.";
    public const string ShorterQuery = "a shorter query";
    public const string TooDeep = "Brackets nest at most {0} deep.";

    // Fields and how they are asked for.
    public const string NoField = "There is no field \"{0}\".";
    public const string NotKept = "Nothing here keeps what ImageKit calls {0}.";
    public const string OneOf = "one of {0}";
    public const string AskedWithColon = "The field {0} is asked for with a colon.";
    public const string NotAskedWith = "The field {0} is not asked for with {1}.";
    public const string OperatorsLike = "{0}, as in {1}";

    // Claims.
    public const string NoPart = "A claim has no \"{0}\".";
    public const string WordMissing = "Here a word is missing.";
    public const string OneClaim = "A claim is about one {0}.";
    public const string ClaimLike = "one {0}, and conditions on its {1}, as in {0}({2}, confidence > 80)";

    // Values.
    public const string NoSize = "\"{0}\" is no size.";
    public const string SizeLike = "bytes, or a number with kb, mb, gb, kib, mib or gib, as in 10mb";
    public const string NoDuration = "\"{0}\" is no duration.";
    public const string DurationLike = "seconds, or as in 90s, 1:30, 5min or 1h";
    public const string NoDate = "\"{0}\" is no date.";
    public const string DateLike = "a year, month or day (2024, 2024-05, 2024-05-01), so long ago (12h, 7d, 3w, 6m, 1y), today, yesterday, \"this week\" or \"last month\"";
    public const string NoArea = "\"{0}\" is no area.";
    public const string AreaLike = "west, south, east and north in degrees, as in 2.2,48.8,2.5,48.9";
    public const string CornersLike = "two corners, as in \"48.8,2.2|48.9,2.5\"";
    public const string NoCircle = "\"{0}\" is no circle.";
    public const string CircleLike = "latitude, longitude and a radius, as in \"48.85,2.35 5km\"";
    public const string NoColour = "\"{0}\" is no colour.";
    public const string ColourLike = "red, green and blue in two digits each, as in \"#aa3300\"";
    public const string NoKind = "\"{0}\" is no kind.";
    public const string KindIsKind = "What an asset is, is its kind.";
    public const string NothingAnAssetIs = "\"{0}\" is nothing that an asset can be.";
    public const string NothingAFieldIs = "\"{0}\" is nothing that {1} can be.";
    public const string NoFlag = "\"{0}\" is neither true nor false.";
    public const string TrueOrFalse = "true or false";
    public const string NoNumber = "\"{0}\" is no number.";
    public const string NumberLike = "a number, as in {0}";
    public const string NoPercent = "So sure nothing can be.";
    public const string PercentLike = "a number from 0 to 100";

    // The JSON form: what is an object, a list and so on.
    public const string AnObject = "an object";
    public const string AList = "a list";
    public const string ANumber = "a number";
    public const string Null = "null";
    public const string ThisText = "this text";

    // The JSON form: queries.
    public const string QueryIsObject = "A query is an object, not {0}.";
    public const string QueryLike = "all, any, not, words, phrase, field, claim or query";
    public const string NoMember = "A query has no member '{0}' here.";
    public const string ObjectSaysNothing = "This object says nothing.";
    public const string NothingInList = "There is nothing in this list.";
    public const string ListOfQueries = "{0} is a list of queries, not {1}.";
    public const string AtLeastOneQuery = "at least one query";
    public const string ListsTooDeep = "Lists of queries nest at most {0} deep in each other.";
    public const string FewerLevels = "fewer levels of all, any and not";
    public const string WordsAreText = "Words are a text, not {0}.";
    public const string QueryIsText = "A query in words is a text, not {0}.";
    public const string TextSaysNothing = "This text says nothing.";
    public const string AQuery = "a query";
    public const string TextTooLong = "A text has at most {0} characters; this has {1}.";
    public const string ShorterText = "a shorter text";
    public const string HalfACharacter = "Half a character stands here: a surrogate without its other half.";
    public const string WholeCharacter = "a whole character, or none";

    // The JSON form: claims.
    public const string ClaimOfWhat = "A claim is one of a tag or of a person.";
    public const string TagOrPerson = "tag or person";
    public const string ClaimedIsText = "What is claimed is a text, not {0}.";
    public const string ATagOrPerson = "a tag or a person";
    public const string ClaimSays = "A claim says what it is about, where, or both.";
    public const string WhatOrWhere = "what or where";
    public const string NoPartOfClaim = "This is no part of a claim of a {0}.";

    // The JSON form: conditions.
    public const string NoFieldNamed = "There is no field '{0}'.";
    public const string FieldName = "the name of a field";
    public const string NoOperator = "'{0}' is no operator; what it must not be stands in not.";
    public const string TakesNoValue = "{0} takes no value.";
    public const string TakesOneValue = "{0} takes one value.";
    public const string TakesTwoValues = "{0} takes two values.";
    public const string TakesAList = "{0} takes a list of values.";
    public const string Nothing = "nothing";
    public const string ValuesList = "values: a list";
    public const string ValueIsText = "A value is a text or a number, not {0}.";
    public const string TextOrNumber = "a text or a number";
}

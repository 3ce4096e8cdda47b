namespace Vitrine.Core.Claims;

/// <summary>
/// What is said of values that cannot be taken (sentences) and of what could be (no sentences), in English, as <see cref="Search.QuerySentences"/> has it of queries. Labels of fields,
/// values, numbers and examples are arguments.
/// </summary>
public static class ValueSentences
{
    /// <summary>A value by its name, and what is wrong with it; of several the first.</summary>
    public const string FirstOfSeveral = "{0} values cannot be taken. The first is {1}: {2}";

    // What a value is.
    public const string IsNotA = "{0} is {1}, not {2}.";
    public const string ALine = "one line of text";
    public const string SomeText = "text";
    public const string AText = "a text";
    public const string ANumber = "a number";
    public const string ADate = "a date";
    public const string YesOrNo = "yes or no";
    public const string OneOption = "one of its options";
    public const string SomeOptions = "some of its options";
    public const string AnAddress = "an address";
    public const string ALength = "a length of time";
    public const string APosition = "a position";
    public const string AnAsset = "the id of an asset";
    public const string AnObject = "an object";
    public const string AList = "an array";
    public const string TrueOrFalse = "true or false";
    public const string Null = "null";

    // What it could be.
    public const string NumberLike = "a number such as 12.5";
    public const string DateLike = "a date such as 2024, 2024-05, 2024-05-01 or 2024-05-01T14:30";
    public const string AddressLike = "an address such as https://example.org/page";
    public const string LengthLike = "seconds such as 90, or 1:30, or PT1M30S";
    public const string PositionLike = "degrees such as 48.137, 11.575";
    public const string IdLike = "24 hex digits";
    public const string OneOfAndMore = "one of {0} and {1} more";
    public const string FromTo = "from {0} to {1}";
    public const string OrMore = "{0} or more";
    public const string OrLess = "{0} or less";
    public const string CharactersOrMore = "{0} characters or more";
    public const string CharactersOrFewer = "{0} characters or fewer";
    public const string AtMostCharacters = "at most {0} characters";
    public const string OptionsOrFewer = "{0} options or fewer";
    public const string Printable = "printable text";
    public const string PrintableLine = "one line of printable text";
    public const string Matching = "a text that matches {0}";
    public const string Shorter = "a shorter text";
    public const string NoValue = "no value";
    public const string ValueItHas = "the value it has";
    public const string ValueOfItsOwn = "a value that no other asset has";
    public const string IdOfThisLibrary = "the id of an asset of this library";
    public const string FieldMadeBefore = "a field that was made before";

    // What is wrong with it by itself.
    public const string HalfACharacter = "{0} has half a character in it.";
    public const string LineEnd = "{0} has a line end in it.";
    public const string ControlCharacter = "{0} has a control character in it.";
    public const string TooShort = "{0} has at least {1} characters; this has {2}.";
    public const string TooLong = "{0} has at most {1} characters; this has {2}.";
    public const string OtherForm = "{0} does not have the form that is asked for.";
    public const string FormTooSlow = "It takes too long to tell whether {0} has the form that is asked for.";
    public const string NoAddress = "{0} is an address, and \"{1}\" is none.";
    public const string NotYesOrNo = "{0} is yes or no, not \"{1}\".";
    public const string NoId = "{0} is the id of an asset, and \"{1}\" is none.";
    public const string NoOption = "{0} has no option \"{1}\".";
    public const string SeveralOptions = "\"{0}\" means several options of {1}.";
    public const string OptionsAreTexts = "The options of {0} are texts, not {1}.";
    public const string OptionTooLong = "{0} has no option of {1} characters.";
    public const string TooManyOptions = "At most {0} options of {1} can be chosen.";
    public const string NoNumber = "{0} is a number, and \"{1}\" is none.";
    public const string TooManyDigits = "A number has at most {0} digits.";
    public const string NoLength = "{0} is a length of time, and \"{1}\" is none.";
    public const string TooManySeconds = "{0} is at most {1} seconds.";
    public const string TooSmall = "{0} is at least {1}, not {2}.";
    public const string TooLarge = "{0} is at most {1}, not {2}.";
    public const string NoDate = "{0} is a date, and \"{1}\" is none.";
    public const string TooEarly = "{0} is not before {1}.";
    public const string TooLate = "{0} is not after {1}.";
    public const string NoPositionObject = "{0} is an object with latitude and longitude in degrees.";
    public const string NoPosition = "{0} is a position, and \"{1}\" is none.";
    public const string NoLatitude = "A latitude lies between -90 and 90 degrees.";
    public const string NoLongitude = "A longitude lies between -180 and 180 degrees.";

    /// <summary>Of a value that the rule of a field names.</summary>
    public const string InARule = "In a rule: {0}";

    // What is wrong with it beside others.
    public const string Required = "{0} is required.";
    public const string NotInFolder = "Assets in this folder have no {0}.";
    public const string ReadOnly = "{0} cannot be changed in this folder.";
    public const string OnlyWhere = "{0} is there only where {1}.";
    public const string FieldIs = "{0} is {1}";
    public const string Either = "{0} or {1}";
    public const string NotBeside = "\"{0}\" cannot be chosen for {1} beside the other values.";
    public const string Taken = "{0} \"{1}\" is that of {2} already.";
    public const string NoSuchAsset = "{0}: there is no asset with the id {1}.";

    // Attributes that every asset has.
    public const string Stars = "Stars are whole numbers from 1 to 5; −1 is rejected, 0 not rated.";
    public const string Picks = "−1 is rejected, 0 undecided, 1 picked.";
    public const string TextTooLong = "This text has {0} characters; {1} are kept.";
    public const string UnreadDate = "This is not a date that can be read.";
    public const string PositionOfPlace = "A position is latitude (−90 to 90) and longitude (−180 to 180) in degrees.";
    public const string PlaceInParts = "A place is a country's two letters, region and town, parted by slashes.";
    public const string PlaceTooLong = "The names of this place are too long.";
    public const string NoLanguage = "'{0}' is not a language tag.";
    public const string AtLeastALetter = "Each has at least one letter, and there are at most {0}.";
}

using Vitrine.Core.Search.Phrases;

namespace Vitrine.Core.Tests.Search.Phrases;

public sealed class PhraseQueryTests
{
    [Theory]
    [InlineData("en", "dogs on the beach last summer", "tag:dog tag:beach taken>=2025-06 taken<2025-09")]
    [InlineData("en", "photos or videos of horses from Spain", "(kind:image OR kind:video) tag:horse country:Spain")]
    [InlineData("en", "red or blue cars", "tag:car (tag:red OR tag:blue)")]
    [InlineData("en", "red dress on white background", "tag:dress tag:red tag:\"white background\"")]
    [InlineData("en", "dress on black background", "tag:dress tag:\"plain background\" tag:black")]
    [InlineData("en", "black and white portraits", "tag:portrait tag:black tag:white")]
    [InlineData("en", "photos in black and white", "kind:image tag:\"black and white\"")]
    [InlineData("en", "beach without people", "tag:beach -tag:person")]
    [InlineData("en", "neither dogs nor cats", "-(tag:dog OR tag:cat)")]
    [InlineData("en", "since 2020", "taken>=2020")]
    [InlineData("en", "not from 2020", "-taken:2020")]
    [InlineData("en", "added yesterday", "added:2026-04-14")]
    [InlineData("en", "photos from New York", "kind:image town:\"New York\"")]
    [InlineData("en", "wedding in Tuscany", "tag:wedding place:Tuscany")]
    [InlineData("en", "crane", "tag:\"crane (bird)\" OR tag:\"crane (machine)\"")]
    [InlineData("en", "panorama of the city", "tag:panorama tag:city")]
    [InlineData("de", "Hunde am Strand", "tag:Hund tag:Strand")]
    [InlineData("fr", "chien sur la plage", "tag:chien tag:plage")]
    [InlineData("es", "perros en la playa", "tag:perro tag:playa")]
    [InlineData("en", "blorf", "")]
    [InlineData("en", "five stars", "rating:5")]
    [InlineData("en", "at least four stars", "rating>=4")]
    [InlineData("en", "unrated", "-rating EXISTS")]
    [InlineData("en", "photos with Anna", "kind:image person:Anna")]
    [InlineData("en", "vertical videos", "orientation:portrait kind:video")]
    [InlineData("en", "videos longer than two minutes", "kind:video duration>120s")]
    [InlineData("en", "photos larger than 10 MB", "kind:image size>10mb")]
    [InlineData("en", "dogs or five stars", "tag:dog OR rating:5")]
    [InlineData("en", "show me the", "")]
    [InlineData("en", "two dogs", "tag(\"dog\", count:2)")]
    [InlineData("en", "at least three dogs", "tag(\"dog\", count>=3)")]
    [InlineData("en", "two to four people", "tag(\"person\", count BETWEEN 2 AND 4)")]
    [InlineData("en", "fewer than three cars", "tag(\"car\", count<=2)")]
    [InlineData("en", "zero dogs on the beach", "-tag:dog tag:beach")]
    [InlineData("de", "null Personen", "-tag:Person")]
    [InlineData("en", "two baseball players", "tag:\"baseball player\"")]
    [InlineData("de", "zwei rote Autos", "tag(\"Auto\", count:2) tag:Rot")]
    public void ToQuery_OfAPhrase_Asks(string language, string phrase, string expected) =>
        Assert.Equal(expected, PhraseReader.Read(phrase, PhraseTables.Context(language)).ToQuery().Text);

    [Theory]
    [InlineData("three lighthouses", PhraseGap.Count)]
    [InlineData("large photos", PhraseGap.Measure)]
    [InlineData("long videos", PhraseGap.Measure)]
    [InlineData("not two dogs", PhraseGap.Negation)]
    public void ToQuery_OfWhatCannotBeAskedYet_SaysSo(string phrase, PhraseGap why) =>
        Assert.Contains(why, PhraseReader.Read(phrase, PhraseTables.Context("en")).ToQuery().NotAsked.Select(loss => loss.Why));

    [Theory]
    [InlineData("red dress", PhraseGap.ColourOfThing)]
    [InlineData("dress on black background", PhraseGap.BackgroundColour)]
    [InlineData("dogs on the beach", PhraseGap.Relation)]
    public void ToQuery_OfWhatIsAskedLessExactly_SaysSo(string phrase, PhraseGap why) =>
        Assert.Contains(why, PhraseReader.Read(phrase, PhraseTables.Context("en")).ToQuery().Approximated.Select(loss => loss.Why));

    [Fact]
    public void ToQuery_WhereNothingWasUnderstood_GivesNoQuery() =>
        Assert.Null(PhraseReader.Read("blorf xyzzy", PhraseTables.Context("en")).ToQuery().Query);
}

using System.Text;
using Vitrine.Core.Search;

namespace Vitrine.Core.Tests.Search;

/// <summary>What can stand at a place of a query that is being typed; the place is marked by <c>|</c>.</summary>
public sealed class CaretPlaceTests
{
    [Theory]
    [InlineData("|", "Term  ")]
    [InlineData("do|", "Term  do")]
    [InlineData("dog ca|t bird", "Term  ca")]
    [InlineData("(dog OR -ca|", "Term  ca")]
    [InlineData("tag|", "Term  tag")]
    [InlineData("tag.co|", "Term  tag.co")]
    [InlineData("tag:|", "Value tag ")]
    [InlineData("dog tag:do|g x", "Value tag do")]
    [InlineData("tag:\"red dr|ess\" x", "Value tag red dr")]
    [InlineData("tag:\"red \\\"x|", "Value tag red \"x")]
    [InlineData("tag:\"red\"|", "Nothing  ")]
    [InlineData("tag:\"red\" |", "Term  ")]
    [InlineData("\"summer pa|", "Nothing  ")]
    [InlineData("\"customMetadata.brand\" = Ni|", "Value field:brand Ni")]
    [InlineData("width |", "Operator width ")]
    [InlineData("width BET|", "Operator width BET")]
    [InlineData("width NOT |", "Operator width ")]
    [InlineData("width >= |", "Value width ")]
    [InlineData("width BETWEEN 5|", "Value width 5")]
    [InlineData("width BETWEEN 5 |", "And width ")]
    [InlineData("width BETWEEN 5 AND 1|", "Value width 1")]
    [InlineData("width BETWEEN 5 AND 10 |", "Term  ")]
    [InlineData("kind IN |", "List kind ")]
    [InlineData("kind IN (|", "Value kind  list")]
    [InlineData("kind IN (image, vi|)", "Value kind vi list")]
    [InlineData("kind NOT IN [\"image\", \"vi|", "Value kind vi list")]
    [InlineData("kind IN (image) |", "Term  ")]
    [InlineData("taken EXISTS |", "Term  ")]
    [InlineData("taken:this w|", "Value taken this w")]
    [InlineData("taken:\"last m|", "Value taken last m")]
    [InlineData("taken:2024 w|", "Term  w")]
    [InlineData("field.co|", "Name field co")]
    [InlineData("embedded.|", "Name embedded ")]
    [InlineData("field.colour:r|", "Value field:colour r")]
    [InlineData("field.colour |", "Operator field:colour ")]
    [InlineData("tag(|", "Claim tag ")]
    [InlineData("tag(sh|", "Claim tag sh")]
    [InlineData("tag(\"red sh|", "Claim tag red sh")]
    [InlineData("tag(shoe, |", "Claim tag ")]
    [InlineData("tag(shoe, confidence > 8|", "Value tag.confidence 8")]
    [InlineData("tag(shoe, NOT source = m|", "Value tag.source m")]
    [InlineData("tag(shoe, source IN (m|", "Value tag.source m list")]
    [InlineData("tag(shoe, source |", "Operator tag.source ")]
    [InlineData("tag(shoe) |", "Term  ")]
    [InlineData("person(Ann L|", "Claim person Ann L")]
    public void Place_IsWhatTheParserExpectsThere(string marked, string expected)
    {
        var caret = marked.IndexOf('|', StringComparison.Ordinal);
        var place = CaretPlace.Of(marked.Remove(caret, 1), caret);
        var field = place.Field?.Name + (place.Name.Length > 0 ? ":" + place.Name : "");
        Assert.Equal(expected, $"{place.Kind} {field} {place.Typed}{(place.IsInList ? " list" : "")}");
    }

    [Theory]
    [InlineData("dog tag:do|g x", "do", "g")]
    [InlineData("tag:\"red dr|ess\" x", "\"red dr", "ess\"")]
    [InlineData("tag:\"red dr| \"a b\"", "\"red dr", "")]
    [InlineData("kind IN (im|age, video)", "im", "age")]
    [InlineData("tag:| dog", "", "")]
    public void Span_HoldsWhatIsTypedOnBothSidesOfTheCaret(string marked, string before, string behind)
    {
        var caret = marked.IndexOf('|', StringComparison.Ordinal);
        var query = marked.Remove(caret, 1);
        var place = CaretPlace.Of(query, caret);
        Assert.Equal((before, behind), (query[place.Start..caret], query[caret..place.End]));
    }

    /// <summary>Beginnings of queries that are right, with something wrong put in, and characters at random.</summary>
    [Fact]
    public void Anything_HasAPlaceWithinTheQuery()
    {
        var random = new Random(20_261_127);
        string[] valid =
        [
            .. SearchFields.All.Select(field => field.Example), "tag(shoe, confidence > 80, NOT source = model) OR (kind IN (image, video) -\"a b\")", "field.\"odd name\" HAS \"x y\" AND width NOT BETWEEN 500 AND 1000",
            "taken:\"this week\" place NEAR \"48.85,2.35 5km\"", "tags IN [\"a\", 'b'] createdAt > \"7d\"", "person(\"Ann Lee\", state = accepted) embedded.\"Lens Model\" EXISTS",
        ];
        const string odd = "\"'()[],:=<>!-\\ .*|\u0000\ud800é漢";
        for (var i = 0; i < 20_000; i++)
        {
            var text = new StringBuilder(valid[random.Next(valid.Length)]);
            for (var changes = random.Next(4); changes > 0; changes--)
            {
                text.Insert(random.Next(text.Length + 1), odd[random.Next(odd.Length)]);
            }

            var query = i % 5 == 0 ? new string([.. Enumerable.Range(0, random.Next(40)).Select(_ => odd[random.Next(odd.Length)])]) : text.ToString();
            var caret = random.Next(-1, query.Length + 2);
            var place = CaretPlace.Of(query, caret);
            Assert.InRange(place.Start, 0, Math.Clamp(caret, 0, query.Length));
            Assert.InRange(place.End, Math.Clamp(caret, 0, query.Length), query.Length);
        }
    }
}

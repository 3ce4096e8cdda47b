using Vitrine.Core.Colours;
using Vitrine.Core.Search;

namespace Vitrine.Core.Tests.Colours;

public sealed class ColourCellTests
{
    [Theory]
    [InlineData("#aa3300", "#aa3300", true)]
    [InlineData("#aa3300", "#b03a08", true)]
    [InlineData("#aa3300", "#992200", true)]
    [InlineData("#aa3300", "#ff8800", false)]
    [InlineData("#aa3300", "#aa0077", false)]
    [InlineData("#aa3300", "#000000", false)]
    [InlineData("#0000ff", "#00ff00", false)]
    [InlineData("#ffffff", "#f0f0f0", true)]
    [InlineData("#ffffff", "#808080", false)]
    [InlineData("#000000", "#010101", true)]
    public void About_AColour_AreThoseThatLookLikeIt(string asked, string other, bool expected) =>
        Assert.Equal(expected, ColourCell.About(ColourCell.Read(asked)!.Value).Contains(ColourCell.Of(ColourCell.Read(other)!.Value)));

    [Fact]
    public void About_AnyColour_HasItsOwnCell_AndFewOthers()
    {
        var random = new Random(3);
        for (var i = 0; i < 200; i++)
        {
            var colour = Oklab.FromRgb((byte)random.Next(256), (byte)random.Next(256), (byte)random.Next(256));
            var cells = ColourCell.About(colour);

            Assert.Contains(ColourCell.Of(colour), cells);
            Assert.InRange(cells.Count, 1, 120);
            Assert.Equal(cells.Distinct(), cells);
        }
    }

    [Theory]
    [InlineData("#AA3300", "#aa3300")]
    [InlineData("a30", "#aa3300")]
    [InlineData(" #a30 ", "#aa3300")]
    [InlineData("red", null)]
    [InlineData("#12345", null)]
    [InlineData("", null)]
    [InlineData("#٣٣٣", null)]
    public void Written_OfWhatIsTyped_IsSixDigits(string typed, string? expected) => Assert.Equal(expected, ColourCell.Written(typed));

    [Theory]
    [InlineData("colour ~ \"#AA3300\"", "colour:\"#aa3300\"")]
    [InlineData("colour~#a30", "colour:\"#aa3300\"")]
    [InlineData("color:aa3300", "colour:\"#aa3300\"")]
    [InlineData("colour IN (#a30, 000)", "colour IN (\"#aa3300\", \"#000000\")")]
    [InlineData("-colour EXISTS", "-colour EXISTS")]
    public void Colour_InQueries_IsReadAndPrinted(string query, string expected) => Assert.Equal(expected, QueryPrinter.Print(QueryParser.Parse(query).Query!));
}

using Vitrine.Core.Search.Phrases;

namespace Vitrine.Core.Tests.Search.Phrases;

public sealed class FunctionWordTests
{
    [Theory]
    [InlineData("the", true)]
    [InlineData("The", true)]
    [InlineData("of the", true)]
    [InlineData("in front of the", true)]
    [InlineData("show me", true)]
    [InlineData("there are, with a …", true)]
    [InlineData("front", false)]
    [InlineData("the dog", false)]
    [InlineData("hat", false)]
    [InlineData("hay", false)]
    [InlineData("man", false)]
    [InlineData("red", false)]
    [InlineData("files", false)]
    [InlineData("2", false)]
    [InlineData("der", false)]
    [InlineData("?", false)]
    [InlineData("", false)]
    public void AreAll_SentencesThatNameNothing(string text, bool expected) => Assert.Equal(expected, FunctionWords.AreAll(text));

    [Fact]
    public void AreAll_LongTexts_TakesNoLong() => Assert.True(FunctionWords.AreAll(string.Join(' ', Enumerable.Repeat("in front of the", 4_000))));
}

using Vitrine.Core.Search;

namespace Vitrine.Core.Tests.Search;

public sealed class QueryTreeTests
{
    private static readonly Query Asked = QueryParser.Parse("sea (tag:dog OR -\"old wall\") -(kind:video tag(shoe, confidence > 80))").Query!;

    [Fact]
    public void Leaves_are_words_conditions_and_claims_in_their_order() =>
        Assert.Equal(["sea", "tag:dog", "\"old wall\"", "kind:video", "tag(\"shoe\", confidence>80)"], QueryTree.Leaves(Asked).Select(QueryPrinter.Print));

    [Fact]
    public void What_is_wanted_is_without_what_is_negated() => Assert.Equal(["sea", "tag:dog"], QueryTree.Wanted(Asked).Select(QueryPrinter.Print));

    [Fact]
    public void Every_leaf_can_give_way_and_the_others_stay() => Assert.Equal(
        "sea (tag:dog OR -wall) -(kind:video tag(\"shoe\", confidence>80))", QueryPrinter.Print(QueryTree.Map(Asked, leaf => leaf is Query.Words { IsPhrase: true } ? new Query.Words("wall") : leaf)));

    [Fact]
    public void What_leaves_become_is_made_tidy_and_read_as_it_is_written()
    {
        var mapped = QueryTree.Tidy(QueryTree.Map(QueryParser.Parse("-(cat dogs) (dogs OR dog OR cat) dogs").Query!, leaf => leaf is Query.Words { Content: "dogs" or "dog" }
            ? new Query.Or([new Query.Words("dog", IsPhrase: true), new Query.Words("dogs", IsPhrase: true)]) : leaf));
        Assert.Equal("-(cat (\"dog\" OR \"dogs\")) (\"dog\" OR \"dogs\" OR cat) (\"dog\" OR \"dogs\")", QueryPrinter.Print(mapped));
        Assert.Equal(mapped, QueryParser.Parse(QueryPrinter.Print(mapped)).Query);
    }
}

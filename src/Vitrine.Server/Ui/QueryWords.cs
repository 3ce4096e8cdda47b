using System.Globalization;
using System.Resources;
using Vitrine.Contracts;
using Vitrine.Core.Search;
using Vitrine.Server.Search;

namespace Vitrine.Server.Ui;

/// <summary>
/// What is wrong with a query or another request, in the language of who asks. The English sentences stand where they are said (<see cref="QuerySentences"/>,
/// <see cref="Core.Claims.ValueSentences"/>, <see cref="Hosting.RefusalSentences"/>) and are themselves the keys of the translations, so <c>QueryStrings.resx</c> and
/// <c>RefusalStrings.resx</c> are empty; what nobody translated is said in English.
/// </summary>
internal static class QueryWords
{
    private static readonly ResourceManager[] Sentences =
        [.. new[] { "QueryStrings", "RefusalStrings" }.Select(name => new ResourceManager("Vitrine.Server.Ui." + name, typeof(QueryWords).Assembly))];

    public static string Message(QueryProblem problem) => problem.Sentence is { } sentence ? Say(sentence) : problem.Message;

    public static string? Expected(QueryProblem problem) => problem.Wanted is { } wanted ? Say(wanted) : problem.Expected;

    /// <summary>How sentences are said to who sent a request: to people in their language, to programs in English.</summary>
    public static Func<QuerySentence, string> For(HttpRequest request) => request.Headers.ContainsKey(QueryProblems.PageHeader) ? Say : sentence => sentence.ToString();

    private static string Say(QuerySentence sentence) => sentence.In(Translated, CultureInfo.CurrentCulture);

    private static string Translated(string english) =>
        Sentences.Select(list => list.GetString(english, CultureInfo.CurrentUICulture)).FirstOrDefault(words => words is not null) ?? english;
}

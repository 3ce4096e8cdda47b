using System.Globalization;
using System.Resources;
using Vitrine.Contracts;

namespace Vitrine.Server.Ui;

/// <summary>
/// What is wrong with a query, in the language of the request. The English sentences stand where they are said (<see cref="Core.Search.QuerySentences"/>) and are themselves the
/// keys of the translations, so <c>QueryStrings.resx</c> is empty; what nobody translated is said in English.
/// </summary>
internal static class QueryWords
{
    private static readonly ResourceManager Sentences = new("Vitrine.Server.Ui.QueryStrings", typeof(QueryWords).Assembly);

    public static string Message(QueryProblem problem) => problem.Sentence?.In(Translated) ?? problem.Message;

    public static string? Expected(QueryProblem problem) => problem.Wanted?.In(Translated) ?? problem.Expected;

    private static string Translated(string english) => Sentences.GetString(english, CultureInfo.CurrentUICulture) ?? english;
}

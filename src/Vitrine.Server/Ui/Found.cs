using Vitrine.Contracts;

namespace Vitrine.Server.Ui;

/// <summary>What a search found, or why its query could not be read; one of the two is null.</summary>
internal sealed record Found(SearchAnswer? Answer, QueryProblem? Problem)
{
    /// <summary>What the map shows and smart collections are made of: of words that were understood the query that finds what fits wholly, where anything does, else all that is found; else null.</summary>
    public static string? Narrowed(SearchAnswer? answer) => answer is { Strong: { } strong, Understood: { } phrase } ? strong > 0 ? phrase.Query : phrase.Found : null;
}

using Vitrine.Contracts;
using Vitrine.Core.Search;

namespace Vitrine.Server.Search.Phrases;

/// <summary>Words that were read as ordinary language.</summary>
/// <param name="Strong">What finds the strong results; null where nothing was understood, so that the words are searched for as they stand.</param>
/// <param name="Found">What finds all; null where <paramref name="Strong"/> is.</param>
/// <param name="Parts">The single things, colours and people in it.</param>
internal sealed record ReadPhrase(Query? Strong, Query? Found, IReadOnlyList<Query> Parts, UnderstoodPhrase Understood)
{
    /// <summary>Whether conditions stand behind the words. What the words ask for is the first operand then.</summary>
    public bool IsNarrowed { get; init; }

    /// <summary>How many of the first operands are no choices, whose siblings would keep counting beside the results: what words say is none.</summary>
    public int Kept => Strong is null ? 0 : IsNarrowed ? 1 : int.MaxValue;
}

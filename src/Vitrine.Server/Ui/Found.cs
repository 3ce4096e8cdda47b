using Vitrine.Contracts;

namespace Vitrine.Server.Ui;

/// <summary>What a search found, or why its query could not be read; one of the two is null.</summary>
internal sealed record Found(SearchAnswer? Answer, QueryProblem? Problem);

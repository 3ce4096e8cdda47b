using Vitrine.Contracts;
using Vitrine.Core.Assets;

namespace Vitrine.Server.Ui.Assets;

/// <summary>What is said about an asset's problems: what failed, and what is worth a note only.</summary>
internal static class ProblemLook
{
    /// <summary>What is missing or damaged. Steps that met the same hindrance say it once, as the first of them did.</summary>
    public static IReadOnlyList<ProblemView> Failed(AssetDetail asset) => Once(asset.Problems.Where(problem => !Problem.Notes.Contains(problem.Code)).DistinctBy(problem => problem.Code));

    /// <summary>What leaves the file usable.</summary>
    public static IReadOnlyList<ProblemView> Notes(AssetDetail asset) => Once(asset.Problems.Where(problem => Problem.Notes.Contains(problem.Code)));

    private static IReadOnlyList<ProblemView> Once(IEnumerable<ProblemView> problems) => [.. problems.DistinctBy(problem => problem.Message)];
}

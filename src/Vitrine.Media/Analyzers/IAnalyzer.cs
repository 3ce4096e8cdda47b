using Vitrine.Core.Analysis;
using Vitrine.Core.Assets;

namespace Vitrine.Media.Analyzers;

/// <summary>What an analyzer is, apart from what it does. Raising <paramref name="Version"/> runs it again on everything it covers.</summary>
/// <param name="Id">Stable, lower case: <c>classify</c>, <c>detect</c>, <c>faces</c>, <c>looks</c>.</param>
/// <param name="Task">The task in <c>Packs/catalog.json</c> whose model it runs; null = needs no model.</param>
public sealed record AnalyzerInfo(string Id, int Version, IReadOnlyList<AssetKind> Kinds, string? Task)
{
    /// <summary>What it would speak with here, as <see cref="IAnalyzer.Model"/> says it; empty where that depends on what is installed.</summary>
    public string Model { get; init; } = "";
}

/// <summary>Looks at a picture and returns raw findings. One instance serves one child process, one picture at a time.</summary>
public interface IAnalyzer : IDisposable
{
    AnalyzerInfo Info { get; }

    /// <summary>The model that speaks, as it will stand in claims: <c>name@version</c>; the analyzer's own id and version where there is none.</summary>
    string Model { get; }

    IReadOnlyList<Finding> Analyze(Picture picture, CancellationToken cancellationToken);
}

/// <summary>An upright sRGB picture, alpha flattened on white: 8-bit RGB, row by row, no padding.</summary>
public sealed record Picture(int Width, int Height, byte[] Rgb)
{
    /// <summary>Whether the original had transparency.</summary>
    public bool IsTransparent { get; init; }
}

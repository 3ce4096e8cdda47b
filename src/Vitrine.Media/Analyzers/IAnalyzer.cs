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

    /// <summary>A part of it, at least one pixel.</summary>
    /// <param name="box">What of it lies outside is cut off.</param>
    public Picture Of(Box box)
    {
        var left = Edge(box.X, Width, 0);
        var top = Edge(box.Y, Height, 0);
        var (width, height) = (Edge(box.X + box.Width, Width, 1) - left, Edge(box.Y + box.Height, Height, 1) - top);
        (width, height) = (Math.Max(1, width), Math.Max(1, height));
        var rgb = new byte[width * height * 3];
        for (var row = 0; row < height; row++)
        {
            Rgb.AsSpan((((top + row) * Width) + left) * 3, width * 3).CopyTo(rgb.AsSpan(row * width * 3));
        }

        return new Picture(width, height, rgb) { IsTransparent = IsTransparent };

        // Where a box begins there is a pixel left for it; where it ends there may be none.
        static int Edge(float share, int size, int end) => (int)Math.Clamp(Math.Round((double)share * size), 0, size - 1 + end);
    }
}

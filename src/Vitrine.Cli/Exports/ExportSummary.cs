using System.Text.Json.Serialization;

namespace Vitrine.Cli.Exports;

/// <param name="Assets">In the library, or found by the query, when the export ended.</param>
/// <param name="Files">Of those, how many lie in the folder.</param>
/// <param name="Written">Files that this run wrote; the others were there.</param>
internal sealed record ExportSummary(long Assets, long Files, long Sidecars, long Written, IReadOnlyList<ExportProblem> Problems)
{
    /// <summary>Whether everything is there, as it was taken in.</summary>
    public bool IsWhole => Files == Assets && Sidecars == Assets && Problems.Count == 0;
}

internal sealed record ExportProblem(string Path, string Message);

/// <summary>A line of the export's notes: what was written for an asset.</summary>
/// <param name="Wanted">The path that the library gives; <paramref name="Path"/> differs where two would be one file.</param>
/// <param name="Sidecar">Path of the XMP file.</param>
/// <param name="Sha256">Of the version that was written.</param>
/// <param name="Revision">Of the asset, so that a changed tag writes the XMP file anew.</param>
internal sealed record ExportNote(string Id, string Wanted, string Path, string Sidecar, string Sha256, long Bytes, long Revision, string AiTags);

/// <summary>The first line of the notes.</summary>
internal sealed record ExportHead(string Library);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ExportSummary))]
[JsonSerializable(typeof(ExportNote))]
[JsonSerializable(typeof(ExportHead))]
internal sealed partial class ExportJson : JsonSerializerContext;

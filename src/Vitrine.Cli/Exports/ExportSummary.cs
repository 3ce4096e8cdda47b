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

/// <summary>A line of the notes: what a file was like when the export gave it its name. What is otherwise is somebody's own.</summary>
/// <param name="Wrote">Its path.</param>
/// <param name="Modified">When its content was last written, in ticks of UTC.</param>
internal sealed record ExportMark(string Wrote, long Bytes, long Modified)
{
    /// <summary>Disks of cameras keep times to two seconds.</summary>
    private const long Coarse = 2 * TimeSpan.TicksPerSecond;

    public static ExportMark Of(string path, FileInfo file) => new(path, file.Length, file.LastWriteTimeUtc.Ticks);

    public bool Fits(FileInfo file) => file.Length == Bytes && Math.Abs(file.LastWriteTimeUtc.Ticks - Modified) <= Coarse;
}

/// <summary>The first line of the notes.</summary>
internal sealed record ExportHead(string Library);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ExportSummary))]
[JsonSerializable(typeof(ExportNote))]
[JsonSerializable(typeof(ExportMark))]
[JsonSerializable(typeof(ExportHead))]
internal sealed partial class ExportJson : JsonSerializerContext;

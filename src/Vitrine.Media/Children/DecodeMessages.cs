using Vitrine.Core.Assets;
using Vitrine.Media.Exports;
using Vitrine.Media.Kinds;
using Vitrine.Media.Kinds.Document.Text;
using Vitrine.Media.Metadata;
using Vitrine.Media.Metadata.Writing;

namespace Vitrine.Media.Children;

/// <summary>
/// One file for a decode child. <paramref name="Steps"/> are names of decode steps (<see cref="DecodeSteps"/>); the file is opened once for all of them.
/// <paramref name="Name"/> is the asset's name: a hint for documents without a signature, never trusted.
/// </summary>
public sealed record DecodeRequest(string Path, string Name, IReadOnlyList<string> Steps)
{
    /// <summary>For <see cref="DecodeSteps.Export"/>: what to make.</summary>
    public ExportRecipe? Export { get; init; }

    /// <summary>For <see cref="DecodeSteps.Write"/>: what the file is to say.</summary>
    public MetadataEdits? Edits { get; init; }

    /// <summary>An empty folder for what is written of a file too large for an answer; there it is <see cref="DecodeWrite.FileName"/>.</summary>
    public string? Output { get; init; }
}

/// <summary>The steps a decode child knows.</summary>
public static class DecodeSteps
{
    /// <summary>Inherited facts and embedded metadata by managed readers.</summary>
    public const string Metadata = "metadata";

    /// <summary>Preview and thumbnail (video: from the poster frame; PDF: first page).</summary>
    public const string Renditions = "renditions";

    /// <summary>Every tag exiftool knows beside those of <see cref="Metadata"/>; later and slower.</summary>
    public const string Details = "details";

    /// <summary>What a document says, page by page.</summary>
    public const string Text = "text";

    /// <summary>What leaves the library: the picture of a preset, or the file without some of its metadata. No step of the pipeline.</summary>
    public const string Export = "export";

    /// <summary>A copy of the file that says something else about itself. No step of the pipeline; no rendition where it says so already.</summary>
    public const string Write = "write";
}

/// <summary>What a decode child made of a file. A step that could not do its work is in <see cref="Failed"/>; problems that left something usable are not.</summary>
public sealed record DecodeAnswer
{
    public required Sniffed Sniffed { get; init; }
    public InheritedFacts? Facts { get; init; }
    public EmbeddedMetadata? Embedded { get; init; }
    public IReadOnlyList<Rendition> Renditions { get; init; } = [];

    /// <summary>For <see cref="DecodeSteps.Text"/>; null where the format holds none.</summary>
    public DocumentText? Text { get; init; }

    /// <summary>Everything wrong with the file, also what did not keep a step from ending well.</summary>
    public IReadOnlyList<Problem> Problems { get; init; } = [];

    /// <summary>Step name → why it gave nothing.</summary>
    public IReadOnlyDictionary<string, Problem> Failed { get; init; } = new Dictionary<string, Problem>();

    /// <summary>Step name → milliseconds.</summary>
    public IReadOnlyDictionary<string, double> Milliseconds { get; init; } = new Dictionary<string, double>();
}

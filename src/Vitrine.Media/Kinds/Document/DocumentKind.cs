using System.Text.Json;
using Vitrine.Core.Assets;
using Vitrine.Media.Kinds.Image;

namespace Vitrine.Media.Kinds.Document;

/// <summary>Documents. PDF shows its first page, drawings the preview inside; the others have facts and no picture.</summary>
internal sealed class DocumentKind : IAssetKind
{
    private const int MaxJsonDepth = 256;

    public AssetKind Kind => AssetKind.Document;

    public ValueTask<MediaReading> ReadAsync(MediaFile file, bool renditions, DecodeLimits limits, CancellationToken cancellationToken) => ValueTask.FromResult(file.Sniffed.Format switch
    {
        "pdf" => PdfReader.Read(file, renditions, limits),
        "docx" or "xlsx" or "pptx" or "odt" or "ods" or "odp" or "epub" => OfficeReader.Read(file, limits),
        "eps" or "indd" when renditions => PreviewInside.Find(file, limits.BytesInMemory) is { } preview ? InsidePicture.Add(Readings.Plain(file), preview, limits) : Readings.Plain(file),
        "xml" => Xml(file, limits),
        "json" => Json(file),
        _ => Readings.Plain(file),
    });

    private static MediaReading Xml(MediaFile file, DecodeLimits limits)
    {
        var reading = Readings.Plain(file);
        return XmlCheck.Refuse(file, limits) is { } reason ? reading with { Problems = [reason.ToProblem()] } : reading;
    }

    /// <summary>The head alone is looked at: nesting that would hurt later readers shows there.</summary>
    private static MediaReading Json(MediaFile file)
    {
        var reader = new Utf8JsonReader(file.Head, isFinalBlock: false, new JsonReaderState(new JsonReaderOptions { MaxDepth = MaxJsonDepth, AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip }));
        try
        {
            while (reader.Read())
            {
            }
        }
        catch (JsonException) when (reader.CurrentDepth >= MaxJsonDepth - 1)
        {
            return Readings.Failed(file, new BadFileException(Codes.Unsafe, $"The document's parts are nested more than {MaxJsonDepth} deep."));
        }
        catch (JsonException)
        {
            // Lines of JSON, or a dialect: it is kept as text.
        }

        return Readings.Plain(file);
    }
}

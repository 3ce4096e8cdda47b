using Vitrine.Core.Assets;
using Vitrine.Media.Children;
using Vitrine.Media.Kinds;
using Vitrine.Media.Tools;

namespace Vitrine.Media.Exports;

/// <summary>The decode step that makes of an original what leaves the library.</summary>
internal static class DecodeExport
{
    /// <summary>Name of the one rendition that the step answers; it is never stored.</summary>
    public const string Recipe = "export";

    private static readonly DecodeLimits Limits = new();

    /// <summary>The file to give away, or why it cannot be given as asked: one that keeps what was to be taken out is never answered.</summary>
    public static async Task<(Rendition? Made, Problem? Failure)> MakeAsync(MediaFile media, FileInChild file, ExportRecipe recipe, CancellationToken cancellationToken)
    {
        try
        {
            return (recipe.Preset != ExportPreset.Original && media.Sniffed.Kind == AssetKind.Image
                ? await DrawnAsync(media, file, recipe, cancellationToken)
                : await CleanedAsync(media, file, recipe.Strip, cancellationToken), null);
        }
        catch (BadFileException reason)
        {
            return (null, reason.ToProblem() with { Step = DecodeSteps.Export });
        }
        catch (ToolException problem)
        {
            return (null, new Problem(DecodeSteps.Export, problem.Code, $"The metadata could not be written: {problem.Message}."));
        }
    }

    private static async Task<Rendition> DrawnAsync(MediaFile media, FileInChild file, ExportRecipe recipe, CancellationToken cancellationToken)
    {
        var picture = ExportPicture.Make(media, recipe.Preset, Limits);
        if (recipe.Strip.HasFlag(Stripped.All))
        {
            return picture;
        }

        var drawn = Path.Combine(file.Scratch, "drawn.jpg");
        await File.WriteAllBytesAsync(drawn, picture.Content, cancellationToken);
        var described = await MetadataWriter.CopyAsync(file.GetPath(), drawn, file.Scratch, cancellationToken);
        if (recipe.Strip != Stripped.None)
        {
            described = await MetadataWriter.CleanAsync(described, "jpeg", recipe.Strip, file.Scratch, cancellationToken);
        }

        return picture with { Content = await File.ReadAllBytesAsync(described, cancellationToken) };
    }

    private static async Task<Rendition> CleanedAsync(MediaFile media, FileInChild file, Stripped strip, CancellationToken cancellationToken)
    {
        var cleaned = await MetadataWriter.CleanAsync(file.GetPath(), media.Sniffed.Format, strip, file.Scratch, cancellationToken);
        return new Rendition(Recipe, media.Sniffed.Mime, 0, 0, await File.ReadAllBytesAsync(cleaned, cancellationToken));
    }
}

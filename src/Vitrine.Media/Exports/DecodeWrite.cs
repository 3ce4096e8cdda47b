using Vitrine.Core.Assets;
using Vitrine.Media.Children;
using Vitrine.Media.Kinds;
using Vitrine.Media.Metadata.Writing;
using Vitrine.Media.Tools;

namespace Vitrine.Media.Exports;

/// <summary>The decode step that puts metadata into a copy of a file.</summary>
public static class DecodeWrite
{
    /// <summary>Name of the one rendition that the step answers; it is never stored.</summary>
    public const string Recipe = "write";

    /// <summary>What was written into a folder is called so.</summary>
    public const string FileName = "written";

    /// <summary>What leaves, with metadata put into it; as it was made, with a problem, where that cannot be.</summary>
    /// <param name="format">Of the original; a picture that was drawn is a JPEG.</param>
    internal static async Task<(Rendition Made, Problem? Failure)> IntoAsync(
        Rendition made, string format, FileInChild file, EmbeddedWriter writer, MetadataEdits edits, CancellationToken cancellationToken)
    {
        var path = Path.Combine(file.Scratch, "leaving");
        await File.WriteAllBytesAsync(path, made.Content, cancellationToken);
        var target = Path.Combine(file.Scratch, FileName);
        var drawn = made.Width > 0;
        if (drawn)
        {
            // A picture that was drawn lies upright, in its own size.
            edits = edits with { Frame = new PictureFrame(made.Width, made.Height, 1) };
        }

        var (written, failure) = await TryAsync(writer, path, drawn ? "jpeg" : format, edits, target, cancellationToken);
        return (written ? made with { Content = await File.ReadAllBytesAsync(target, cancellationToken) } : made, failure);
    }

    /// <summary>The file as it is to be; neither it nor a failure where it says already what it is to say.</summary>
    /// <param name="output">A folder for a file that does not fit into an answer: then the rendition has no content.</param>
    internal static async Task<(Rendition? Made, Problem? Failure)> MakeAsync(
        MediaFile media, FileInChild file, EmbeddedWriter writer, MetadataEdits edits, string? output, CancellationToken cancellationToken)
    {
        var target = Path.Combine(output ?? file.Scratch, FileName);
        var (written, failure) = await TryAsync(writer, file.GetPath(), media.Sniffed.Format, edits, target, cancellationToken);
        return (written ? new Rendition(Recipe, media.Sniffed.Mime, 0, 0, output is null ? await File.ReadAllBytesAsync(target, cancellationToken) : []) : null, failure);
    }

    /// <returns>Whether the target is there now: not where nothing had to change, and not where it could not be written.</returns>
    private static async Task<(bool Written, Problem? Failure)> TryAsync(
        EmbeddedWriter writer, string path, string format, MetadataEdits edits, string target, CancellationToken cancellationToken)
    {
        try
        {
            return (await writer.WriteAsync(path, format, edits, target, cancellationToken), null);
        }
        catch (BadFileException reason)
        {
            return (false, reason.ToProblem() with { Step = DecodeSteps.Write });
        }
        catch (ToolException problem)
        {
            return (false, new Problem(DecodeSteps.Write, problem.Code, $"The metadata could not be written: {problem.Message}."));
        }
        catch (IOException problem)
        {
            return (false, new Problem(DecodeSteps.Write, "not-writable", $"The metadata could not be written: {problem.Message}."));
        }
    }
}

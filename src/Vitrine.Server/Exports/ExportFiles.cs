using Vitrine.Core.Assets;
using Vitrine.Media.Children;
using Vitrine.Media.Exports;
using Vitrine.Media.Metadata.Writing;
using Vitrine.Server.Import;
using Vitrine.Server.Ingest;
using Vitrine.Server.Pipeline;
using Vitrine.Server.Storage.Blobs;

namespace Vitrine.Server.Exports;

/// <summary>A file ready to leave.</summary>
/// <param name="Remark">What its receiver should know, in a sentence.</param>
internal sealed record ExportedFile(Stream Content, string? Remark) : IAsyncDisposable
{
    /// <summary>What the library says could not be put into it, so that it needs a file beside it.</summary>
    public bool WantsSidecar { get; init; }

    public ValueTask DisposeAsync() => Content.DisposeAsync();
}

/// <summary>A file that cannot leave as asked. The message is a sentence.</summary>
internal sealed class ExportFailedException(string message) : Exception(message);

/// <summary>Makes of an asset's original the file that leaves.</summary>
internal sealed class ExportFiles(OriginalStore originals, BlobStore blobs, IMediaRunner media, EmbeddedExport embedded)
{
    private const string Changed = "The file changed since it was taken in.";
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    /// <summary>How many files may be made at once: each needs a decode child.</summary>
    public int Together => media.DecodeWorkers;

    /// <summary>Whether a file has to be made, rather than only opened.</summary>
    public static bool IsMade(ExportAsset asset, ExportRecipe recipe) => recipe.Strip != Stripped.None || ExtensionOf(asset, recipe) is not null;

    /// <summary>Of the format that a picture is drawn in, with its dot; null for a file that keeps its own.</summary>
    public static string? ExtensionOf(ExportAsset asset, ExportRecipe recipe) => recipe.Preset != ExportPreset.Original && asset.Kind == AssetKind.Image ? ".jpg" : null;

    /// <exception cref="ExportFailedException">It is not where it was, or cannot be made as asked.</exception>
    /// <exception cref="BlobsUnavailableException">The store of the originals does not answer.</exception>
    /// <param name="edits">What the file is to say of itself; null = what it says already.</param>
    public async Task<ExportedFile> OpenAsync(ExportAsset asset, ExportRecipe recipe, MetadataEdits? edits, CancellationToken cancellationToken)
    {
        try
        {
            if (IsMade(asset, recipe))
            {
                return await MakeAsync(asset, recipe, edits, cancellationToken);
            }

            if (edits is not null)
            {
                return await embedded.OpenAsync(asset, edits, await FetchAsync(asset.Original, cancellationToken), cancellationToken);
            }

            var opened = await originals.OpenAsync(asset.Original, cancellationToken);
            return new ExportedFile(opened.Content, opened.AsTakenIn ? null : Changed);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new ExportFailedException("The original is not where it was, or cannot be read.");
        }
    }

    private async Task<ExportedFile> MakeAsync(ExportAsset asset, ExportRecipe recipe, MetadataEdits? edits, CancellationToken cancellationToken)
    {
        using var file = await FetchAsync(asset.Original, cancellationToken);
        var outcome = await media.DecodeAsync(new DecodeRequest(file.Path, asset.Name, [DecodeSteps.Export]) { Export = recipe, Edits = edits }, Limit, cancellationToken);
        if (outcome.Failure is { } failure)
        {
            throw new ExportFailedException(failure.Message);
        }

        if (outcome.Answer!.Failed.TryGetValue(DecodeSteps.Export, out var problem))
        {
            throw new ExportFailedException(problem.Message);
        }

        if (outcome.Answer.Renditions is not [var made])
        {
            throw new ExportFailedException("Nothing could be made of this file.");
        }

        outcome.Answer.Failed.TryGetValue(DecodeSteps.Write, out var notWritten);
        return new ExportedFile(new MemoryStream(made.Content, writable: false), notWritten?.Message) { WantsSidecar = notWritten is not null };
    }

    private async Task<BlobFile> FetchAsync(Original original, CancellationToken cancellationToken)
    {
        if (original.IsBlob)
        {
            return await blobs.FetchAsync(original.Sha256, cancellationToken);
        }

        foreach (var (root, path, _, _) in original.Links)
        {
            if (FoundLink.Find(root, path) is { } found)
            {
                return new BlobFile(found.Path);
            }
        }

        throw new FileNotFoundException("the original is not where it was");
    }
}

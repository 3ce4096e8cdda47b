using System.IO.Compression;
using Vitrine.Media.Packs.Sources;

namespace Vitrine.Media.Packs;

/// <summary>Moves installed models to machines that reach nothing: a folder or a zip archive of their files.</summary>
public sealed class PackTransfer(PackStore store)
{
    /// <summary>Writes every installed model to <paramref name="target"/>: a zip archive if it ends in <c>.zip</c>, else a folder.</summary>
    /// <returns>The models written.</returns>
    /// <exception cref="IOException">The target cannot be written, or is an archive that exists already.</exception>
    public async Task<IReadOnlyList<PackModel>> ExportAsync(string target, CancellationToken cancellationToken)
    {
        PackModel[] models = [.. store.Catalog.Models.Where(store.IsInstalled)];
        if (!IsArchive(target))
        {
            foreach (var (model, file) in FilesOf(models))
            {
                await using var source = File.OpenRead(store.PathOf(model, file));
                await VerifiedFile.WriteAsync(source, file, Path.Combine(target, model.Id, file.Name), cancellationToken);
            }

            return models;
        }

        await using var stream = new FileStream(target, FileMode.CreateNew);
        await using var archive = await ZipArchive.CreateAsync(stream, ZipArchiveMode.Create, leaveOpen: true, entryNameEncoding: null, cancellationToken);
        foreach (var (model, file) in FilesOf(models))
        {
            // Weights are noise to a compressor.
            await archive.CreateEntryFromFileAsync(store.PathOf(model, file), $"{model.Id}/{file.Name}", CompressionLevel.NoCompression, cancellationToken);
        }

        return models;
    }

    /// <summary>
    /// Takes every file of the catalog that lies in a folder (at any depth) or zip archive, known by size and hash;
    /// names there mean nothing and everything else is ignored.
    /// </summary>
    /// <returns>The models that are installed now and were not before.</returns>
    /// <exception cref="PackException">The archive is damaged, or the disk does not take a file.</exception>
    public async Task<IReadOnlyList<PackModel>> ImportAsync(string from, CancellationToken cancellationToken)
    {
        store.Sweep();

        // Also what was damaged since: a truncated file is no installed one.
        PackModel[] missing = [.. store.Catalog.Models.Where(model => !store.IsInstalled(model))];
        IPackSource source = IsArchive(from) ? new ArchiveSource(from) : new FolderSource(from);
        foreach (var model in missing)
        {
            using var alone = await PackLock.TakeAsync(store.LockOf(model), cancellationToken);
            foreach (var file in model.Files.Where(file => !store.Holds(model, file)))
            {
                await source.ReadAsync(file, stream => VerifiedFile.WriteAsync(stream, file, store.PathOf(model, file), cancellationToken), cancellationToken);
            }
        }

        return [.. missing.Where(store.IsInstalled)];
    }

    private static bool IsArchive(string path) => path.EndsWith(".zip", StringComparison.OrdinalIgnoreCase);

    private static IEnumerable<(PackModel Model, PackFile File)> FilesOf(IEnumerable<PackModel> models) =>
        models.SelectMany(model => model.Files, (model, file) => (model, file));
}

using Vitrine.Media.Children;
using Vitrine.Media.Exports;
using Vitrine.Media.Metadata;
using Vitrine.Media.Metadata.Writing;
using Vitrine.Server.Claims;
using Vitrine.Server.Pipeline;
using Vitrine.Server.Storage;
using Vitrine.Server.Storage.Blobs;
using Vitrine.Server.WriteBack;

namespace Vitrine.Server.Exports;

/// <summary>Originals that leave with what the library says put into them.</summary>
internal sealed class EmbeddedExport(IMediaRunner media, DataFolder data)
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    /// <summary>What is to be put into each file: the difference to what it says, or all of it where that is taken out.</summary>
    public static async Task<Dictionary<long, MetadataEdits>> EditsAsync(
        DbSession session, IReadOnlyList<ExportAsset> assets, IReadOnlyDictionary<long, ExportedWords> words, ExportRecipe recipe, PropertyMaps maps, CancellationToken cancellationToken)
    {
        var edits = new Dictionary<long, MetadataEdits>();
        var bare = recipe.Strip.HasFlag(Stripped.All);
        var location = (recipe.Strip & (Stripped.Location | Stripped.All)) == 0;
        foreach (var asset in assets)
        {
            IReadOnlyList<FileState> states = bare ? [] : await FileStates.OfAsync(session, asset.VersionKey, cancellationToken);
            FileValue[] said = [.. states.Where(state => state.Holder != FileHolder.Sidecar).SelectMany(state => state.Said)];
            var map = maps.Of(asset.LibraryKey);

            // A picture that is drawn gets all regions anew: those of its original lie in another frame.
            IReadOnlyList<SaidRegion> shown = bare || ExportFiles.ExtensionOf(asset, recipe) is not null ? [] : MetadataJson.RegionsOf(asset.Embedded);
            var change = WriteBackPlan.Of(location ? words[asset.Key] : words[asset.Key].WithoutPlace(), said, map, WriteBackPlan.NeverKept, shown);
            if (!change.IsEmpty)
            {
                edits[asset.Key] = WrittenEdits.Of(change, map);
            }
        }

        return edits;
    }

    /// <summary>The original with edits carried out; as it is, with a remark, where it cannot take them.</summary>
    /// <param name="original">Disposed of here.</param>
    public async Task<ExportedFile> OpenAsync(ExportAsset asset, MetadataEdits edits, BlobFile original, CancellationToken cancellationToken)
    {
        using var file = original;
        var output = Directory.CreateDirectory(Path.Combine(data.Spool, $"{Guid.CreateVersion7():N}.part.d"));
        var path = output.FullName + ".part";
        try
        {
            var outcome = await media.DecodeAsync(new DecodeRequest(file.Path, asset.Name, [DecodeSteps.Write]) { Edits = edits, Output = output.FullName }, Limit, cancellationToken);
            var problem = outcome.Failure?.As(DecodeSteps.Write) ?? outcome.Answer!.Failed.GetValueOrDefault(DecodeSteps.Write);
            if (problem is null && outcome.Answer!.Renditions is [var made])
            {
                if (made.Content.Length > 0)
                {
                    return new ExportedFile(new MemoryStream(made.Content, writable: false), null);
                }

                File.Move(Path.Combine(output.FullName, DecodeWrite.FileName), path);
                return new ExportedFile(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.None, 1 << 16, FileOptions.DeleteOnClose), null);
            }

            return new ExportedFile(Media.Tools.RegularFile.Open(file.Path), problem?.Message) { WantsSidecar = problem is not null };
        }
        finally
        {
            output.Delete(recursive: true);
        }
    }
}

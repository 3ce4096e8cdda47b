using System.Security.Cryptography;
using Vitrine.Media.Metadata;
using Vitrine.Server.Claims;
using Vitrine.Server.Exports;
using Vitrine.Server.Import;
using Vitrine.Server.Import.Sidecars;
using Vitrine.Server.Storage;

namespace Vitrine.Server.WriteBack;

/// <summary>
/// After a kill between a file's new bytes and the note about them: where the new file lies in its place, it is known for what we wrote; where the old one does, it is written again.
/// </summary>
internal sealed class WriteBackRecovery(Database database, WriteBackReader reader, EmbeddedWriteBack embedded, SidecarWriteBack sidecars, ILogger<WriteBackRecovery> log)
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        foreach (var made in await database.ReadAsync(session => WriteBackRows.MadeFilesAsync(session, cancellationToken), cancellationToken))
        {
            try
            {
                await OneAsync(made, cancellationToken);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                log.LogWarning("What was being written to {Path} cannot be looked at now: {Reason}", made.Path, error.Message);
            }
        }
    }

    private async Task OneAsync(MadeFile made, CancellationToken cancellationToken)
    {
        AtomicFile.Sweep(Path.GetDirectoryName(made.Path)!);
        var work = await database.ReadAsync(session => reader.ReadAsync(session, made.AssetKey, AiTags.None, cancellationToken), cancellationToken);
        if (work is not null && FileStat.Of(made.Path) is { Type: EntryType.File } stat)
        {
            if (made.Holder == FileHolder.Embedded)
            {
                var hashes = await EmbeddedWriteBack.HashAsync(made.Path, cancellationToken);
                if (hashes.Sha256.AsSpan().SequenceEqual(made.Sha256))
                {
                    var read = await embedded.ReadAsync(made.Path, work.Name, cancellationToken);
                    await database.WriteAsync(Actor.System, session => embedded.NoteAsync(session, work, stat, hashes, read, cancellationToken), cancellationToken);
                    return;
                }
            }
            else if (await File.ReadAllBytesAsync(made.Path, cancellationToken) is var content && SHA256.HashData(content).AsSpan().SequenceEqual(made.Sha256))
            {
                var target = TargetOf(work, made.Path);
                var read = MetadataReader.ReadSidecar(content, cancellationToken);
                await database.WriteAsync(Actor.System, session => sidecars.NoteAsync(session, work, target, stat, content, read, cancellationToken), cancellationToken);
                return;
            }
        }

        await database.WriteAsync(
            Actor.System,
            session => session.ExecuteAsync(
                $"update write_back set made_sha256 = null, made_path = null, made_holder = null, due_at = {session.Now} where asset_key = {made.AssetKey}", cancellationToken),
            cancellationToken);
    }

    private static WriteBackTarget TargetOf(WriteBackWork work, string path)
    {
        var name = Path.GetFileName(path);
        var folder = work.Path[..(work.Path.LastIndexOf('/') + 1)];
        var naming = string.Equals(name, Path.GetFileName(work.Path) + SidecarName.Extension, StringComparison.OrdinalIgnoreCase) ? SidecarNaming.Whole : SidecarNaming.Stem;
        return new WriteBackTarget(folder + name, naming);
    }
}

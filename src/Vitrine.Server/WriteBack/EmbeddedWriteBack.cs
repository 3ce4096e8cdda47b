using System.Text.Json;
using Vitrine.Core.Assets;
using Vitrine.Media.Children;
using Vitrine.Media.Exports;
using Vitrine.Media.Kinds;
using Vitrine.Media.Metadata;
using Vitrine.Media.Metadata.Writing;
using Vitrine.Server.Bulk;
using Vitrine.Server.Claims;
using Vitrine.Server.Import;
using Vitrine.Server.Pipeline;
using Vitrine.Server.Storage;
using Vitrine.Server.Vocabularies;

namespace Vitrine.Server.WriteBack;

/// <summary>The file is one that metadata cannot, or must not, be put into. The message is a sentence.</summary>
internal sealed class NotEmbeddableException(Problem problem) : Exception(problem.Message)
{
    public string Code { get; } = problem.Code;
}

/// <summary>Writes metadata into the file itself.</summary>
internal sealed class EmbeddedWriteBack(Database database, IMediaRunner media, FileClaims claims, PropertyMaps maps, VocabularyStore vocabulary, BulkAssets assets, RunQueue runs)
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    /// <returns>Null where the file had changed outside, and was read again.</returns>
    /// <exception cref="NotEmbeddableException">It is never to be written into.</exception>
    public async Task<WriteBackOutcome?> WriteAsync(Actor actor, WriteBackWork work, FoundLink found, WriteBackOrder order, CancellationToken cancellationToken)
    {
        var stat = FileStat.Of(found.Path) ?? throw new FileNotFoundException("the file is gone");
        var hashes = await HashAsync(found.Path, cancellationToken);
        if (work.StateOf(FileHolder.Embedded) is not { } state)
        {
            return WriteBackOutcome.Pending("not-read", "What the file says has not been read yet. It is written when it was.");
        }

        // Also where a scan saw the change before, and what it says now waits to be read.
        if (!hashes.Sha256.AsSpan().SequenceEqual(work.Sha256) || !hashes.Sha256.AsSpan().SequenceEqual(state.Sha256))
        {
            return await ReadAgainAsync(actor, work, found, stat, hashes, cancellationToken);
        }

        IReadOnlyList<FileValue> said = [.. state.Said, .. work.StateOf(FileHolder.Details)?.Said ?? []];
        var change = WriteBackChange.Of(work, said, maps.Of(work.LibraryKey), vocabulary, work.Regions);
        if (change.IsEmpty)
        {
            return new WriteBackOutcome(WriteBackResult.Nothing, Path: work.Path);
        }

        return order.DryRun
            ? new WriteBackOutcome(WriteBackResult.Written, Path: work.Path) { Differences = WrittenDifference.Of(change, said, work.Regions, assets.SlotsOf(work.LibraryKey)) }
            : await ReplaceAsync(work, found, stat, hashes, WrittenEdits.Of(change, maps.Of(work.LibraryKey)), order.Place, cancellationToken);
    }

    /// <summary>Notes that a file holds what was written into it.</summary>
    public async Task NoteAsync(WriteSession session, WriteBackWork work, FileStat placed, FileHashes hashes, EmbeddedMetadata read, CancellationToken cancellationToken)
    {
        await BytesAsync(session, work, hashes, read, cancellationToken);
        await SeenAsync(session, work, placed, cancellationToken);
        await FileStates.WroteAsync(
            session, work.VersionKey, FileHolder.Embedded, await claims.ReadAsync(session, work.LibraryKey, read.Normalised, read.Tags, cancellationToken), hashes.Sha256, cancellationToken);
        await runs.RepeatAsync(session, work.LibraryKey, work.VersionKey, KindOf(work), PipelineSteps.ReadFromFile, RunPriority.Backfill, cancellationToken);
        await WriteBackRows.EndAsync(session, work.AssetKey, work.Wanted, cancellationToken);
        await session.ExecuteAsync($"update asset set revision = revision + 1 where key = {work.AssetKey}", cancellationToken);
        session.Log(new Change(work.LibraryKey, LogSubject.Asset, work.AssetKey, ChangeEvent.Changed, ChangedParts.Facts | ChangedParts.Runs));
    }

    private static Task<int> BytesAsync(WriteSession session, WriteBackWork work, FileHashes hashes, EmbeddedMetadata read, CancellationToken cancellationToken) => session.ExecuteAsync(
        $"""
        update version set sha256 = {hashes.Sha256}, bytes = {hashes.Bytes}, embedded = {JsonSerializer.Serialize(read.Normalised, MetadataJson.Default.NormalisedMetadata)} where key = {work.VersionKey}
        """,
        cancellationToken);

    private static Task<int> SeenAsync(WriteSession session, WriteBackWork work, FileStat stat, CancellationToken cancellationToken) => session.ExecuteAsync(
        $"update link set bytes = {stat.Bytes}, modified = {stat.Modified}, inode = {InodeOf(stat)}, seen_at = {session.Now} where key = {work.LinkKey}", cancellationToken);

    public static async Task<FileHashes> HashAsync(string path, CancellationToken cancellationToken)
    {
        await using var file = Media.Tools.RegularFile.Open(path);
        return await FileHasher.HashAsync(file, null, cancellationToken);
    }

    /// <exception cref="IOException">It cannot be read now.</exception>
    public async Task<EmbeddedMetadata> ReadAsync(string path, string name, CancellationToken cancellationToken)
    {
        var outcome = await media.DecodeAsync(new DecodeRequest(path, name, [DecodeSteps.Metadata]), Limit, cancellationToken);
        return outcome.Answer?.Embedded ?? throw new IOException(outcome.Failure?.Message ?? "its metadata cannot be read");
    }

    /// <summary>The file is another than was taken in: what is said in it now was said outside. With another picture in it, it is a new version, which the next scan takes in.</summary>
    private async Task<WriteBackOutcome?> ReadAgainAsync(Actor actor, WriteBackWork work, FoundLink found, FileStat stat, FileHashes hashes, CancellationToken cancellationToken)
    {
        var essence = await database.ReadAsync(
            session => session.FirstAsync($"select e.sha256 from version v join essence e on e.key = v.essence_key where v.key = {work.VersionKey}", row => row.Bytes(0), cancellationToken), cancellationToken);
        if (essence is null || !essence.AsSpan().SequenceEqual(hashes.Essence))
        {
            return WriteBackOutcome.Pending("changed", "The picture in the file was changed outside. It is written when the new version was taken in.");
        }

        var read = await ReadAsync(found.Path, work.Name, cancellationToken);
        if (FileStat.Of(found.Path) != stat)
        {
            return null;
        }

        await database.WriteAsync(
            actor,
            async session =>
            {
                await BytesAsync(session, work, hashes, read, cancellationToken);
                await SeenAsync(session, work, stat, cancellationToken);
                await claims.WriteAsync(
                    session, new LedgerSubject(work.AssetKey, work.LibraryKey, work.VersionKey), FileHolder.Embedded, hashes.Sha256, read.Normalised, read.Tags, cancellationToken);
                await runs.RepeatAsync(session, work.LibraryKey, work.VersionKey, KindOf(work), PipelineSteps.ReadFromFile, RunPriority.Backfill, cancellationToken);
            },
            cancellationToken);
        return null;
    }

    private async Task<WriteBackOutcome?> ReplaceAsync(
        WriteBackWork work, FoundLink found, FileStat stat, FileHashes before, MetadataEdits edits, WriteBackPlace place, CancellationToken cancellationToken)
    {
        using var file = AtomicFile.Beside(found.Path, work.AssetKey.ToString(System.Globalization.CultureInfo.InvariantCulture));
        if (!await MakeAsync(work, found, edits, file, cancellationToken))
        {
            return new WriteBackOutcome(WriteBackResult.Nothing, Path: work.Path);
        }

        var hashes = await HashAsync(file.Path, cancellationToken);
        if (!hashes.Essence.AsSpan().SequenceEqual(before.Essence))
        {
            throw new NotEmbeddableException(new Problem(WriteBackOutcome.Step, "not-verified", "Writing the metadata would have changed the picture itself: nothing was written."));
        }

        var read = await ReadAsync(file.Path, work.Name, cancellationToken);
        await database.WriteAsync(
            Actor.System, session => WriteBackRows.MadeAsync(session, work, place, new MadeFile(work.AssetKey, found.Path, hashes.Sha256, FileHolder.Embedded), cancellationToken), cancellationToken);
        try
        {
            var placed = file.Place(stat);
            await database.WriteAsync(Actor.System, session => NoteAsync(session, work, placed, hashes, read, CancellationToken.None), CancellationToken.None);
        }
        catch (FileChangedException)
        {
            return null;
        }

        return new WriteBackOutcome(WriteBackResult.Written, Path: work.Path);
    }

    /// <returns>Whether there is something to write.</returns>
    private async Task<bool> MakeAsync(WriteBackWork work, FoundLink found, MetadataEdits edits, AtomicFile file, CancellationToken cancellationToken)
    {
        var output = Directory.CreateDirectory(file.Path + ".d");
        try
        {
            var outcome = await media.DecodeAsync(new DecodeRequest(found.Path, work.Name, [DecodeSteps.Write]) { Edits = edits, Output = output.FullName }, Limit, cancellationToken);
            if (outcome.Failure is { } failure)
            {
                throw new IOException(failure.Message);
            }

            if (outcome.Answer!.Failed.TryGetValue(DecodeSteps.Write, out var problem))
            {
                throw problem.Code == Media.Tools.ToolException.Missing ? new IOException(problem.Message) : new NotEmbeddableException(problem);
            }

            if (outcome.Answer.Renditions is not [var made])
            {
                return false;
            }

            await using Stream content = made.Content.Length > 0 ? new MemoryStream(made.Content, writable: false) : Media.Tools.RegularFile.Open(Path.Combine(output.FullName, DecodeWrite.FileName));
            await file.WriteAsync(content, cancellationToken);
            return true;
        }
        finally
        {
            output.Delete(recursive: true);
        }
    }

    private static long? InodeOf(FileStat stat) => stat.Inode == 0 ? null : unchecked((long)stat.Inode);

    private static AssetKind KindOf(WriteBackWork work) => FileFormats.Find(work.Format)?.Kind ?? AssetKind.Image;
}

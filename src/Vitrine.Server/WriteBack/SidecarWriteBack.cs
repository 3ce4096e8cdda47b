using System.Security.Cryptography;
using Vitrine.Media.Metadata;
using Vitrine.Media.Metadata.Writing;
using Vitrine.Server.Bulk;
using Vitrine.Server.Claims;
using Vitrine.Server.Features.Assets;
using Vitrine.Server.Import;
using Vitrine.Server.Import.Sidecars;
using Vitrine.Server.Storage;
using Vitrine.Server.Vocabularies;

namespace Vitrine.Server.WriteBack;

/// <summary>Writes metadata into an XMP file beside the asset's.</summary>
internal sealed class SidecarWriteBack(Database database, FileClaims claims, PropertyMaps maps, VocabularyStore vocabulary, BulkAssets assets)
{
    private const int LargestSidecar = 4 << 20;

    /// <returns>Null where the sidecar had changed outside, and was read again.</returns>
    public async Task<WriteBackOutcome?> WriteAsync(Actor actor, WriteBackWork work, FoundLink found, WriteBackTarget target, WriteBackOrder order, CancellationToken cancellationToken)
    {
        // Beside the file as it really lies: its folder may be reached by a link within the root.
        var path = Path.Combine(Path.GetDirectoryName(found.Path)!, Path.GetFileName(target.Sidecar!));
        var stat = FileStat.Of(path);
        if (stat is { Type: not EntryType.File })
        {
            return WriteBackOutcome.Pending("not-a-file", $"{Path.GetFileName(path)} is no file, so nothing can be written there.");
        }

        if (stat is { Bytes: > LargestSidecar })
        {
            return WriteBackOutcome.Pending("sidecar-too-large", $"The sidecar has {stat.Value.Bytes:N0} bytes, which is more than is read. It is left as it is.");
        }

        var state = work.StateOf(FileHolder.Sidecar);
        byte[] content = stat is null ? [] : await File.ReadAllBytesAsync(path, cancellationToken);
        if (stat is not null && (state is null || !state.Sha256.AsSpan().SequenceEqual(SHA256.HashData(content))))
        {
            return await ReadAgainAsync(actor, work, target, stat.Value, content, cancellationToken);
        }

        // One that came with a file of ours lies nowhere yet: it is put there as it came, with what changed.
        var kept = stat is null && work.Kept is { } own && state is not null && state.Sha256.AsSpan().SequenceEqual(own.Sha256) ? own : null;
        content = kept?.Content ?? content;
        var said = stat is null && kept is null ? [] : state!.Said;
        var change = WriteBackChange.Of(work, said, maps.Of(work.LibraryKey), vocabulary, XmpPacket.MayHaveRegions(content) || work.Words.Regions.Count > 0 ? null : []);
        if (change.IsEmpty)
        {
            return new WriteBackOutcome(WriteBackResult.Nothing, Path: target.Sidecar);
        }

        try
        {
            var packet = XmpPacket.Parse(content);
            var before = packet.ToBytes(padding: false);
            WrittenEdits.Of(change, maps.Of(work.LibraryKey)).ApplyTo(packet);
            var after = packet.ToBytes(padding: false);
            return after.AsSpan().SequenceEqual(before) && (stat is not null || (change with { Regions = null }).IsEmpty) ? new WriteBackOutcome(WriteBackResult.Nothing, Path: target.Sidecar)
                : order.DryRun ? new WriteBackOutcome(WriteBackResult.Written, Path: target.Sidecar) { Differences = Differences(work, change, said, content, after) }
                : await ReplaceAsync(work, target, path, stat, after, order.Place, cancellationToken);
        }
        catch (XmpRefusedException reason)
        {
            return WriteBackOutcome.Pending("sidecar-broken", $"The sidecar is left as it is: {reason.Message}");
        }
    }

    /// <summary>What would change, in words: the regions only where they do.</summary>
    private IReadOnlyList<WrittenDifference> Differences(WriteBackWork work, WrittenChange change, IReadOnlyList<FileValue> said, byte[] before, byte[] after)
    {
        var (shown, drawn) = (MetadataReader.ReadSidecar(before).Normalised.Regions ?? [], MetadataReader.ReadSidecar(after).Normalised.Regions ?? []);
        return WrittenDifference.Of(shown.SequenceEqual(drawn) ? change with { Regions = null } : change, said, shown, assets.SlotsOf(work.LibraryKey));
    }

    /// <summary>Notes that a sidecar holds what was written into it.</summary>
    public async Task NoteAsync(WriteSession session, WriteBackWork work, WriteBackTarget target, FileStat placed, byte[] content, EmbeddedMetadata read, CancellationToken cancellationToken)
    {
        var sha256 = SHA256.HashData(content);
        await SidecarRows.WroteAsync(session, work.RootKey, target.Sidecar!, target.Naming, work.AssetKey, placed.Bytes, placed.Modified, sha256, cancellationToken);
        await FileStates.WroteAsync(
            session, work.VersionKey, FileHolder.Sidecar, await claims.ReadAsync(session, work.LibraryKey, read.Normalised, read.Tags, cancellationToken), sha256, cancellationToken);
        await EmbeddedTagsReader.SaveAsync(session, work.VersionKey, SidecarReading.Step, read.Tags, cancellationToken);
        await WriteBackRows.EndAsync(session, work.AssetKey, work.Wanted, cancellationToken);
    }

    private async Task<WriteBackOutcome?> ReadAgainAsync(Actor actor, WriteBackWork work, WriteBackTarget target, FileStat stat, byte[] content, CancellationToken cancellationToken)
    {
        var read = MetadataReader.ReadSidecar(content, cancellationToken);
        if (read.Problems.Count > 0 && read.Tags.Count == 0)
        {
            return WriteBackOutcome.Pending("sidecar-broken", $"The sidecar is left as it is: {read.Problems[0].Message}");
        }

        var sha256 = SHA256.HashData(content);
        await database.WriteAsync(
            actor,
            async session =>
            {
                await claims.WriteAsync(session, new LedgerSubject(work.AssetKey, work.LibraryKey, work.VersionKey), FileHolder.Sidecar, sha256, read.Normalised, read.Tags, cancellationToken);
                await SidecarRows.WroteAsync(session, work.RootKey, target.Sidecar!, target.Naming, work.AssetKey, stat.Bytes, stat.Modified, sha256, cancellationToken);
                await EmbeddedTagsReader.SaveAsync(session, work.VersionKey, SidecarReading.Step, read.Tags, cancellationToken);
            },
            cancellationToken);
        return null;
    }

    private async Task<WriteBackOutcome?> ReplaceAsync(
        WriteBackWork work, WriteBackTarget target, string path, FileStat? stat, byte[] content, WriteBackPlace place, CancellationToken cancellationToken)
    {
        var read = MetadataReader.ReadSidecar(content, cancellationToken);
        if (read.Problems.Count > 0)
        {
            return WriteBackOutcome.Pending("not-verified", $"What was to be written cannot be read back: {read.Problems[0].Message}");
        }

        using var file = AtomicFile.Beside(path, $"{work.AssetKey}-xmp");
        await file.WriteAsync(new MemoryStream(content, writable: false), cancellationToken);
        await database.WriteAsync(
            Actor.System, session => WriteBackRows.MadeAsync(session, work, place, new MadeFile(work.AssetKey, path, SHA256.HashData(content), FileHolder.Sidecar), cancellationToken), cancellationToken);
        try
        {
            var placed = file.Place(stat);
            await database.WriteAsync(Actor.System, session => NoteAsync(session, work, target, placed, content, read, CancellationToken.None), CancellationToken.None);
        }
        catch (FileChangedException)
        {
            return null;
        }

        return new WriteBackOutcome(WriteBackResult.Written, Path: target.Sidecar);
    }
}

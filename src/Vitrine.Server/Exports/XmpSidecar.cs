using Vitrine.Media.Metadata.Mapping;
using Vitrine.Media.Metadata.Writing;
using Vitrine.Server.Claims;
using Vitrine.Server.Import.Sidecars;
using Vitrine.Server.Storage;
using Vitrine.Server.WriteBack;

namespace Vitrine.Server.Exports;

/// <summary>An asset's own XMP file, and what it said when it was read.</summary>
internal sealed record SidecarAtExport(byte[] Content, IReadOnlyList<FileValue> Said)
{
    /// <summary>Null where the asset has none that was kept.</summary>
    public static async Task<SidecarAtExport?> FindAsync(DbSession session, long asset, CancellationToken cancellationToken)
    {
        if (await KeptSidecars.FindAsync(session, asset, cancellationToken) is not { } kept)
        {
            return null;
        }

        var state = await FileStates.SidecarBeforeAsync(session, asset, cancellationToken);
        return state is not null && state.Sha256.AsSpan().SequenceEqual(kept.Sha256) ? new SidecarAtExport(kept.Content, state.Said) : null;
    }
}

/// <summary>What the library says about an asset as an XMP packet for a file of its own beside the asset's that leaves.</summary>
internal static class XmpSidecar
{
    /// <summary>The packet in UTF-8.</summary>
    /// <param name="id">The asset's public id.</param>
    /// <param name="sha256">Of the bytes that it describes.</param>
    /// <param name="map">Where attributes stand in files.</param>
    /// <param name="kept">The asset's own XMP file: all in it that nobody changed leaves as it came.</param>
    public static byte[] Write(string id, byte[] sha256, ExportedWords words, PropertyMap map, SidecarAtExport? kept)
    {
        var packet = XmpPacket.Empty();
        try
        {
            packet = kept is null ? packet : XmpPacket.Parse(kept.Content);
        }
        catch (XmpRefusedException)
        {
            // It can be read and not be edited: then what was understood of it leaves.
            kept = null;
        }

        WrittenEdits.Of(WriteBackPlan.Of(words, kept?.Said ?? [], map, WriteBackPlan.NeverKept, regions: null), map).ApplyTo(packet);
        packet.Apply([XmpEdit.Simple("vitrine:Asset", id), XmpEdit.Simple("vitrine:Sha256", Convert.ToHexStringLower(sha256))]);
        return packet.ToBytes(padding: false);
    }
}

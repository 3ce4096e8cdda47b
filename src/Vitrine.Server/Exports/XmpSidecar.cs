using Vitrine.Media.Metadata.Mapping;
using Vitrine.Media.Metadata.Writing;
using Vitrine.Server.WriteBack;

namespace Vitrine.Server.Exports;

/// <summary>What the library says about an asset as an XMP packet for a file of its own beside the asset's that leaves.</summary>
internal static class XmpSidecar
{
    /// <summary>The packet in UTF-8.</summary>
    /// <param name="id">The asset's public id.</param>
    /// <param name="sha256">Of the bytes that it describes.</param>
    /// <param name="map">Where attributes stand in files.</param>
    public static byte[] Write(string id, byte[] sha256, ExportedWords words, PropertyMap map)
    {
        var packet = XmpPacket.Empty();
        WrittenEdits.Of(WriteBackPlan.Of(words, [], map, WriteBackPlan.NeverKept), map).ApplyTo(packet);
        packet.Apply([XmpEdit.Simple("vitrine:Asset", id), XmpEdit.Simple("vitrine:Sha256", Convert.ToHexStringLower(sha256))]);
        return packet.ToBytes(padding: false);
    }
}

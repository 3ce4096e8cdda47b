using System.IO.Compression;
using System.Text.Json;
using Vitrine.Contracts;
using Vitrine.Media.Children;
using Vitrine.Media.Metadata;
using Vitrine.Server.Import.Sidecars;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Features.Assets;

/// <summary>Every embedded tag as read, by group. Rows hold them packed: gzip of JSON.</summary>
public sealed class EmbeddedTagsReader
{
    internal static byte[] Pack(IReadOnlyList<EmbeddedTag> tags)
    {
        using var packed = new MemoryStream();
        using (var zip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            JsonSerializer.Serialize(zip, tags, MetadataJson.Default.IReadOnlyListEmbeddedTag);
        }

        return packed.ToArray();
    }

    internal static IReadOnlyList<EmbeddedTag> Unpack(byte[] packed)
    {
        using var zip = new GZipStream(new MemoryStream(packed), CompressionMode.Decompress);
        return JsonSerializer.Deserialize(zip, MetadataJson.Default.IReadOnlyListEmbeddedTag) ?? [];
    }

    public async Task<IReadOnlyList<EmbeddedGroup>> ReadAsync(DbSession session, long version, CancellationToken cancellationToken)
    {
        // The later, fuller reading holds what the first one read as well.
        var fullest = await session.FirstAsync(
            $"select payload from embedded_tags where version_key = {version} and source <> {SidecarReading.Step} order by case when source = {DecodeSteps.Details} then 0 else 1 end limit 1",
            row => row.Bytes(0),
            cancellationToken);
        return fullest is null ? [] : [.. Unpack(fullest)
            .GroupBy(tag => tag.Group, StringComparer.Ordinal)
            .Select(group => new EmbeddedGroup(group.Key, [.. group.Select(tag => new EmbeddedTagView(tag.Name, tag.Raw, tag.Printed))]))];
    }
}

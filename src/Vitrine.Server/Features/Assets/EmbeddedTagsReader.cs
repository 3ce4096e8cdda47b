using System.IO.Compression;
using System.Text.Json;
using Vitrine.Contracts;
using Vitrine.Media.Metadata;
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
        var rows = await session.QueryAsync(
            $"select payload from embedded_tags where version_key = {version} order by source desc", row => row.Bytes(0), cancellationToken);
        return [.. rows
            .SelectMany(Unpack)
            .GroupBy(tag => tag.Group, StringComparer.Ordinal)
            .Select(group => new EmbeddedGroup(group.Key, [.. group.Select(tag => new EmbeddedTagView(tag.Name, tag.Raw, tag.Printed))]))];
    }
}

using System.IO.Compression;
using System.Text.Json;
using Vitrine.Contracts;
using Vitrine.Media.Children;
using Vitrine.Media.Metadata;
using Vitrine.Server.Import.Sidecars;
using Vitrine.Server.Search.Embedded;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Features.Assets;

/// <summary>Every embedded tag as read, by group. Rows hold them packed: gzip of JSON.</summary>
public sealed class EmbeddedTagsReader
{
    /// <summary>Keeps what a step read of a version, in place of what it read before, and has it found.</summary>
    internal static async Task SaveAsync(WriteSession session, long version, string step, IReadOnlyList<EmbeddedTag> tags, CancellationToken cancellationToken)
    {
        var listed = await EmbeddedListing.RenewAsync(session, version, step, tags, cancellationToken);
        await session.ExecuteAsync(
            $"""
            insert into embedded_tags (version_key, source, payload, listed) values ({version}, {step}, {Pack(tags)}, {listed})
            on conflict (version_key, source) do update set payload = excluded.payload, listed = excluded.listed
            """,
            cancellationToken);
    }

    /// <summary>What a step read of a version; null where it never did.</summary>
    internal static async Task<IReadOnlyList<EmbeddedTag>?> OfStepAsync(DbSession session, long version, string step, CancellationToken cancellationToken) => await session.FirstAsync(
        $"select payload from embedded_tags where version_key = {version} and source = {step}", row => Unpack(row.Bytes(0)), cancellationToken);

    /// <summary>A step's reading counts no more, and nothing of it is found.</summary>
    internal static async Task RemoveAsync(WriteSession session, long version, string step, CancellationToken cancellationToken)
    {
        await EmbeddedListing.RenewAsync(session, version, step, [], cancellationToken);
        await session.ExecuteAsync($"delete from embedded_tags where version_key = {version} and source = {step}", cancellationToken);
    }

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
        var stored = (await session.QueryAsync(
            $"select source, payload from embedded_tags where version_key = {version}", row => (row.GetString(0), row.Bytes(1)), cancellationToken)).ToDictionary(StringComparer.Ordinal);

        // The later, fuller reading holds what the first one read as well.
        var fullest = stored.GetValueOrDefault(DecodeSteps.Details) ?? stored.GetValueOrDefault(DecodeSteps.Metadata);
        return [.. Groups(stored.GetValueOrDefault(SidecarReading.Step), SidecarReading.Step), .. Groups(fullest, null)];
    }

    private static IEnumerable<EmbeddedGroup> Groups(byte[]? packed, string? source) => packed is null ? [] : Unpack(packed)
        .GroupBy(tag => tag.Group, StringComparer.Ordinal).OrderBy(group => EmbeddedOrder.Of(group.Key))
        .Select(group => new EmbeddedGroup(group.Key, [.. group.Select(tag => new EmbeddedTagView(tag.Name, tag.Raw, tag.Printed))]) { Source = source });
}

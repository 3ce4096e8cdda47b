using System.Text.Json;
using Vitrine.Media.Children;
using Vitrine.Media.Metadata;
using Vitrine.Server.Features.Assets;
using Vitrine.Server.Import.Sidecars;
using Vitrine.Server.Pipeline;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Claims;

/// <summary>What one holder of a version said when it was read, understood as the program does now.</summary>
internal sealed record StoredReading(FileHolder Holder, byte[] Sha256, NormalisedMetadata Said, IReadOnlyList<EmbeddedTag> Tags);

/// <summary>Readings made again out of the stored tags: no file is touched.</summary>
internal static class StoredReadings
{
    /// <summary>In the order in which they were read first; empty where nothing was.</summary>
    public static async Task<IReadOnlyList<StoredReading>> OfAsync(DbSession session, long version, CancellationToken cancellationToken)
    {
        var stored = (await session.QueryAsync(
            $"select source, payload from embedded_tags where version_key = {version}", row => (row.GetString(0), EmbeddedTagsReader.Unpack(row.Bytes(1))), cancellationToken)).ToDictionary(StringComparer.Ordinal);
        var states = (await FileStates.OfAsync(session, version, cancellationToken)).ToDictionary(state => state.Holder, state => state.Sha256);
        var readings = new List<StoredReading>();
        NormalisedMetadata? first = null;
        if (stored.GetValueOrDefault(DecodeSteps.Metadata) is { } tags && states.TryGetValue(FileHolder.Embedded, out var read))
        {
            readings.Add(new StoredReading(FileHolder.Embedded, read, first = Normaliser.From(tags), tags));
        }

        if (stored.GetValueOrDefault(DecodeSteps.Details) is { } fuller && states.TryGetValue(FileHolder.Details, out var readFully))
        {
            readings.Add(new StoredReading(FileHolder.Details, readFully, Normalised.Complete(first, Normaliser.From(fuller)), fuller));
        }

        if (stored.GetValueOrDefault(SidecarReading.Step) is { } beside && states.TryGetValue(FileHolder.Sidecar, out var readBeside))
        {
            readings.Add(new StoredReading(FileHolder.Sidecar, readBeside, Normaliser.From(beside), beside));
        }

        return readings;
    }

    /// <summary>Keeps the fullest normalised set of the file itself.</summary>
    public static async Task KeepAsync(WriteSession session, long version, IReadOnlyList<StoredReading> readings, CancellationToken cancellationToken)
    {
        if (readings.LastOrDefault(reading => reading.Holder != FileHolder.Sidecar) is { } fullest)
        {
            await session.ExecuteAsync(
                $"update version set embedded = {JsonSerializer.Serialize(fullest.Said, MetadataJson.Default.NormalisedMetadata)} where key = {version}", cancellationToken);
        }
    }
}

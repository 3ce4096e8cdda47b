using System.Text.Json;
using Vitrine.Contracts;
using Vitrine.Core.Tagging;
using Vitrine.Server.Access;
using Vitrine.Server.Backups;
using Vitrine.Server.Jobs;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Features.Library;

/// <summary>The settings of a library, kept as JSON in its row; what was never set has its default.</summary>
public sealed class LibrarySettingsStore(Database database, RetagAll retag, RegroupAll regroup)
{
    public static readonly LibrarySettings Defaults = new() { TagNewAssets = true, MinConfidence = TagPolicy.Default.MinConfidence, MaxTags = TagPolicy.Default.MaxTags, Paused = false, PausedSteps = [], AnalyzeBetween = "", CpuShare = 100, YieldToOthers = false, RestOnBattery = true, SnapshotAt = "03:30", SnapshotsKept = Snapshots.DefaultKept, GroupLive = true, GroupRaw = true, GroupEdits = true, GroupBursts = true, BurstSeconds = 1, BurstLeast = 4, WriteBack = false, WriteBackProfile = "adobe", WriteBackAiTags = false, Languages = ["en", "de"] };

    public static LibrarySettings WithDefaults(LibrarySettings set) => new()
    {
        TagNewAssets = set.TagNewAssets ?? Defaults.TagNewAssets,
        MinConfidence = set.MinConfidence ?? Defaults.MinConfidence,
        MaxTags = set.MaxTags ?? Defaults.MaxTags,
        Paused = set.Paused ?? Defaults.Paused,
        PausedSteps = set.PausedSteps ?? Defaults.PausedSteps,
        AnalyzeBetween = set.AnalyzeBetween ?? Defaults.AnalyzeBetween,
        CpuShare = set.CpuShare ?? Defaults.CpuShare,
        YieldToOthers = set.YieldToOthers ?? Defaults.YieldToOthers,
        RestOnBattery = set.RestOnBattery ?? Defaults.RestOnBattery,
        SnapshotAt = set.SnapshotAt ?? Defaults.SnapshotAt,
        SnapshotsKept = set.SnapshotsKept ?? Defaults.SnapshotsKept,
        GroupLive = set.GroupLive ?? Defaults.GroupLive,
        GroupRaw = set.GroupRaw ?? Defaults.GroupRaw,
        GroupEdits = set.GroupEdits ?? Defaults.GroupEdits,
        GroupBursts = set.GroupBursts ?? Defaults.GroupBursts,
        BurstSeconds = set.BurstSeconds ?? Defaults.BurstSeconds,
        BurstLeast = set.BurstLeast ?? Defaults.BurstLeast,
        WriteBack = set.WriteBack ?? Defaults.WriteBack,
        WriteBackProfile = set.WriteBackProfile ?? Defaults.WriteBackProfile,
        WriteBackAiTags = set.WriteBackAiTags ?? Defaults.WriteBackAiTags,
        Languages = set.Languages ?? Defaults.Languages,
    };

    public static async Task<LibrarySettings> ReadAsync(DbSession session, long library, CancellationToken cancellationToken = default) =>
        Parse(await session.TextAsync($"select settings from library where key = {library}", cancellationToken) ?? "{}");

    /// <summary>Those of every library.</summary>
    public static Task<List<(long Key, LibrarySettings Settings)>> AllAsync(DbSession session, CancellationToken cancellationToken = default) =>
        session.QueryAsync($"select key, settings from library order by key", row => (row.GetInt64(0), Parse(row.GetString(1))), cancellationToken);

    private static LibrarySettings Parse(string settings) => WithDefaults(JsonSerializer.Deserialize(settings, ApiJson.Default.LibrarySettings)!);

    /// <summary>Lets a step rest, or go on.</summary>
    /// <returns>The sequence of the change.</returns>
    public Task<long> PauseStepAsync(Principal principal, string step, bool paused, CancellationToken cancellationToken) =>
        database.WriteAsync(
            principal.Actor,
            async session =>
            {
                var resting = (await ReadAsync(session, principal.LibraryKey, cancellationToken)).PausedSteps!.Where(one => one != step);
                await ChangeAsync(session, principal.LibraryKey, new LibrarySettings { PausedSteps = paused ? [.. resting, step] : [.. resting] }, cancellationToken);
            },
            cancellationToken);

    /// <summary>
    /// Writes what <paramref name="change"/> names and, in the same transaction, where that changes which tags are shown, has them all decided again, and where it changes
    /// the rules of grouping, has them look at everything again.
    /// </summary>
    /// <returns>The sequence of the change.</returns>
    public Task<long> ChangeAsync(Principal principal, LibrarySettings change, CancellationToken cancellationToken) =>
        database.WriteAsync(
            principal.Actor,
            async session =>
            {
                var (was, now) = await ChangeAsync(session, principal.LibraryKey, change, cancellationToken);
                if (was.MinConfidence != now.MinConfidence || was.MaxTags != now.MaxTags)
                {
                    await retag.StartAsync(session, principal.LibraryKey, cancellationToken);
                }

                if (RulesOf(was) != RulesOf(now))
                {
                    await regroup.StartAsync(session, principal.LibraryKey, cancellationToken);
                }
            },
            cancellationToken);

    private static (bool?, bool?, bool?, bool?, double?, int?) RulesOf(LibrarySettings set) =>
        (set.GroupLive, set.GroupRaw, set.GroupEdits, set.GroupBursts, set.BurstSeconds, set.BurstLeast);

    /// <returns>The settings before and after.</returns>
    private static async Task<(LibrarySettings Was, LibrarySettings Now)> ChangeAsync(WriteSession session, long library, LibrarySettings change, CancellationToken cancellationToken)
    {
        var text = await session.TextAsync($"select settings from library where key = {library}{session.Dialect.ForUpdate}", cancellationToken) ?? "{}";
        var before = JsonSerializer.Deserialize(text, ApiJson.Default.LibrarySettings)!;
        var after = new LibrarySettings
        {
            TagNewAssets = change.TagNewAssets ?? before.TagNewAssets,
            MinConfidence = change.MinConfidence ?? before.MinConfidence,
            MaxTags = change.MaxTags ?? before.MaxTags,
            Paused = change.Paused ?? before.Paused,
            PausedSteps = change.PausedSteps ?? before.PausedSteps,
            AnalyzeBetween = change.AnalyzeBetween ?? before.AnalyzeBetween,
            CpuShare = change.CpuShare ?? before.CpuShare,
            YieldToOthers = change.YieldToOthers ?? before.YieldToOthers,
            RestOnBattery = change.RestOnBattery ?? before.RestOnBattery,
            SnapshotAt = change.SnapshotAt ?? before.SnapshotAt,
            SnapshotsKept = change.SnapshotsKept ?? before.SnapshotsKept,
            GroupLive = change.GroupLive ?? before.GroupLive,
            GroupRaw = change.GroupRaw ?? before.GroupRaw,
            GroupEdits = change.GroupEdits ?? before.GroupEdits,
            GroupBursts = change.GroupBursts ?? before.GroupBursts,
            BurstSeconds = change.BurstSeconds ?? before.BurstSeconds,
            BurstLeast = change.BurstLeast ?? before.BurstLeast,
            WriteBack = change.WriteBack ?? before.WriteBack,
            WriteBackProfile = change.WriteBackProfile ?? before.WriteBackProfile,
            WriteBackAiTags = change.WriteBackAiTags ?? before.WriteBackAiTags,
            Languages = change.Languages is null ? before.Languages : [.. change.Languages.Select(tag => Core.Vocabulary.ConceptText.Language(tag)!).Distinct(StringComparer.Ordinal)],
        };
        await session.ExecuteAsync($"update library set settings = {JsonSerializer.Serialize(after, ApiJson.Default.LibrarySettings)} where key = {library}", cancellationToken);
        session.Log(new Change(library, LogSubject.Setting, library, ChangeEvent.Changed));
        return (WithDefaults(before), WithDefaults(after));
    }
}

using System.Text.Json;
using Vitrine.Media.Children;
using Vitrine.Media.Metadata;
using Vitrine.Server.Claims;
using Vitrine.Server.Features.Assets;
using Vitrine.Server.Features.Library;
using Vitrine.Server.Groups;
using Vitrine.Server.Pipeline;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Jobs;

/// <summary>Has the rules of grouping look at assets that are there already; what a rule made that is switched off ends.</summary>
public sealed class Regroup(GroupFinder finder) : AssetJob
{
    public override string Name => JobKinds.Group;

    /// <summary>Takes back what one such job did with an asset: groups that it made are parted, those that it ended come back.</summary>
    internal static async Task<bool> UndoAsync(WriteSession session, LedgerSubject asset, long batch, CancellationToken cancellationToken)
    {
        await GroupStore.LockAsync(session, cancellationToken);
        var made = await session.NumberAsync(
            $"select g.key from asset_group_member m join asset_group g on g.key = m.group_key where m.asset_key = {asset.AssetKey} and g.batch_key = {batch}", cancellationToken);
        if (made is { } ours)
        {
            await GroupStore.EndAsync(session, asset.LibraryKey, (await GroupRows.FindAsync(session, ours, cancellationToken))!, parted: true, batch: null, cancellationToken);
            return true;
        }

        var ended = await session.NumberAsync(
            $"""
            select g.key from asset_group_step s join asset_group g on g.key = s.group_key
            where s.asset_key = {asset.AssetKey} and s.batch_key = {batch} and s.act = {GroupAct.Ungrouped} and g.ended_batch = {batch}
            """,
            cancellationToken);
        return ended is { } theirs
            && await GroupStore.RestoreAsync(session, asset.LibraryKey, (await GroupRows.FindAsync(session, theirs, cancellationToken))!, batch: null, cancellationToken);
    }

    protected override Task<AssetChange> PrepareAsync(RunningJob job, CancellationToken cancellationToken) => Task.FromResult<AssetChange>(async (session, asset, cancelled) =>
    {
        await MarkAsync(session, asset, cancelled);
        await GroupStore.LockAsync(session, cancelled);
        var settings = await LibrarySettingsStore.ReadAsync(session, asset.LibraryKey, cancelled);
        var group = await session.NumberAsync($"select group_key from asset_group_member where asset_key = {asset.AssetKey}", cancelled) is { } key
            ? await GroupRows.FindAsync(session, key, cancelled)
            : null;
        var changed = false;
        if (group?.Rule is { } made && !GroupFinder.Rules.Any(rule => rule.Name == made && rule.IsOn(settings)))
        {
            await GroupStore.EndAsync(session, asset.LibraryKey, group, parted: false, job.BatchKey, cancelled);
            changed = true;
        }

        return await finder.FindAsync(session, asset, settings, job.BatchKey, cancelled) || changed;
    });

    /// <summary>Versions that were read before there were rules have their marks still in what was read.</summary>
    private static async Task MarkAsync(WriteSession session, LedgerSubject asset, CancellationToken cancellationToken)
    {
        if (await session.NumberAsync($"select version_key from version_mark where version_key = {asset.CurrentVersion}", cancellationToken) is not null
            || await session.NumberAsync(
                $"select key from step_run where version_key = {asset.CurrentVersion} and step = {DecodeSteps.Metadata} and state not in ({RunState.Done}, {RunState.Failed})", cancellationToken) is not null)
        {
            return;
        }

        var embedded = await session.TextAsync($"select embedded from version where key = {asset.CurrentVersion}", cancellationToken);
        var said = embedded is null ? null : JsonSerializer.Deserialize(embedded, MetadataJson.Default.NormalisedMetadata);
        var payloads = await session.QueryAsync($"select payload from embedded_tags where version_key = {asset.CurrentVersion}", row => row.Bytes(0), cancellationToken);
        var marks = VersionMarks.Of(said ?? new NormalisedMetadata(), [.. payloads.SelectMany(EmbeddedTagsReader.Unpack)]);
        await VersionMarks.WriteAsync(session, asset.CurrentVersion!.Value, marks, cancellationToken);
    }
}

/// <summary>Has a whole library grouped again, after its rules were switched, or where they never looked at it.</summary>
public sealed class RegroupAll(JobQueue jobs, Database database)
{
    private const string Stamp = "groups";

    /// <summary>Of the rules; a program with others looks at every library again.</summary>
    private const string Rules = "1";

    /// <summary>Queues the job in the transaction that changed the rules.</summary>
    public async Task StartAsync(WriteSession session, long library, CancellationToken cancellationToken)
    {
        var keys = await session.QueryAsync($"select key from asset where library_key = {library} and trashed_at is null", row => row.GetInt64(0), cancellationToken);
        if (keys.Count > 0)
        {
            await jobs.EnqueueAsync(session, library, JobKinds.Group, "{}", keys, cancellationToken);
        }
    }

    /// <summary>Queues it for every library that these rules have not seen. Of two nodes that start at once the second finds it done.</summary>
    public Task<long> WhereNewAsync(CancellationToken cancellationToken = default) => database.WriteAsync(
        Actor.System,
        async session =>
        {
            await GroupStore.LockAsync(session, cancellationToken);
            if (await session.TextAsync($"select value from stamp where name = {Stamp}", cancellationToken) == Rules)
            {
                return;
            }

            await session.ExecuteAsync(
                $"insert into stamp (name, value) values ({Stamp}, {Rules}) on conflict (name) do update set value = excluded.value", cancellationToken);
            foreach (var library in await session.QueryAsync($"select key from library order by key", row => row.GetInt64(0), cancellationToken))
            {
                await StartAsync(session, library, cancellationToken);
            }
        },
        cancellationToken);
}

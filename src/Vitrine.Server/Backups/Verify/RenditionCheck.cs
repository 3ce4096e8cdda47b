using Vitrine.Core.Assets;
using Vitrine.Media.Children;
using Vitrine.Server.Pipeline;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Backups.Verify;

/// <summary>Renditions: a file for each row, a row for each file, and nothing half written.</summary>
internal sealed class RenditionCheck(Verification library, VerifyTally tally, bool fix)
{
    private const int Page = 1000;

    /// <summary>Files this young may be those of a step whose rows are not written yet.</summary>
    private static readonly TimeSpan Young = TimeSpan.FromDays(1);

    private DateTime Before => (library.Database.Clock.GetUtcNow() - Young).UtcDateTime;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await RowsAsync(cancellationToken);
        foreach (var files in library.Renditions.List().Where(file => file.Written < Before).Chunk(Page))
        {
            await FilesAsync(files, cancellationToken);
        }

        string[] folders = [library.Data.Spool, library.Data.Renditions];
        foreach (var file in folders.SelectMany(folder => Directory.EnumerateFiles(folder, "*.part", SearchOption.AllDirectories)).Where(IsLeft))
        {
            if (fix)
            {
                File.Delete(file);
            }

            tally.Add(VerifyKind.TemporaryFile, Path.GetRelativePath(library.Data.Root, file), fix);
        }
    }

    /// <summary>One that was finished between the listing and this look has no time any more: that of a file that is not there is 1601.</summary>
    private bool IsLeft(string file) => new FileInfo(file) is { Exists: true } found && found.LastWriteTimeUtc < Before;

    private async Task RowsAsync(CancellationToken cancellationToken)
    {
        (long Essence, string Recipe) after = (0, "");
        while (true)
        {
            var page = await library.Database.ReadAsync(
                session => session.QueryAsync(
                    $"""
                    select r.essence_key, r.recipe, r.bytes, e.sha256 from rendition r join essence e on e.key = r.essence_key
                    where r.essence_key > {after.Essence} or (r.essence_key = {after.Essence} and r.recipe > {after.Recipe})
                    order by r.essence_key, r.recipe limit {Page}
                    """,
                    row => new Row(row.GetInt64(0), row.GetString(1), row.GetInt64(2), row.Bytes(3)),
                    cancellationToken),
                cancellationToken);
            foreach (var row in page)
            {
                if (library.Renditions.BytesOf(row.Sha256, row.Recipe) != row.Bytes)
                {
                    await MissingAsync(row, cancellationToken);
                }

                await tally.StepAsync("renditions");
            }

            if (page.Count < Page)
            {
                return;
            }

            after = (page[^1].Essence, page[^1].Recipe);
        }
    }

    /// <summary>Has it made again, unless it was made meanwhile, is being made, or nothing shows it any more.</summary>
    private async Task MissingAsync(Row row, CancellationToken cancellationToken)
    {
        var found = (await library.Database.WriteAsync(
            Actor.System,
            async session =>
            {
                var bytes = await session.NumberAsync($"select bytes from rendition where essence_key = {row.Essence} and recipe = {row.Recipe}", cancellationToken);
                var shown = await session.FirstAsync(
                    $"""
                    select v.key, a.library_key, a.kind, a.name from version v join asset a on a.version_key = v.key
                    where v.essence_key = {row.Essence} order by v.key limit 1
                    """,
                    found => new Shown(found.GetInt64(0), found.GetInt64(1), (AssetKind)found.GetInt64(2), found.GetString(3)),
                    cancellationToken);
                var now = library.Renditions.BytesOf(row.Sha256, row.Recipe);
                if (bytes is null || now == bytes || shown is null || await IsUnderWayAsync(session, row.Essence, cancellationToken))
                {
                    return null;
                }

                if (fix)
                {
                    // Cut off, it would be taken for one that was made.
                    library.Renditions.Delete(row.Sha256, row.Recipe);
                    await library.Runs.RenderAgainAsync(session, shown.Library, shown.Version, shown.Kind, cancellationToken);
                }

                return shown;
            },
            cancellationToken)).Value;
        if (found is not null)
        {
            tally.Add(VerifyKind.RenditionMissing, $"{found.Name} ({row.Recipe})", fix);
        }
    }

    private async Task FilesAsync((byte[] Essence, string Recipe, DateTime Written)[] files, CancellationToken cancellationToken)
    {
        foreach (var (essence, recipe, _) in files)
        {
            if (await library.Database.ReadAsync(session => IsKnownAsync(session, essence, recipe, cancellationToken), cancellationToken))
            {
                continue;
            }

            var name = $"{Convert.ToHexStringLower(essence)}.{recipe}";
            var deleted = fix && (await library.Database.WriteAsync(
                Actor.System,
                async session =>
                {
                    // A step that makes it again writes the file first and its row later.
                    if (await IsKnownAsync(session, essence, recipe, cancellationToken) || library.Renditions.WrittenAt(essence, recipe) is not { } written || written >= Before)
                    {
                        return false;
                    }

                    library.Renditions.Delete(essence, recipe);
                    return true;
                },
                cancellationToken)).Value;
            tally.Add(VerifyKind.RenditionOrphan, name, deleted);
        }
    }

    private static async Task<bool> IsKnownAsync(DbSession session, byte[] essence, string recipe, CancellationToken cancellationToken)
    {
        var key = await session.NumberAsync($"select key from essence where sha256 = {essence}", cancellationToken);
        return key is { } known
            && (await session.NumberAsync($"select count(*) from rendition where essence_key = {known} and recipe = {recipe}", cancellationToken) > 0
                || await IsUnderWayAsync(session, known, cancellationToken));
    }

    private static async Task<bool> IsUnderWayAsync(DbSession session, long essence, CancellationToken cancellationToken) => await session.NumberAsync(
        $"""
        select count(*) from step_run r join version v on v.key = r.version_key
        where v.essence_key = {essence} and r.step = {DecodeSteps.Renditions} and r.state in ({RunState.Queued}, {RunState.Running}, {RunState.Waiting})
        """,
        cancellationToken) > 0;

    private sealed record Row(long Essence, string Recipe, long Bytes, byte[] Sha256);

    private sealed record Shown(long Version, long Library, AssetKind Kind, string Name);
}

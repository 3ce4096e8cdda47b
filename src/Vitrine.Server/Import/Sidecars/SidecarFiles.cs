using Vitrine.Media.Kinds;
using Vitrine.Server.Ingest;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Import.Sidecars;

/// <summary>
/// XMP files that walks find: they are no assets, but belong to one. First each is noted, in small transactions as the walk goes on; when all files of the walk are written, and so
/// their assets known, those that are new or changed are read.
/// </summary>
public sealed class SidecarFiles(SidecarReading reading)
{
    private const int Page = 200;

    /// <summary>Splits what a walk found.</summary>
    internal static (IReadOnlyList<WalkedEntry> Files, IReadOnlyList<WalkedEntry> Sidecars) Split(IReadOnlyList<WalkedEntry> entries)
    {
        var sidecars = entries.Where(entry => entry is { Problem: null, IsLink: false } && SidecarName.Is(entry.Path)).ToArray();
        return sidecars.Length == 0 ? (entries, []) : (entries.Except(sidecars).ToArray(), sidecars);
    }

    /// <summary>Notes those that are new, changed or back, and those that belonged to no asset before.</summary>
    internal async Task SeenAsync(ImportRun run, IReadOnlyList<WalkedEntry> sidecars, CancellationToken cancellationToken)
    {
        foreach (var root in sidecars.Select(entry => (Entry: entry, Place: run.Roots.Resolve(entry.Path))).GroupBy(one => one.Place.Root.Key))
        {
            string[] paths = [.. root.Select(one => one.Place.Path)];
            var known = (await run.Job.Database.ReadAsync(session => SidecarRows.FindAsync(session, root.Key, paths, cancellationToken), cancellationToken))
                .ToDictionary(row => row.Path, StringComparer.Ordinal);
            var fresh = root.Where(one => !known.TryGetValue(one.Place.Path, out var row) || row.State is SidecarState.Lone or SidecarState.Missing || row.Bytes != one.Entry.Bytes || row.Modified != one.Entry.Modified).ToArray();
            if (fresh.Length > 0)
            {
                await run.Job.Database.WriteAsync(
                    run.Job.Actor,
                    async session =>
                    {
                        foreach (var (entry, (_, path)) in fresh)
                        {
                            await SidecarRows.SeenAsync(session, root.Key, path, entry.Bytes, entry.Modified, cancellationToken);
                        }
                    },
                    cancellationToken);
            }

            run.SidecarRoots[root.Key] = root.First().Place.Root;
        }
    }

    /// <summary>Reads what is unread in the roots that were gone through.</summary>
    internal async Task ReadAsync(ImportRun run, CancellationToken cancellationToken)
    {
        foreach (var root in run.SidecarRoots.Values)
        {
            for (var after = ""; ;)
            {
                var page = await run.Job.Database.ReadAsync(session => SidecarRows.UnreadAsync(session, root.Key, after, Page, cancellationToken), cancellationToken);
                if (page.Count == 0)
                {
                    break;
                }

                after = page[^1].Path;
                foreach (var row in page)
                {
                    await OneAsync(run, root, row, cancellationToken);
                }
            }
        }
    }

    /// <summary>After folders of a root were walked: sidecars that are gone. What they said stays: a lost file takes nothing back.</summary>
    internal static async Task VanishedAsync(Database database, Actor actor, ImportRoot root, IReadOnlyList<WalkedFolder> folders, CancellationToken cancellationToken)
    {
        foreach (var folder in folders)
        {
            var (after, until) = folder.Path.Length == 0 ? ("", "\U0010FFFF") : (folder.Path + "/", folder.Path + "0");
            while (true)
            {
                var page = await database.ReadAsync(session => SidecarRows.BelowAsync(session, root.Key, after, until, Page, cancellationToken), cancellationToken);
                if (page.Count == 0)
                {
                    break;
                }

                after = page[^1].Path;
                var gone = page.Where(row => FileStat.Of(Path.Combine(root.Path, row.Path))?.Type != EntryType.File).ToArray();
                if (gone.Length > 0)
                {
                    if (!LinkCheck.IsThere(root.Path, holds: true))
                    {
                        // The root itself went away during the walk: so did its files, and they come back with it.
                        return;
                    }

                    await database.WriteAsync(
                        actor,
                        async session =>
                        {
                            foreach (var row in gone)
                            {
                                await SidecarRows.EndAsync(session, row, SidecarState.Missing, cancellationToken);
                            }
                        },
                        cancellationToken);
                }
            }
        }
    }

    private async Task OneAsync(ImportRun run, ImportRoot root, SidecarRow row, CancellationToken cancellationToken)
    {
        var owner = await run.Job.Database.ReadAsync(session => OwnerAsync(session, row, cancellationToken), cancellationToken);
        if (owner is not { } found)
        {
            await run.Job.Database.WriteAsync(run.Job.Actor, session => SidecarRows.EndAsync(session, row with { AssetKey = null }, SidecarState.Lone, cancellationToken), cancellationToken);
            return;
        }

        var mine = row with { Naming = found.Naming, AssetKey = found.Owner.Asset };
        if (await reading.ReadAsync(run.Job, root, mine, cancellationToken))
        {
            run.Noticed++;
        }
    }

    /// <summary>The asset that a sidecar belongs to. One that names its file whole keeps others away.</summary>
    private static async Task<(SidecarNaming Naming, Candidate Owner)?> OwnerAsync(DbSession session, SidecarRow row, CancellationToken cancellationToken)
    {
        var stem = SidecarName.Stem(row.Path);
        var name = stem.LastIndexOf('/') + 1;
        var files = new List<Candidate>();
        foreach (var spelled in (string[])[stem, stem[..name] + stem[name..].ToLowerInvariant(), stem[..name] + stem[name..].ToUpperInvariant()])
        {
            // '/' follows '.', so nothing of a folder of that name is among them.
            files.AddRange(await session.QueryAsync(
                $"""
                select l.path, a.key, v.format from link l join version v on v.key = l.version_key join asset a on a.version_key = v.key
                where l.root_key = {row.RootKey} and (l.path = {spelled} or (l.path > {spelled + "."} and l.path < {spelled + "/"})) and l.state = {LinkState.Present} and a.trashed_at is null order by l.path limit {Page}
                """,
                found => new Candidate(found.GetString(0), found.GetInt64(1), found.GetString(2)),
                cancellationToken));
        }

        var owner = SidecarName.OwnerOf(row.Path, [.. files.Where(file => !SidecarName.Is(file.Path)).DistinctBy(file => file.Path)], file => file.Path, file => FileFormats.Find(file.Format) is { IsRaw: true });
        if (owner is not { Naming: SidecarNaming.Stem } stemmed)
        {
            return owner;
        }

        var others = await SidecarRows.OfAssetAsync(session, stemmed.Owner.Asset, cancellationToken);
        var whole = stemmed.Owner.Path + SidecarName.Extension;
        return others.Exists(other => other.Key != row.Key && other.Naming == SidecarNaming.Whole) || await IsThereAsync(session, row, whole, cancellationToken) ? null : owner;
    }

    private static async Task<bool> IsThereAsync(DbSession session, SidecarRow row, string path, CancellationToken cancellationToken) =>
        (await SidecarRows.FindAsync(session, row.RootKey, [path], cancellationToken)).Exists(other => other.Key != row.Key && other.State != SidecarState.Missing);

    private sealed record Candidate(string Path, long Asset, string Format);
}

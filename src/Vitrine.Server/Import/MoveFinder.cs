using System.Data.Common;
using Vitrine.Core.Assets;
using Vitrine.Media.Metadata;
using Vitrine.Server.Ingest;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Import;

/// <summary>A linked file that a newly found one may have been.</summary>
/// <param name="Path">Below its root.</param>
/// <param name="Inode">The number that the file had there; null where the system has none.</param>
public sealed record Twin(long Link, long RootKey, string RootPath, string Path, long Bytes, long Modified, long? Inode, byte[] Sha256, byte[] Essence, string Format, string Mime, AssetKind Kind)
{
    /// <summary>The folder on disk that was moved with the file in it; null where only the file was.</summary>
    public (string From, string To)? FolderMove { get; init; }

    public string FullPath => System.IO.Path.Combine(RootPath, Path);
}

/// <param name="IsSure">Nothing lies at the old path, and nothing is known at the new one. Where not, <see cref="ContestedMove"/> decides when all files were seen.</param>
/// <param name="IsOccupied">Another file lies at the old path.</param>
internal sealed record Move(Twin From, bool IsSure, bool IsOccupied);

/// <summary>Tells which found files are linked ones that were renamed or moved: by the file's number, else by its bytes, else by its picture.</summary>
internal static class MoveFinder
{
    private static readonly RawSql Columns = new("l.key, l.root_key, r.path, l.path, l.bytes, l.modified, l.inode, v.sha256, e.sha256, v.format, v.mime, a.kind");

    private static readonly RawSql From = new(
        "link l join root r on r.key = l.root_key join version v on v.key = l.version_key join essence e on e.key = v.essence_key join asset a on a.key = v.asset_key");

    private const int ManyTwins = 16;
    private const int MostRemembered = 5_000;

    private enum Place
    {
        Gone,
        There,
        Occupied,
    }

    /// <summary>Files that have the number, size and time of a linked one: they need not be read.</summary>
    public static async Task<Dictionary<string, Move>> RenamedAsync(ImportRun run, IReadOnlyList<LookedAt> files, CancellationToken cancellationToken)
    {
        var moves = new Dictionary<string, Move>(StringComparer.Ordinal);
        var numbered = files.Where(file => file.Entry.Inode != 0 && run.TrustsInodes(file.Root)).ToArray();
        if (numbered.Length == 0)
        {
            return moves;
        }

        long[] inodes = [.. numbered.Select(file => unchecked((long)file.Entry.Inode)).Distinct()];
        var twins = (await run.Job.Database.ReadAsync(
            session => session.QueryAsync(
                Sql.Of($"""
                select {Columns} from {From}
                where {session.Dialect.AnyOf(new RawSql("l.inode"), inodes)} and r.library_key = {run.Job.LibraryKey} and r.mode <> {RootMode.Copied} order by l.key
                """),
                Read,
                cancellationToken),
            cancellationToken)).ToLookup(twin => twin.Inode!.Value);
        foreach (var file in numbered)
        {
            var same = twins[unchecked((long)file.Entry.Inode)].Where(twin => twin.Bytes == file.Entry.Bytes && twin.Modified == file.Entry.Modified);
            if (Choose(run, file, same) is { } move)
            {
                moves[file.Entry.Path] = move;
            }
        }

        return moves;
    }

    /// <summary>Files whose bytes, or else whose picture, are those of a linked one that is no longer where it was.</summary>
    public static async Task<Dictionary<string, Move>> MovedAsync(
        ImportRun run, IReadOnlyList<(LookedAt File, FileHashes Hashes)> files, CancellationToken cancellationToken)
    {
        var moves = new Dictionary<string, Move>(StringComparer.Ordinal);
        foreach (var same in files.GroupBy(file => Convert.ToHexString(file.Hashes.Sha256)))
        {
            var hashes = same.First().Hashes;
            var essence = Convert.ToHexString(hashes.Essence);
            var twins = run.Twins.GetValueOrDefault(essence) ?? await TwinsAsync(run, hashes, cancellationToken);
            var alike = twins.Where(twin => twin.Sha256.AsSpan().SequenceEqual(hashes.Sha256)).ToArray();

            // What holds the bytes that are known at its path was written anew, by a backup that was played back, and did not come from a copy of itself.
            foreach (var (file, _) in same.Where(one => !alike.Any(twin => twin.Link == one.File.Known?.Key)))
            {
                if ((Choose(run, file, alike)
                    ?? Choose(run, file, twins.Where(twin => !twin.Sha256.AsSpan().SequenceEqual(hashes.Sha256)))) is { } move)
                {
                    moves[file.Entry.Path] = move;
                }
            }

            Remember(run, essence, twins);
        }

        return moves;
    }

    /// <summary>Of a picture that lies in very many places each is looked at once in a run, not once for each further copy.</summary>
    private static void Remember(ImportRun run, string essence, List<Twin> twins)
    {
        if (twins.Count >= ManyTwins && run.Twins.Count < MostRemembered)
        {
            run.Twins.TryAdd(essence, twins);
        }

        if (run.Twins.ContainsKey(essence))
        {
            twins.RemoveAll(twin => run.StillThere.Contains(twin.Link) || run.MovedFrom.Contains(twin.Link));
        }
    }

    private static Task<List<Twin>> TwinsAsync(ImportRun run, FileHashes hashes, CancellationToken cancellationToken) => run.Job.Database.ReadAsync(
        session => session.QueryAsync(
            $"""
            select {Columns} from {From}
            where v.essence_key = (select key from essence where sha256 = {hashes.Essence}) and r.library_key = {run.Job.LibraryKey} and r.mode <> {RootMode.Copied} order by l.key
            """,
            Read,
            cancellationToken),
        cancellationToken);

    /// <summary>Of several, the one of the same name: who moves a folder with copies in it means each one for itself.</summary>
    private static Move? Choose(ImportRun run, LookedAt file, IEnumerable<Twin> twins)
    {
        var name = Path.GetFileName(file.Path);
        var candidates = twins.Where(twin => twin.Link != file.Known?.Key && !run.MovedFrom.Contains(twin.Link) && !run.StillThere.Contains(twin.Link));
        foreach (var twin in candidates.OrderByDescending(twin => Path.GetFileName(twin.Path) == name))
        {
            var place = PlaceOf(run, twin, file);
            if (place == Place.There)
            {
                run.StillThere.Add(twin.Link);
                continue;
            }

            // What a symbolic link shows changes with its target; only files exchange their places.
            if (place == Place.Occupied && (file.Entry.IsLink || FileStat.Of(twin.FullPath)?.Type == EntryType.SymbolicLink))
            {
                continue;
            }

            // The same picture with other metadata in another place is taken for a moved file only where the old one is clearly gone.
            if (place == Place.Occupied && twin.Bytes != file.Entry.Bytes)
            {
                continue;
            }

            run.MovedFrom.Add(twin.Link);
            var owned = file.Known is { VersionKey: not null };
            return new Move(twin with { FolderMove = owned || place == Place.Occupied ? null : FolderMoveOf(twin, file) }, IsSure: place == Place.Gone && !owned, place == Place.Occupied);
        }

        return null;
    }

    private static Place PlaceOf(ImportRun run, Twin twin, LookedAt file)
    {
        if (!RealPath.IsReal(twin.RootPath) || FileStat.Of(twin.FullPath, followLinks: true) is not { } now)
        {
            return Place.Gone;
        }

        if (now.Type != EntryType.File || now.Bytes != twin.Bytes || now.Modified != twin.Modified)
        {
            return Place.Occupied;
        }

        // Files that exchanged their places may well have one size and time: their numbers tell them apart where these last.
        if (twin.Inode is { } number && now.Inode != 0 && number != unchecked((long)now.Inode) && run.TrustsInodes(twin.RootKey, twin.RootPath))
        {
            return Place.Occupied;
        }

        if (now.Inode != 0 && now.Inode != file.Entry.Inode && file.Known is { VersionKey: not null } && file.Entry.Bytes == twin.Bytes && file.Entry.Modified == twin.Modified)
        {
            return Place.Occupied;
        }

        return now.Inode != 0 && now.Inode == file.Entry.Inode && IsOtherSpelling(twin.FullPath, file.Entry.Path) ? Place.Gone : Place.There;
    }

    /// <summary>Where capitals do not count, a file renamed from <c>a.jpg</c> to <c>A.jpg</c> is found under both; only one is listed.</summary>
    private static bool IsOtherSpelling(string old, string found)
    {
        if (!string.Equals(old, found, StringComparison.OrdinalIgnoreCase) || old == found)
        {
            return false;
        }

        try
        {
            return !Directory.EnumerateFileSystemEntries(Path.GetDirectoryName(old)!).Contains(old, StringComparer.Ordinal);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return true;
        }
    }

    /// <summary>The highest folder that is gone with the file in it and has another name or place now.</summary>
    private static (string From, string To)? FolderMoveOf(Twin twin, LookedAt file)
    {
        var (from, to) = (Above(twin.Path), Above(file.Path));
        if (twin.RootKey != file.Root.Key || from.Length == 0 || to.Length == 0 || from == to || Exists(from))
        {
            return null;
        }

        while (Path.GetFileName(from) == Path.GetFileName(to) && Above(from).Length > 0 && Above(to).Length > 0 && !Exists(Above(from)))
        {
            (from, to) = (Above(from), Above(to));
        }

        return (from, to);

        bool Exists(string folder) => FileStat.Of(Path.Combine(twin.RootPath, folder)) is not null;
    }

    private static string Above(string path) => path.LastIndexOf('/') is var slash and >= 0 ? path[..slash] : "";

    private static Twin Read(DbDataReader row) => new(
        row.GetInt64(0), row.GetInt64(1), row.GetString(2), row.GetString(3), row.GetInt64(4), row.GetInt64(5), row.NumberOrNull(6),
        row.Bytes(7), row.Bytes(8), row.GetString(9), row.GetString(10), (AssetKind)row.GetInt64(11));
}

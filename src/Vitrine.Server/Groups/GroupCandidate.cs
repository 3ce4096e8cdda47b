using System.Data.Common;
using System.Globalization;
using Vitrine.Core.Assets;
using Vitrine.Media.Kinds;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Groups;

/// <summary>A live asset as the rules see it. One whose metadata is still to be read is none yet: what it does not say now it may say then.</summary>
internal sealed record GroupCandidate(
    long Key, long FolderKey, string Name, AssetKind Kind, string Format, long? DurationMs, string? TakenAt, string? Camera,
    string? ContentId, string? BurstId, bool BurstCover, string? DocumentId, string? DerivedFrom)
{
    /// <summary>A rule looks at so many neighbours at most.</summary>
    public const int Most = 100;

    private static readonly RawSql Columns = new(
        "a.key, a.folder_key, a.name_key, a.kind, v.format, v.duration_ms, a.taken_at, m.camera, m.content_id, m.burst_id, m.burst_cover, m.document_id, m.derived_from");

    private static readonly RawSql Joined = new("asset a join version v on v.key = a.version_key join version_mark m on m.version_key = a.version_key");

    /// <summary>The name without its extension.</summary>
    public string Stem => Path.GetFileNameWithoutExtension(Name);

    public bool IsRaw => FileFormats.Find(Format) is { IsRaw: true };

    /// <summary>What cameras write as the finished picture.</summary>
    public bool IsFinished => Kind == AssetKind.Image && Format is "jpeg" or "heic" or "heif" or "avif";

    /// <summary>Local time; null where no second is known.</summary>
    public DateTime? Taken => TakenAt is { Length: >= 19 } text && DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out var at) ? at : null;

    /// <summary>Whether the cameras are the same, as far as both files say one.</summary>
    public bool MayShareCamera(GroupCandidate other) => Camera is null || other.Camera is null || Camera == other.Camera;

    /// <summary>Whether the times lie within so many seconds, as far as both files say one.</summary>
    public bool MayShareTime(GroupCandidate other, double seconds) => Taken is not { } one || other.Taken is not { } two || Math.Abs((one - two).TotalSeconds) <= seconds;

    public static Task<GroupCandidate?> FindAsync(DbSession session, long asset, CancellationToken cancellationToken) =>
        session.FirstAsync($"select {Columns} from {Joined} where a.key = {asset} and a.trashed_at is null", Read, cancellationToken);

    /// <summary>The others in the folder whose name begins with a text and goes on with a character: <c>IMG_1234</c> and <c>.</c>.</summary>
    public Task<List<GroupCandidate>> NamedAsync(DbSession session, string begin, char then, CancellationToken cancellationToken) => session.QueryAsync(
        $"""
        select {Columns} from {Joined} where a.folder_key = {FolderKey} and a.trashed_at is null and a.key <> {Key}
        and a.name_key >= {begin + then} and a.name_key < {begin + (char)(then + 1)} order by a.name_key limit {Most}
        """,
        Read,
        cancellationToken);

    /// <summary>The others in the folder with this mark. Of a mark that very many files carry only some are looked at.</summary>
    public Task<List<GroupCandidate>> MarkedAsync(DbSession session, string column, string value, CancellationToken cancellationToken) => session.QueryAsync(
        $"""
        select {Columns} from (select version_key as marked from version_mark where {new RawSql(column)} = {value} limit {5 * Most}) k
        join version v on v.key = k.marked join asset a on a.version_key = v.key join version_mark m on m.version_key = v.key
        where a.folder_key = {FolderKey} and a.trashed_at is null and a.key <> {Key} order by a.key limit {2 * Most}
        """,
        Read,
        cancellationToken);

    /// <summary>What was taken next before or after it in the folder, the nearest first.</summary>
    public Task<List<GroupCandidate>> BesideAsync(DbSession session, bool before, CancellationToken cancellationToken)
    {
        var (beyond, order) = before ? (new RawSql("<"), new RawSql("desc")) : (new RawSql(">"), new RawSql("asc"));
        return session.QueryAsync(
            $"""
            select {Columns} from {Joined} where a.folder_key = {FolderKey} and a.trashed_at is null
            and (a.taken_at {beyond} {TakenAt} or (a.taken_at = {TakenAt} and a.key {beyond} {Key})) order by a.taken_at {order}, a.key {order} limit {Most}
            """,
            Read,
            cancellationToken);
    }

    private static GroupCandidate Read(DbDataReader row) => new(
        row.GetInt64(0), row.GetInt64(1), row.GetString(2), (AssetKind)row.GetInt64(3), row.GetString(4), row.NumberOrNull(5), row.TextOrNull(6), row.TextOrNull(7),
        row.TextOrNull(8), row.TextOrNull(9), row.GetInt64(10) != 0, row.TextOrNull(11), row.TextOrNull(12));
}

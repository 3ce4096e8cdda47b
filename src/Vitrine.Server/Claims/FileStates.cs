using System.Text.Json;
using System.Text.Json.Serialization;
using Vitrine.Core.Claims;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Claims;

/// <summary>Where a file's statements stand. The numbers are stored.</summary>
public enum FileHolder
{
    /// <summary>In the file itself, as read at import.</summary>
    Embedded = 1,

    /// <summary>In the sidecar beside it.</summary>
    Sidecar = 2,

    /// <summary>In the file itself, what only the slower, fuller reading finds.</summary>
    Details = 3,
}

/// <summary>A value as it was last read or written in a file.</summary>
/// <param name="Attribute">Name of the attribute.</param>
/// <param name="Language">Null = none, XMP's <c>x-default</c>.</param>
/// <param name="Canonical">The value as the ledger compares it.</param>
/// <param name="Literal">The text in the file where it may differ from what the ledger says: a keyword as it is spelled there.</param>
/// <param name="Lists">Of a keyword: the lists that it stands in (<see cref="Media.Metadata.KeywordLists"/>); null where that was not noted.</param>
/// <param name="TakenBack">A person took it out of one list outside: what other lists still say of it does not count.</param>
public sealed record FileValue(
    [property: JsonPropertyName("a")] string Attribute, [property: JsonPropertyName("l")] string? Language, [property: JsonPropertyName("v")] string Canonical,
    [property: JsonPropertyName("t")] string? Literal = null, [property: JsonPropertyName("p")] string? Lists = null,
    [property: JsonPropertyName("x"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool TakenBack = false)
{
    public static FileValue Of(FileClaim claim) => new(claim.Attribute.Name, claim.Language, claim.Value.Canonical, claim.Literal, claim.Lists);
}

/// <summary>What one holder of a version said when it was last read or written, and the SHA-256 of its bytes then.</summary>
public sealed record FileState(FileHolder Holder, byte[] Sha256, IReadOnlyList<FileValue> Said);

/// <summary>
/// What Vitrine last read or wrote in each file and sidecar. What differs from it at the next reading was said outside by a person; what our own writing put there did not.
/// </summary>
public static class FileStates
{
    /// <summary>All holders of a version that were ever read or written.</summary>
    public static Task<List<FileState>> OfAsync(DbSession session, long version, CancellationToken cancellationToken = default) => session.QueryAsync(
        $"select holder, sha256, said from file_state where version_key = {version} order by holder",
        Read,
        cancellationToken);

    /// <summary>
    /// Notes, in the transaction that also notes the new bytes of the version or sidecar, that Vitrine itself wrote a file.
    /// The next reading of these bytes finds nothing that was said outside.
    /// </summary>
    /// <param name="holder"><see cref="FileHolder.Embedded"/> or <see cref="FileHolder.Sidecar"/>.</param>
    /// <param name="said">All that the file says now, not only what was changed: what <see cref="FileClaims.ReadAsync"/> makes of a reading of the written file.</param>
    /// <param name="sha256">Of the file as written.</param>
    public static async Task WroteAsync(
        WriteSession session, long version, FileHolder holder, IReadOnlyList<FileClaim> said, byte[] sha256, CancellationToken cancellationToken = default)
    {
        await SaveAsync(session, version, new FileState(holder, sha256, Values(said)), cancellationToken);
        if (holder == FileHolder.Embedded)
        {
            await session.ExecuteAsync($"delete from file_state where version_key = {version} and holder = {FileHolder.Details}", cancellationToken);
            await session.ExecuteAsync($"update version set read_sha256 = {sha256} where key = {version}", cancellationToken);
        }
    }

    /// <summary>What is to be remembered of a reading. The fuller reading repeats what the first one found; only what it adds is its own.</summary>
    internal static FileState After(IReadOnlyList<FileState> states, FileSaid said)
    {
        var keywords = new KeywordReading(states, said);
        var values = Values(said.Claims).Select(keywords.Noted).OfType<FileValue>();
        if (said.Holder == FileHolder.Details && states.FirstOrDefault(state => state.Holder == FileHolder.Embedded) is { } first)
        {
            var known = new FileValueSet(first.Said);
            values = values.Where(value => KeywordReading.Is(value) || !known.Knows(value));
        }

        return new FileState(said.Holder, said.Sha256, [.. values]);
    }

    /// <summary>What the sidecar of an asset said at its last reading under an earlier version: it belongs to the asset, whatever version is current.</summary>
    internal static Task<FileState?> SidecarBeforeAsync(DbSession session, long asset, CancellationToken cancellationToken) => session.FirstAsync(
        $"""
        select f.holder, f.sha256, f.said from file_state f join version v on v.key = f.version_key
        where v.asset_key = {asset} and f.holder = {FileHolder.Sidecar} order by v.number desc limit 1
        """,
        Read,
        cancellationToken);

    internal static IReadOnlyList<FileValue> Values(IEnumerable<FileClaim> said) => [.. said.Select(FileValue.Of).Distinct()];

    private static FileState Read(System.Data.Common.DbDataReader row) =>
        new((FileHolder)row.GetInt64(0), row.Bytes(1), JsonSerializer.Deserialize(row.GetString(2), FileStateJson.Default.IReadOnlyListFileValue)!);

    internal static Task<int> SaveAsync(WriteSession session, long version, FileState state, CancellationToken cancellationToken) => session.ExecuteAsync(
        $"""
        insert into file_state (version_key, holder, sha256, said, at)
        values ({version}, {state.Holder}, {state.Sha256}, {JsonSerializer.Serialize(state.Said, FileStateJson.Default.IReadOnlyListFileValue)}, {session.Now})
        on conflict (version_key, holder) do update set sha256 = excluded.sha256, said = excluded.said, at = excluded.at
        """,
        cancellationToken);
}

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(IReadOnlyList<FileValue>))]
internal sealed partial class FileStateJson : JsonSerializerContext;

using Vitrine.Media.Children;
using Vitrine.Media.Metadata;
using Vitrine.Server.Features.Assets;
using Vitrine.Server.Import.Sidecars;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Search.Embedded;

/// <summary>
/// Keeps the rows by which embedded tags are searched beside the packed ones: of the sidecar, and of the fullest reading of the file. Few statements a version,
/// however many tags it has.
/// </summary>
internal static class EmbeddedListing
{
    /// <summary>To be taken early in a transaction that keeps tags beside other things, so that two of them never wait for each other.</summary>
    public static async Task LockAsync(WriteSession session, CancellationToken cancellationToken)
    {
        if (session.Dialect.LockEmbedded is { } take)
        {
            await session.ExecuteAsync(take, cancellationToken);
        }
    }

    /// <summary>Makes the rows of a version say what a step read now.</summary>
    /// <returns>What the step's row of packed tags keeps of it.</returns>
    public static async Task<byte[]> RenewAsync(WriteSession session, long version, string step, IReadOnlyList<EmbeddedTag> tags, CancellationToken cancellationToken) =>
        (await WriteAsync(session, version, (step, tags), cancellationToken))[step];

    /// <summary>Makes the rows of a version that was read before there were any.</summary>
    public static Task CatchUpAsync(WriteSession session, long version, CancellationToken cancellationToken) => WriteAsync(session, version, null, cancellationToken);

    /// <summary>Takes the rows of versions away that are about to be erased, with the values that no other version has.</summary>
    public static async Task ForgetAsync(WriteSession session, long[] versions, CancellationToken cancellationToken)
    {
        await LockAsync(session, cancellationToken);
        var listed = await session.QueryAsync(
            $"select version_key, listed from embedded_tags where {session.Dialect.AnyOf(new RawSql("version_key"), versions)} and listed is not null",
            row => (Version: row.GetInt64(0), Keys: PackedKeys.Unpack(row.Bytes(1))),
            cancellationToken);
        foreach (var version in listed.GroupBy(one => one.Version, one => one.Keys))
        {
            await DropAsync(session, version.Key, [.. version.SelectMany(keys => keys).Distinct()], cancellationToken);
        }
    }

    private static async Task<Dictionary<string, byte[]>> WriteAsync(WriteSession session, long version, (string Step, IReadOnlyList<EmbeddedTag> Tags)? read, CancellationToken cancellationToken)
    {
        await LockAsync(session, cancellationToken);
        var stored = await session.QueryAsync(
            $"""
            select a.library_key, t.source, t.listed, case when t.listed is null then t.payload end
            from version v join asset a on a.key = v.asset_key left join embedded_tags t on t.version_key = v.key where v.key = {version}
            """,
            row => new Stored(row.GetInt64(0), row.TextOrNull(1) ?? "", row.BytesOrNull(2), row.BytesOrNull(3)),
            cancellationToken);
        var library = stored.Count > 0 ? stored[0].Library : 0;
        stored.RemoveAll(one => one.Source.Length == 0);
        var before = stored.Where(one => one.Listed is not null).ToDictionary(one => one.Source, one => PackedKeys.Unpack(one.Listed!), StringComparer.Ordinal);
        var after = before.Where(pair => pair.Key != read?.Step).ToDictionary(StringComparer.Ordinal);
        var isDetailed = read?.Step == DecodeSteps.Details || stored.Exists(one => one.Source == DecodeSteps.Details);
        var lists = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        var unlisted = stored.Where(one => one.Listed is null && one.Source != read?.Step).Select(one => (one.Source, Tags: Readable(one.Payload!))).ToList();
        if (read is { } now)
        {
            unlisted.Add(now);
        }

        foreach (var (source, tags) in unlisted)
        {
            // What a fuller reading stands above is shown nowhere.
            after[source] = source == DecodeSteps.Metadata && isDetailed ? [] : await KeysAsync(session, library, EmbeddedWords.Of(tags), cancellationToken);
            lists[source] = PackedKeys.Pack(after[source]);
        }

        var (had, has) = (Shown(before), Shown(after));
        await AddAsync(session, version, [.. has.Except(had)], cancellationToken);
        await DropAsync(session, version, [.. had.Except(has)], cancellationToken);
        foreach (var (source, list) in lists.Where(one => one.Key != read?.Step))
        {
            await session.ExecuteAsync($"update embedded_tags set listed = {list} where version_key = {version} and source = {source}", cancellationToken);
        }

        return lists;
    }

    /// <summary>What the panel shows of readings.</summary>
    private static HashSet<long> Shown(Dictionary<string, IReadOnlyList<long>> listed) =>
        [.. listed.GetValueOrDefault(SidecarReading.Step) ?? [], .. listed.GetValueOrDefault(DecodeSteps.Details) ?? listed.GetValueOrDefault(DecodeSteps.Metadata) ?? []];

    /// <summary>The stored tags; none where the row is damaged, so that nothing waits for it for ever.</summary>
    private static IReadOnlyList<EmbeddedTag> Readable(byte[] payload)
    {
        try
        {
            return EmbeddedTagsReader.Unpack(payload);
        }
        catch (Exception damage) when (damage is InvalidDataException or System.Text.Json.JsonException)
        {
            return [];
        }
    }

    /// <summary>The keys of values; what no file had so far gets one.</summary>
    private static async Task<IReadOnlyList<long>> KeysAsync(WriteSession session, long library, IReadOnlyList<EmbeddedWord> words, CancellationToken cancellationToken)
    {
        if (words.Count == 0)
        {
            return [];
        }

        long?[] order = [.. Enumerable.Range(0, words.Count).Select(at => (long?)at)];
        string[] groups = [.. words.Select(word => word.Group)], names = [.. words.Select(word => word.Name)], values = [.. words.Select(word => word.Word)], shown = [.. words.Select(word => word.Shown)];

        // Values are looked up one by one, in the order of the rows: an engine that knows no sizes must not begin with the values.
        var known = await session.QueryAsync(
            $"""
            select c0, t.key, (select v.key from embedded_value v where v.tag_key = t.key and v.word = c3 and v.shown = c4)
            from {session.Dialect.Rows(order, groups, names, values, shown)} left join embedded_tag t on t.library_key = {library} and t.group_name = c1 and t.name = c2
            """,
            row => (At: (int)row.GetInt64(0), Tag: row.NumberOrNull(1), Value: row.NumberOrNull(2)),
            cancellationToken);
        var keys = known.Select(one => one.Value).OfType<long>().ToList();
        var missing = known.Where(one => one.Value is null).Select(one => (Word: words[one.At], one.Tag)).ToArray();
        if (missing.Length > 0)
        {
            var made = await TagsAsync(session, library, [.. missing.Where(one => one.Tag is null).Select(one => (one.Word.Group, one.Word.Name)).Distinct()], cancellationToken);
            keys.AddRange(await session.QueryAsync(
                $"""
                insert into embedded_value (tag_key, word, shown, number) select c0, c1, c2, c3 from {session.Dialect.Rows(
                    missing.Select(one => (long?)(one.Tag ?? made[(one.Word.Group, one.Word.Name)])).ToArray(), missing.Select(one => one.Word.Word).ToArray(), missing.Select(one => one.Word.Shown).ToArray(),
                    missing.Select(one => one.Word.Number).ToArray())}
                returning key
                """,
                row => row.GetInt64(0),
                cancellationToken));
        }

        return keys;
    }

    private static async Task<Dictionary<(string Group, string Name), long>> TagsAsync(WriteSession session, long library, (string Group, string Name)[] tags, CancellationToken cancellationToken) => tags.Length == 0
        ? []
        : (await session.QueryAsync(
            $"""
            insert into embedded_tag (library_key, group_name, name, group_folded, name_folded) select {library}, c0, c1, c2, c3 from {session.Dialect.Rows(
                tags.Select(tag => tag.Group).ToArray(), tags.Select(tag => tag.Name).ToArray(), tags.Select(tag => EmbeddedWords.Fold(tag.Group)).ToArray(), tags.Select(tag => EmbeddedWords.Fold(tag.Name)).ToArray())}
            returning group_name, name, key
            """,
            row => ((row.GetString(0), row.GetString(1)), row.GetInt64(2)),
            cancellationToken)).ToDictionary();

    private static async Task AddAsync(WriteSession session, long version, long[] keys, CancellationToken cancellationToken)
    {
        if (keys.Length > 0)
        {
            await session.ExecuteAsync(
                $"""
                insert into embedded_row (value_key, version_key) select c0, {version} from {session.Dialect.Rows(keys.Order().Select(key => (long?)key).ToArray())} where true
                on conflict (value_key, version_key) do nothing
                """,
                cancellationToken);
        }
    }

    private static async Task DropAsync(WriteSession session, long version, long[] keys, CancellationToken cancellationToken)
    {
        if (keys.Length > 0)
        {
            await session.ExecuteAsync(Sql.Of($"delete from embedded_row where {session.Dialect.AnyOf(new RawSql("value_key"), keys)} and version_key = {version}"), cancellationToken);
            await session.ExecuteAsync(
                Sql.Of($"delete from embedded_value where {session.Dialect.AnyOf(new RawSql("key"), keys)} and not exists (select 1 from embedded_row r where r.value_key = embedded_value.key)"),
                cancellationToken);
        }
    }

    private sealed record Stored(long Library, string Source, byte[]? Listed, byte[]? Payload);
}

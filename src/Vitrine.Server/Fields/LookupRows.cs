using System.Text.Json;
using Vitrine.Core.Schema;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Fields;

/// <summary>Look-up tables and their rows. Rows are written under a new generation in short transactions; the last one makes it the table's.</summary>
internal static class LookupRows
{
    private const int RowsTogether = 200;

    public static async Task<ILookup<long, Lookup>> ReadAsync(DbSession session, CancellationToken cancellationToken) =>
        (await session.QueryAsync(
            $"select library_key, key, id, name, definition, generation, row_count from field_lookup where generation > 0 order by key",
            row => (Library: row.GetInt64(0), Lookup: Stored(row.GetInt64(1), row.GetString(2), row.GetString(3), row.GetString(4), row.GetInt64(5), row.GetInt64(6))),
            cancellationToken)).ToLookup(row => row.Library, row => row.Lookup);

    /// <summary>The row of a value; null where the table has none.</summary>
    public static async Task<IReadOnlyList<string>?> FindAsync(DbSession session, Lookup lookup, string value, CancellationToken cancellationToken) =>
        await session.TextAsync(
            $"select cells from field_lookup_row where lookup_key = {lookup.Key} and generation = {lookup.Generation} and word = {Word(value)}", cancellationToken) is { } cells
            ? JsonSerializer.Deserialize(cells, StorageJson.Default.StringArray)
            : null;

    /// <summary>Writes a table's rows beside those that count, then makes them count. A kill leaves the old ones, and rows that the next writing sweeps away.</summary>
    /// <param name="counted">Called in the last transaction.</param>
    public static async Task<long> WriteAsync(
        Database database, Actor actor, Lookup lookup, CsvTable table, Func<WriteSession, Task> counted, CancellationToken cancellationToken)
    {
        await SweepAsync(database, lookup, cancellationToken);
        var generation = lookup.Generation + 1;
        foreach (var rows in table.Rows.Select(row => (Word: Word(row[lookup.KeyColumn]), Row: row)).Where(row => row.Word.Length > 0).DistinctBy(row => row.Word, StringComparer.Ordinal).Chunk(RowsTogether))
        {
            await database.WriteAsync(
                actor,
                async session =>
                {
                    foreach (var (word, row) in rows)
                    {
                        await session.ExecuteAsync(
                            $"insert into field_lookup_row (lookup_key, generation, word, cells) values ({lookup.Key}, {generation}, {word}, {JsonSerializer.Serialize([.. row], StorageJson.Default.StringArray)})",
                            cancellationToken);
                    }
                },
                cancellationToken);
        }

        var written = await database.WriteAsync(
            actor,
            async session =>
            {
                await session.ExecuteAsync(
                    $"""
                    update field_lookup set generation = {generation}, revision = revision + 1, definition = {Definition(lookup)},
                        row_count = (select count(*) from field_lookup_row where lookup_key = {lookup.Key} and generation = {generation}) where key = {lookup.Key}
                    """,
                    cancellationToken);
                await counted(session);
            },
            cancellationToken);
        await SweepAsync(database, lookup with { Generation = generation }, cancellationToken);
        return written;
    }

    /// <summary>Deletes tables whose first writing, or whose deletion, never came to its end.</summary>
    public static async Task ForgetUnfinishedAsync(Database database, long library, CancellationToken cancellationToken)
    {
        var before = database.Clock.GetUtcNow().AddDays(-1);
        foreach (var key in await database.ReadAsync(
            session => session.QueryAsync(
                $"select key from field_lookup where library_key = {library} and generation = {0} and created_at < {before}", row => row.GetInt64(0), cancellationToken), cancellationToken))
        {
            await SweepAsync(database, new Lookup(key, "", "", "", [], 0, [], 0, 0), cancellationToken);
            await database.WriteAsync(Actor.System, session => session.ExecuteAsync($"delete from field_lookup where key = {key} and generation = {0}", cancellationToken), cancellationToken);
        }
    }

    /// <summary>Deletes rows that do not count, a few at a time.</summary>
    public static async Task SweepAsync(Database database, Lookup lookup, CancellationToken cancellationToken)
    {
        int gone;
        do
        {
            gone = (await database.WriteAsync(
                Actor.System,
                session => session.ExecuteAsync(
                    $"""
                    delete from field_lookup_row where lookup_key = {lookup.Key} and word in
                        (select word from field_lookup_row where lookup_key = {lookup.Key} and generation <> {lookup.Generation} limit {RowsTogether}) and generation <> {lookup.Generation}
                    """,
                    cancellationToken),
                cancellationToken)).Value;
        }
        while (gone > 0);
    }

    public static string Definition(Lookup lookup) => FieldRows.Text(json =>
    {
        json.WriteStartObject();
        json.WriteString("keyField", lookup.KeyField);
        json.WriteNumber("keyColumn", lookup.KeyColumn);
        Texts("header", lookup.Header);
        Texts("columns", lookup.Columns);
        json.WriteEndObject();

        void Texts(string name, IEnumerable<string?> texts)
        {
            json.WriteStartArray(name);
            foreach (var text in texts)
            {
                json.WriteStringValue(text);
            }

            json.WriteEndArray();
        }
    });

    private static Lookup Stored(long key, string id, string name, string definition, long generation, long rows)
    {
        using var json = JsonDocument.Parse(definition);
        return new Lookup(
            key, id, name, json.RootElement.GetProperty("keyField").GetString()!, [.. Texts("header").OfType<string>()], json.RootElement.GetProperty("keyColumn").GetInt32(), [.. Texts("columns")], rows, generation);

        IEnumerable<string?> Texts(string member) => json.RootElement.GetProperty(member).EnumerateArray().Select(text => text.GetString());
    }

    /// <summary>Keys of any length are found; what an index holds has an end.</summary>
    private static string Word(string value) => ShownWords.Cut(Lookup.KeyOf(value));
}

using System.Data.Common;
using System.Text;
using System.Text.Json;
using Vitrine.Core.Schema;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Fields;

/// <summary>The rows of fields and of folders' field sets as what Core makes of them.</summary>
internal static class FieldRows
{
    /// <summary>Every library's fields, the deleted ones too.</summary>
    public static async Task<ILookup<long, Field>> FieldsAsync(DbSession session, CancellationToken cancellationToken) =>
        (await session.QueryAsync($"select library_key, key, id, definition, options, revision, deleted_at from field", Field, cancellationToken)).ToLookup(pair => pair.Library, pair => pair.Field);

    public static async Task<ILookup<long, FolderFields>> FoldersAsync(DbSession session, ILookup<long, Field> fields, CancellationToken cancellationToken) =>
        (await session.QueryAsync(
            $"select s.library_key, s.folder_key, f.id, s.definition from folder_fields s join folder f on f.key = s.folder_key where f.trashed_at is null",
            row => (Library: row.GetInt64(0), Folder: row.GetInt64(1), Id: row.GetString(2), Definition: row.GetString(3)),
            cancellationToken))
        .ToLookup(row => row.Library, row => FolderSetForm.Stored(row.Folder, row.Id, row.Definition, fields[row.Library]));

    public static async Task<ILookup<long, StoredPattern>> PatternsAsync(DbSession session, CancellationToken cancellationToken) =>
        (await session.QueryAsync(
            $"select library_key, key, id, name, pattern, folder_id, position, revision from field_pattern",
            row => (Library: row.GetInt64(0), Pattern: new StoredPattern(
                row.GetInt64(1), row.GetString(2), row.GetString(3), row.GetString(4), row.TextOrNull(5), (int)row.GetInt64(6), row.GetInt64(7))),
            cancellationToken)).ToLookup(row => row.Library, row => row.Pattern);

    /// <summary>Locks a field until the end of the transaction, so that its writers, and those of its unique values, take turns; null where the library has none of that id.</summary>
    public static async Task<Field?> LockAsync(WriteSession session, long library, string id, CancellationToken cancellationToken) =>
        await session.FirstAsync(
            Sql.Of($"select library_key, key, id, definition, options, revision, deleted_at from field where library_key = {library} and id = {id}{session.Dialect.ForUpdate}"),
            row => Field(row).Field,
            cancellationToken);

    public static Task<int> UpdateAsync(WriteSession session, Field field, bool deleted, CancellationToken cancellationToken) => session.ExecuteAsync(
        $"""
        update field set definition = {Definition(field)}, options = {Options(field)}, revision = revision + 1, changed_at = {session.Now},
            deleted_at = {(deleted ? session.Now : (DateTimeOffset?)null)} where key = {field.Key}
        """,
        cancellationToken);

    public static Task<long> InsertAsync(WriteSession session, long library, string id, Field field, CancellationToken cancellationToken) => session.InsertAsync(
        $"""
        insert into field (id, library_key, name, name_key, definition, options, revision, created_at, changed_at)
        values ({id}, {library}, {field.Name}, {field.Name.ToLowerInvariant()}, {Definition(field)}, {Options(field)}, {1}, {session.Now}, {session.Now}) returning key
        """,
        cancellationToken);

    private static (long Library, Field Field) Field(DbDataReader row)
    {
        // Options are kept apart: most changes leave thousands of them as they are.
        var text = row.GetString(3);
        using var definition = JsonDocument.Parse(row.GetString(4) is "[]" ? text : string.Concat(text.AsSpan(0, text.Length - 1), ",\"options\":", row.GetString(4), "}"));
        var (field, problems) = FieldForm.Read(definition.RootElement, schema: null, before: null);
        return field is null
            ? throw new InvalidDataException($"the field {row.GetString(2)} cannot be read: {problems[0].Message}")
            : (row.GetInt64(0), field with { Key = row.GetInt64(1), Id = row.GetString(2), Revision = row.GetInt64(5), Deleted = !row.IsDBNull(6) });
    }

    private static string Definition(Field field) => Text(json => FieldForm.Write(json, field, options: field.Type.HasOptions && field.Options.Count == 0));

    private static string Options(Field field) => Text(json => FieldOptionForm.Write(json, field.Options.All));

    internal static string Text(Action<Utf8JsonWriter> write)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            write(json);
        }

        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }
}

using System.Text.Json;
using Vitrine.Core.Assets;
using Vitrine.Core.Claims;
using Vitrine.Core.Schema;
using Vitrine.Core.Search;
using Vitrine.Server.Access;
using Vitrine.Server.Hosting;
using Vitrine.Server.Storage;
using Vitrine.Server.Vocabularies;

namespace Vitrine.Server.Fields;

/// <summary>Makes, changes, deletes and restores fields. Values of assets are touched by none of it.</summary>
public sealed class FieldStore(Database database, FieldCatalog catalog, VocabularyStore vocabulary, IdGenerator ids)
{
    /// <exception cref="ValuesRefusedException">The definition is wrong.</exception>
    public async Task<(string Id, long Sequence)> CreateAsync(Principal principal, JsonElement definition, Idempotency once, CancellationToken cancellationToken)
    {
        var written = await database.WriteAsync(
            principal.Actor,
            session => once.OnceAsync(
                session,
                StatusCodes.Status201Created,
                async () =>
                {
                    var schema = new FieldSchema((await FieldRows.FieldsAsync(session, cancellationToken))[principal.LibraryKey], []);
                    var field = await ReadAsync(session, principal, definition, schema, before: null, cancellationToken);
                    var id = ids.Next().Text;
                    var key = await FieldRows.InsertAsync(session, principal.LibraryKey, id, field, cancellationToken);
                    session.Log(new Change(principal.LibraryKey, LogSubject.Field, key, ChangeEvent.Added));
                    return id;
                },
                cancellationToken),
            cancellationToken);
        await catalog.ReloadAsync(cancellationToken);
        return (written.Value, written.Sequence);
    }

    /// <summary>What a change of a field would make of it, without making it.</summary>
    /// <exception cref="ValuesRefusedException">The change is wrong.</exception>
    public Task<Field> WouldBeAsync(Principal principal, Field field, JsonElement change, CancellationToken cancellationToken) =>
        database.ReadAsync(session => ReadAsync(session, principal, change, catalog.Of(principal.LibraryKey).Schema, field, cancellationToken), cancellationToken);

    /// <summary>Changes a field.</summary>
    /// <param name="mayChange">Asked with the present revision.</param>
    /// <param name="also">What belongs to the same transaction.</param>
    /// <returns>The status of the answer, and the sequence.</returns>
    public Task<(int Status, long Sequence)> ChangeAsync(
        Principal principal, string id, JsonElement change, Func<long, bool> mayChange, Func<WriteSession, Field, Task> also, CancellationToken cancellationToken) =>
        ActAsync(principal, id, mayChange, async (session, field) =>
        {
            if (field.Deleted)
            {
                throw new RequestRefusedException(StatusCodes.Status409Conflict, new QuerySentence(RefusalSentences.FieldDeleted));
            }

            var schema = new FieldSchema((await FieldRows.FieldsAsync(session, cancellationToken))[principal.LibraryKey], []);
            var changed = await ReadAsync(session, principal, change, schema, field, cancellationToken);
            await FieldRows.UpdateAsync(session, changed, deleted: false, cancellationToken);
            await also(session, changed);
        }, cancellationToken);

    /// <summary>Hides a field and its values, or brings both back.</summary>
    public Task<(int Status, long Sequence)> DeleteAsync(Principal principal, string id, bool deleted, Func<long, bool> mayChange, CancellationToken cancellationToken) =>
        ActAsync(principal, id, mayChange, (session, field) => FieldRows.UpdateAsync(session, field, deleted, cancellationToken), cancellationToken);

    private async Task<(int Status, long Sequence)> ActAsync(
        Principal principal, string id, Func<long, bool> mayChange, Func<WriteSession, Field, Task> act, CancellationToken cancellationToken)
    {
        var written = await database.WriteAsync(
            principal.Actor,
            async session =>
            {
                if (await FieldRows.LockAsync(session, principal.LibraryKey, id, cancellationToken) is not { } field)
                {
                    return StatusCodes.Status404NotFound;
                }

                if (!mayChange(field.Revision))
                {
                    return StatusCodes.Status412PreconditionFailed;
                }

                await act(session, field);
                session.Log(new Change(principal.LibraryKey, LogSubject.Field, field.Key, ChangeEvent.Changed));
                return StatusCodes.Status200OK;
            },
            cancellationToken);
        await catalog.ReloadAsync(cancellationToken);
        return (written.Value, written.Sequence);
    }

    private async Task<Field> ReadAsync(DbSession session, Principal principal, JsonElement definition, FieldSchema schema, Field? before, CancellationToken cancellationToken)
    {
        var (field, problems) = FieldForm.Read(definition, schema, before);
        if (field is null)
        {
            throw new ValuesRefusedException(problems);
        }

        if (FieldProperties.Problem(field, schema) is { } property)
        {
            throw new ValuesRefusedException([property]);
        }

        string[] folders = [.. field.Folders.Except(before?.Folders ?? [])];
        var known = await session.QueryAsync(
            $"select id from folder where library_key = {principal.LibraryKey} and trashed_at is null and {session.Dialect.AnyOf(new RawSql("id"), folders)}", row => row.GetString(0), cancellationToken);
        if (folders.Except(known).FirstOrDefault() is { } missing)
        {
            throw new ValuesRefusedException([new ValueProblem(field.Name, "folders", $"There is no folder with the id {missing}.", "ids of folders of this library")]);
        }

        var concepts = vocabulary.Current.All.Select(concept => concept.PublicId).ToHashSet(StringComparer.Ordinal);
        return field.Options.All.SelectMany(option => option.Concepts).FirstOrDefault(concept => !concepts.Contains(concept)) is { } strange
            ? throw new ValuesRefusedException([new ValueProblem(field.Name, "options", $"There is no concept with the id {strange}.", "ids of concepts of the vocabulary")])
            : field;
    }
}

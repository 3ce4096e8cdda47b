using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Vitrine.Contracts;
using Vitrine.Core.Assets;
using Vitrine.Core.Schema;
using Vitrine.Core.Search;
using Vitrine.Server.Access;
using Vitrine.Server.Fields;
using Vitrine.Server.Hosting;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Features.Fields;

/// <summary>Tables in which the value of one field gives those of others: SKU → brand, season.</summary>
internal static class FieldLookups
{
    private const int Longest = 32 << 20;
    private const int Most = 50;
    private const int MostProblems = 100;
    private const int ShownRows = 10;

    /// <summary>Rows of one table are written by one request at a time.</summary>
    private static readonly SemaphoreSlim Turn = new(1, 1);

    public static void MapFieldLookups(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/field-lookups", List).WithName("ListFieldLookups").WithSummary("Tables in which the value of one field gives those of others.").RequireAuthorization(Policies.View);
        routes.MapPost("/field-lookups", CreateAsync).WithName("CreateFieldLookup")
            .WithSummary("Takes a table as CSV: name, keyField (the field that is looked up), keyColumn where its column is called otherwise, columns (names of fields, one a column, joined by commas) where they are. dryRun answers what it would be.")
            .Accepts<string>("text/csv").WithMetadata(new RequestSizeLimitAttribute(Longest)).RequireAuthorization(Policies.Own);
        routes.MapPut("/field-lookups/{id}", ReplaceAsync).WithName("ReplaceFieldLookup").WithSummary("Takes another table in place of one. Until all its rows are there the old ones count.")
            .Accepts<string>("text/csv").WithMetadata(new RequestSizeLimitAttribute(Longest)).RequireAuthorization(Policies.Own);
        routes.MapDelete("/field-lookups/{id}", DeleteAsync).WithName("DeleteFieldLookup").WithSummary("Deletes a table. The values that it gave stay.").RequireAuthorization(Policies.Own);
    }

    private static Ok<IReadOnlyList<FieldLookupView>> List(Principal principal, FieldCatalog catalog) => TypedResults.Ok(Views(catalog.Of(principal.LibraryKey)));

    internal static IReadOnlyList<FieldLookupView> Views(LibraryFields fields) => [.. fields.Lookups.Select(lookup => View(lookup, fields.Schema))];

    private static Task<Results<Ok<FieldLookupView>, Ok<LookupPreview>, NotFound, ProblemHttpResult>> CreateAsync(
        string name, string keyField, string? keyColumn, string? columns, bool? dryRun, HttpRequest request, Principal principal, Database database, FieldCatalog catalog, IdGenerator ids, CancellationToken cancellationToken)
    {
        var fields = catalog.Of(principal.LibraryKey);
        name = name.Trim();
        if (name.Length is 0 or > FieldLimits.LabelLength || name.Any(char.IsControl) || fields.Lookups.Any(other => other.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) || fields.Lookups.Count >= Most)
        {
            throw Bad($"A table has a name of its own of at most {FieldLimits.LabelLength} characters, and there are at most {Most}.");
        }

        return TakeAsync(new Lookup(0, ids.Next().Text, name, "", [], 0, [], 0, 0), new Asked(keyField, keyColumn, columns, dryRun == true), request, principal, database, catalog, cancellationToken);
    }

    private static async Task<Results<Ok<FieldLookupView>, Ok<LookupPreview>, NotFound, ProblemHttpResult>> ReplaceAsync(
        string id, string? keyField, string? keyColumn, string? columns, bool? dryRun, HttpRequest request, Principal principal, Database database, FieldCatalog catalog, CancellationToken cancellationToken)
    {
        var fields = catalog.Of(principal.LibraryKey);
        return fields.Lookups.FirstOrDefault(one => one.Id == id) is not { } lookup ? TypedResults.NotFound()
            : await TakeAsync(lookup, new Asked(keyField ?? fields.Schema.FindId(lookup.KeyField)?.Name ?? "", keyColumn, columns, dryRun == true), request, principal, database, catalog, cancellationToken);
    }

    private static async Task<Results<NoContent, NotFound>> DeleteAsync(string id, Principal principal, Database database, FieldCatalog catalog, HttpResponse response, CancellationToken cancellationToken)
    {
        if (catalog.Of(principal.LibraryKey).Lookups.FirstOrDefault(one => one.Id == id) is not { } lookup)
        {
            return TypedResults.NotFound();
        }

        // It no longer counts from here; its rows go a few at a time, and itself with the last.
        var written = await database.WriteAsync(
            principal.Actor,
            async session =>
            {
                await session.ExecuteAsync($"update field_lookup set generation = 0 where key = {lookup.Key}", cancellationToken);
                session.Log(new Change(principal.LibraryKey, LogSubject.Field, lookup.Key, ChangeEvent.Removed, ChangedParts.Runs));
            },
            cancellationToken);
        await catalog.ReloadAsync(cancellationToken);
        await LookupRows.SweepAsync(database, lookup with { Generation = 0 }, cancellationToken);
        await database.WriteAsync(principal.Actor, session => session.ExecuteAsync($"delete from field_lookup where key = {lookup.Key} and generation = 0", cancellationToken), cancellationToken);
        response.SetSequence(written);
        return TypedResults.NoContent();
    }

    private static async Task<Results<Ok<FieldLookupView>, Ok<LookupPreview>, NotFound, ProblemHttpResult>> TakeAsync(
        Lookup before, Asked asked, HttpRequest request, Principal principal, Database database, FieldCatalog catalog, CancellationToken cancellationToken)
    {
        var schema = catalog.Of(principal.LibraryKey).Schema;
        var (table, trouble) = CsvTable.Read(await TextAsync(request, cancellationToken));
        if (table is null)
        {
            throw Bad(trouble!);
        }

        var lookup = Mapped(before, asked, table, schema);
        if (asked.DryRun)
        {
            return TypedResults.Ok(Preview(lookup, table, schema));
        }

        await Turn.WaitAsync(cancellationToken);
        try
        {
            await LookupRows.ForgetUnfinishedAsync(database, principal.LibraryKey, cancellationToken);
            lookup = lookup.Key > 0 ? lookup : lookup with
            {
                Key = (await database.WriteAsync(
                    principal.Actor,
                    session => session.InsertAsync(
                        $"""
                        insert into field_lookup (id, library_key, name, definition, generation, row_count, revision, created_at)
                        values ({lookup.Id}, {principal.LibraryKey}, {lookup.Name}, {LookupRows.Definition(lookup)}, {0}, {0}, {0}, {session.Now}) returning key
                        """,
                        cancellationToken),
                    cancellationToken)).Value,
            };
            request.HttpContext.Response.SetSequence(await LookupRows.WriteAsync(
                database, principal.Actor, lookup, table,
                session =>
                {
                    session.Log(new Change(principal.LibraryKey, LogSubject.Field, lookup.Key, ChangeEvent.Changed, ChangedParts.Runs));
                    return Task.CompletedTask;
                },
                cancellationToken));
        }
        finally
        {
            Turn.Release();
        }

        await catalog.ReloadAsync(cancellationToken);
        if (catalog.Of(principal.LibraryKey).Lookups.FirstOrDefault(one => one.Id == lookup.Id) is not { } stored)
        {
            return TypedResults.NotFound();
        }

        var taken = Preview(lookup, table, schema);
        return TypedResults.Ok(View(stored, schema) with { Wrong = taken.Wrong, Problems = taken.Problems });
    }

    private static Lookup Mapped(Lookup before, Asked asked, CsvTable table, FieldSchema schema)
    {
        if (schema.Find(asked.KeyField) is not { } key || key.Type is FieldType.MultiSelect or FieldType.Location)
        {
            throw Bad($"keyField is the name of the field whose value is looked up, and \"{asked.KeyField}\" is none that can be.");
        }

        string?[] columns;
        if (asked.Columns is { } said)
        {
            columns = [.. said.Split(',').Select(name => name.Trim().Length == 0 ? null : schema.Find(name.Trim())?.Id ?? throw Bad($"There is no field named \"{name.Trim()}\"."))];
            if (columns.Length != table.Header.Count)
            {
                throw Bad($"columns names a field, or nothing, for each of the table's {table.Header.Count} columns.");
            }
        }
        else
        {
            // Of two columns that may be meant the first is.
            var guessed = new HashSet<string>(StringComparer.Ordinal);
            columns = [.. Lookup.Guess(schema, table.Header).Select(field => field is not null && guessed.Add(field.Id) ? field.Id : null)];
        }

        var at = asked.KeyColumn is { } column
            ? table.Header.ToList().FindIndex(header => header.Equals(column.Trim(), StringComparison.OrdinalIgnoreCase))
            : Array.FindIndex(columns, field => field == key.Id);
        var mapped = before with { KeyField = key.Id, Header = table.Header, KeyColumn = at, Columns = columns };
        return at < 0 ? throw Unmapped($"The table has no column for {key.Label}: its columns are {string.Join(", ", table.Header.Take(20))}.")
            : columns.Where((field, i) => i != at && field is not null).GroupBy(field => field).FirstOrDefault(same => same.Count() > 1) is { } twice
                ? throw Unmapped($"Two columns of the table give {schema.FindId(twice.Key!)!.Label} its value; one can.")
            : columns.Where((field, i) => i != at && field is not null).Any() ? mapped
            : throw Unmapped("No other column of the table gives a field its value: name the columns as the fields, or say columns.");

        // What the table holds is said as well, so that whoever sent it can say which column is which.
        LookupUnmappedException Unmapped(string message) => new(message, View(mapped, schema).Columns, First(table));
    }

    private static IReadOnlyList<IReadOnlyList<string>> First(CsvTable table) => [.. table.Rows.Take(ShownRows)];

    private static LookupPreview Preview(Lookup lookup, CsvTable table, FieldSchema schema)
    {
        var key = schema.FindId(lookup.KeyField)!.Name;
        var keys = new HashSet<string>(StringComparer.Ordinal);
        var problems = new List<LookupProblem>();
        var (repeated, wrong) = (0L, 0L);
        for (var i = 0; i < table.Rows.Count; i++)
        {
            var value = Lookup.KeyOf(table.Rows[i][lookup.KeyColumn]);
            if (value.Length == 0)
            {
                Tell(i, key, "The row says nothing by which it could be found, and is not taken.");
                continue;
            }

            repeated += keys.Add(value) ? 0 : 1;
            foreach (var problem in lookup.Values(schema, table.Rows[i]).Problems)
            {
                Tell(i, problem.Field, problem.Message);
            }
        }

        return new LookupPreview(table.Rows.Count, key, View(lookup, schema).Columns, First(table), repeated, wrong, problems);

        void Tell(int row, string field, string message)
        {
            wrong++;
            if (problems.Count < MostProblems)
            {
                problems.Add(new LookupProblem(row + 2, field, message));
            }
        }
    }

    private static FieldLookupView View(Lookup lookup, FieldSchema schema) => new(
        lookup.Id, lookup.Name, schema.FindId(lookup.KeyField)?.Name ?? "", lookup.Rows,
        [.. lookup.Header.Select((header, i) => new LookupColumn(header, lookup.Columns[i] is { } id ? schema.FindId(id)?.Name : null))]);

    private static async Task<string> TextAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        using var bytes = new MemoryStream();
        await request.Body.CopyToAsync(bytes, cancellationToken);
        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes.GetBuffer(), 0, (int)bytes.Length);
        }
        catch (ArgumentException)
        {
            throw Bad("The table is not in UTF-8. Save it as CSV UTF-8.");
        }
    }

    private static RequestRefusedException Bad(string message) => new(StatusCodes.Status400BadRequest, message);

    private sealed record Asked(string KeyField, string? KeyColumn, string? Columns, bool DryRun);

    /// <summary>It is a table, and its columns do not tell which fields they are.</summary>
    private sealed class LookupUnmappedException(string message, IReadOnlyList<LookupColumn> columns, IReadOnlyList<IReadOnlyList<string>> first) : RequestRefusedException(StatusCodes.Status400BadRequest, message)
    {
        protected internal override IDictionary<string, object?> ExtensionsBy(Func<QuerySentence, string> say) => new Dictionary<string, object?> { ["columns"] = columns.ToArray(), ["first"] = first.Select(row => row.ToArray()).ToArray() };
    }
}

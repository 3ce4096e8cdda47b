using Vitrine.Core.Claims;
using Vitrine.Core.Search;

namespace Vitrine.Core.Schema;

/// <summary>A table in which the value of one field is looked up to find those of others.</summary>
/// <param name="Key">Of its row; 0 before it is stored.</param>
/// <param name="KeyField">Id of the field whose value is looked up.</param>
/// <param name="Columns">For each column of the table, in order, the id of the field that it gives; null = it is kept and gives none.</param>
public sealed record Lookup(long Key, string Id, string Name, string KeyField, IReadOnlyList<string> Header, int KeyColumn, IReadOnlyList<string?> Columns, long Rows, long Generation)
{
    /// <summary>How keys are compared: case, accents and white space do not count.</summary>
    public static string KeyOf(string value) => TextFold.Key(value);

    /// <summary>Which field each column of a table gives: the one of its name or label.</summary>
    public static IReadOnlyList<Field?> Guess(FieldSchema schema, IReadOnlyList<string> header) =>
    [
        .. header.Select(name => schema.Find(name) ?? schema.Live.FirstOrDefault(field => TextFold.Key(field.Label) == TextFold.Key(name))),
    ];

    /// <summary>The values that a row gives, and what is wrong with the others.</summary>
    public (IReadOnlyList<FieldChange> Values, IReadOnlyList<ValueProblem> Problems) Values(FieldSchema schema, IReadOnlyList<string> row)
    {
        var values = new List<FieldChange>();
        var problems = new List<ValueProblem>();
        for (var i = 0; i < Columns.Count && i < row.Count; i++)
        {
            if (i == KeyColumn || Columns[i] is not { } id || schema.FindId(id) is not { Deleted: false } field)
            {
                continue;
            }

            var read = FieldReader.Read(field, row[i]);
            if (read.Problem is { } problem)
            {
                problems.Add(problem);
            }
            else if (read.Values.Count > 0)
            {
                values.Add(new FieldChange(field, read.Values));
            }
        }

        return (values, problems);
    }
}

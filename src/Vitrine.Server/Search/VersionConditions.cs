using Vitrine.Core.Assets;
using Vitrine.Core.Search;
using Vitrine.Server.Pipeline;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Search;

/// <summary>Conditions on an asset's current version, over a row <c>a</c> of the asset table: what its file is, what went wrong with it, who looked at it.</summary>
internal sealed class VersionConditions(Dialect dialect)
{
    /// <summary>What people call a format beside the name that it is kept by.</summary>
    private static readonly Dictionary<string, string> Called = new(StringComparer.OrdinalIgnoreCase) { ["jpg"] = "jpeg", ["tif"] = "tiff", ["heic"] = "heif", ["htm"] = "html", ["txt"] = "text" };

    internal static readonly string[] Notes = [.. Problem.Notes];

    public Sql Of(Query.Condition condition) => condition.Field.Name switch
    {
        "camera" => Camera(condition),
        "size" => Number("v.bytes", condition),
        "width" => Number("v.width", condition),
        "height" => Number("v.height", condition),
        "megapixels" => Number("(v.width * 1.0 * v.height)", condition, 1_000_000),
        "duration" => Number("v.duration_ms", condition),
        "orientation" => Orientation(condition),
        "format" => Having(dialect.AnyOf(new RawSql("v.format"), Formats(condition))),
        "problem" => Problems(condition),
        _ => Analyzed(condition),
    };

    /// <summary>The formats that a condition asks for, by the names that they are kept by.</summary>
    public static string[] Formats(Query.Condition condition) => [.. condition.Values.SelectMany(value => Named(value.ToString()!)).Distinct(StringComparer.Ordinal)];

    private static Sql Having(Sql condition) => Sql.Of($"exists (select 1 from version v where v.key = a.version_key and {condition})");

    private static Sql Number(string column, Query.Condition condition, double scale = 1) => Having(NumberConditions.Of(new RawSql(column), condition, scale));

    private static string[] Named(string format) => Called.TryGetValue(format.Trim(), out var kept) ? [kept, format.Trim().ToLowerInvariant()] : [format.Trim().ToLowerInvariant()];

    private static Sql Orientation(Query.Condition condition)
    {
        if (condition.Operator == QueryOperator.Exists)
        {
            return Having(Sql.Of($"v.width is not null and v.height is not null"));
        }

        var signs = condition.Values.Select(value => value.ToString() switch { "landscape" => ">", "portrait" => "<", _ => "=" }).Distinct();
        return Having(Sql.Of($"v.width is not null and v.height is not null and ({new RawSql(string.Join(" or ", signs.Select(sign => $"v.width {sign} v.height")))})"));
    }

    /// <summary>Any problem is one that the grid marks; notes are found by their codes.</summary>
    private Sql Problems(Query.Condition condition)
    {
        var any = Sql.Of($"not ({dialect.AnyOf(new RawSql("p.code"), Notes)})");
        var codes = Codes(condition);
        var which = condition.Operator == QueryOperator.Exists ? any
            : codes.Contains("any") ? Sql.Of($"({any} or {dialect.AnyOf(new RawSql("p.code"), codes)})") : dialect.AnyOf(new RawSql("p.code"), codes);
        return Sql.Of($"exists (select 1 from problem p where p.version_key = a.version_key and {which})");
    }

    /// <summary>The codes that a condition on problems names; <c>any</c> stands for all but notes.</summary>
    internal static string[] Codes(Query.Condition condition) => [.. condition.Values.Select(value => value.ToString()!.Trim().ToLowerInvariant())];

    private Sql Analyzed(Query.Condition condition)
    {
        string[] steps = [.. condition.Values.Select(value => value.ToString()!.Trim().ToLowerInvariant()).SelectMany(name => (string[])[name, PipelineSteps.NameOf(name)]).Distinct(StringComparer.Ordinal)];
        return Sql.Of($"exists (select 1 from run r where r.version_key = a.version_key and r.state = {RunState.Done} and r.step_key in (select s.key from step s where {dialect.AnyOf(new RawSql("s.name"), steps)}))");
    }

    private Sql Camera(Query.Condition condition)
    {
        var (maker, model) = (dialect.JsonText("v.embedded", "cameraMake"), dialect.JsonText("v.embedded", "cameraModel"));
        return Sql.Of($"exists (select 1 from version v where v.key = a.version_key and v.embedded is not null and ({Camera(condition, maker, model)}))");
    }

    /// <summary>A condition on a camera's maker and model as a file names them, either of which may be null.</summary>
    internal static Sql Camera(Query.Condition condition, RawSql maker, RawSql model) => condition.Operator == QueryOperator.Exists
        ? Sql.Of($"{maker} is not null or {model} is not null")
        : SqlConditions.Any(condition, text => Camera(text.Content, text.IsPhrase && condition.Operator == QueryOperator.Is, maker, model));

    /// <summary>Every word in the maker and the model; a phrase is the whole of the model, or of both.</summary>
    private static Sql Camera(string content, bool whole, RawSql maker, RawSql model)
    {
        var name = Sql.Of($"lower(coalesce({maker}, '') || ' ' || coalesce({model}, ''))");
        if (whole)
        {
            var asked = content.Trim().ToLowerInvariant();
            return Sql.Of($"(({model} is not null and lower({model}) = {asked}) or trim({name}) = {asked})");
        }

        // Letters and digits only: nothing in them is a wildcard.
        string[] terms = [.. SearchTerms.Of(content)];
        return terms.Length == 0 ? SqlConditions.Never : SqlConditions.All(terms, term => Sql.Of($"{name} like {"%" + term + "%"}"));
    }
}

using Vitrine.Core.Schema;
using Vitrine.Core.Search;
using Vitrine.Server.Fields;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Search;

/// <summary>
/// Assets that lack a value of a field that is required where they lie. Asked of the rows themselves, so it is right the moment a field, a folder's set
/// or a value changes.
/// </summary>
internal sealed class IncompleteAssets(Dialect dialect, FieldSchema schema)
{
    /// <summary>Whether any asset can be incomplete.</summary>
    public static bool IsPossible(FieldSchema schema) =>
        schema.Live.Any(field => field.Required) || schema.Sets.Any(set => set.Fields.Any(one => one.Required == true && schema.FindId(one.FieldId) is { Deleted: false }));

    /// <summary>A condition over a row <c>a</c> of the asset table.</summary>
    public Sql Condition()
    {
        var required = schema.Live.Select(field => (Field: field, Where: Where(field))).Where(one => one.Where is not null).ToList();
        return required.Count == 0
            ? SqlConditions.Never
            : SqlConditions.Any(required, one => Sql.Of($"({one.Where!}) and {Placed(one.Field)} and {Applies(one.Field)} and not {FieldConditions.Has(one.Field, SqlConditions.Always, accepted: true)}"));
    }

    /// <summary>In which folders the field is required; null where in none.</summary>
    private Sql? Where(Field field)
    {
        long[] sets = [.. schema.Sets.Select(set => set.FolderKey)];
        Sql? any = field.Required && sets.Length == 0 ? Sql.Of($"1 = 1") : null;
        if (field.Required && sets.Length > 0)
        {
            any = Sql.Of($"not ({Below(sets, [])})");
        }

        long[] asking = [.. schema.Sets.Where(set => Asks(set, field)).Select(set => set.FolderKey)];
        if (asking.Length > 0)
        {
            var below = Below(asking, [.. sets.Except(asking)]);
            any = any is null ? below : Sql.Of($"{any} or {below}");
        }

        return any;
    }

    private static bool Asks(FolderFields set, Field field) =>
        set.Fields.FirstOrDefault(one => one.FieldId == field.Id) is { } said ? said.Required ?? field.Required : !set.Only && field.Required;

    /// <summary>In these folders or below, not through those that have a set of their own.</summary>
    private Sql Below(long[] folders, long[] without) => Sql.Of(
        $"""
        a.folder_key in (with recursive below (key) as (
            select key from folder where {dialect.AnyOf(new RawSql("key"), folders)}
            union select f.key from folder f join below b on f.parent_key = b.key where not ({dialect.AnyOf(new RawSql("f.key"), without)}))
        select key from below)
        """);

    private Sql Placed(Field field) => field.Folders.Count == 0 ? Sql.Of($"1 = 1") : Sql.Of(
        $"""
        a.folder_key in (with recursive below (key) as (
            select key from folder where {dialect.AnyOf(new RawSql("id"), [.. field.Folders])}
            union select f.key from folder f join below b on f.parent_key = b.key)
        select key from below)
        """);

    private Sql Applies(Field field)
    {
        var rules = field.Rules.Where(rule => rule.Options is null).ToList();
        var known = rules.Select(rule => (Rule: rule, Field: schema.Find(rule.Field))).Where(one => one.Field is not null).ToList();
        return rules.Count == 0 ? SqlConditions.Always : known.Count == 0 ? SqlConditions.Never : SqlConditions.Any(
            known, one => FieldConditions.Has(one.Field!, dialect.AnyOf(new RawSql("s.word"), [.. one.Rule.In.Select(text => ShownWords.Cut(TextFold.Key(text)))]), accepted: true));
    }
}

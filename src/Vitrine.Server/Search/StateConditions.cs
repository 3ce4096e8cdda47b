using Vitrine.Core.Search;
using Vitrine.Server.Duplicates;
using Vitrine.Server.Fields;
using Vitrine.Server.Ingest;
using Vitrine.Server.Pipeline;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Search;

/// <summary>What <c>is:</c> asks for, over a row <c>a</c> of the asset table.</summary>
internal sealed class StateConditions(Dialect dialect, FieldCatalog fields, KnownDuplicates duplicates)
{
    public Sql Of(Query.Condition condition, long library) => SqlConditions.Any(condition.Values, value => One(value.ToString()!, library));

    /// <summary>Whether a query asks for this state anywhere.</summary>
    public static bool AreAsked(Query query, string state) =>
        QueryTree.Leaves(query).Any(leaf => leaf is Query.Condition condition && condition.Field == SearchFields.State && condition.Values.Any(value => value.ToString() == state));

    private Sql One(string state, long library) => state switch
    {
        SearchFields.Incomplete => new IncompleteAssets(dialect, fields.Of(library).Schema).Condition(),
        SearchFields.Duplicate => dialect.AnyOf(new RawSql("a.key"), duplicates.Assets(library)),
        "tagged" => Sql.Of($"a.key in (select asset_key from shown_tag)"),
        "untagged" => Sql.Of($"not (a.key in (select asset_key from shown_tag))"),
        "grouped" => Sql.Of($"exists (select 1 from asset_group_member g where g.asset_key = a.key)"),
        "located" => Sql.Of($"exists (select 1 from asset_place p where p.asset_key = a.key and p.latitude is not null)"),
        "motion" => Sql.Of($"exists (select 1 from version_mark k where k.version_key = a.version_key and k.motion_tail is not null)"),
        "offline" => Linked(LinkState.Offline),
        "missing" => Linked(LinkState.Missing),
        "pending" => Run(library, RunState.Queued, RunState.Running),
        _ => Run(library, RunState.Failed, RunState.Failed),
    };

    /// <summary>The only files of it are away so.</summary>
    private static Sql Linked(LinkState state) => Sql.Of(
        $"""
        exists (select 1 from version v join link l on l.version_key = v.key where v.key = a.version_key and v.blob_key is null and l.state = {state})
        and not exists (select 1 from link l where l.version_key = a.version_key and l.state = {LinkState.Present})
        """);

    /// <summary>Runs that are not done are few, and listed apart: they say which assets, not each asset whether it has one.</summary>
    private static Sql Run(long library, RunState one, RunState other) => Sql.Of(
        $"a.version_key in (select r.version_key from run r where r.library_key = {library} and r.state <> {RunState.Done} and r.state in ({one}, {other}))");
}

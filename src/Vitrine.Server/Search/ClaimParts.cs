using Vitrine.Core.Claims;
using Vitrine.Core.Search;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Search;

/// <summary>Conditions on parts of one claim, by expressions of ours for its confidence, the type of its source and its state, none of them null.</summary>
internal sealed class ClaimParts(Dialect dialect, string confidence, string source, string state)
{
    /// <summary>Hundredths of a percent.</summary>
    private const double Percent = 100;

    public static readonly SourceType[] Machines = [SourceType.Fusion, SourceType.Model, SourceType.Provider];

    public Sql Of(Query part) => part switch
    {
        Query.Not not => Sql.Of($"not ({Of(not.Operand)})"),
        Query.Condition { Field.Name: "tag.confidence" or "person.confidence" } sure => NumberConditions.Of(new RawSql(confidence), sure, Percent),
        Query.Condition { Field.Name: "tag.source" or "person.source" } said => AnyOf(source, said.Values.SelectMany(value => Sources(value.ToString()!)).Select(type => (long)type)),
        Query.Condition { Field.Name: "tag.state" or "person.state" } said =>
            AnyOf(state, said.Values.Select(value => (long)State(value.ToString()!))),
        Query.Condition { Values: [QueryValue.Flag flag] } => flag.IsSet ? AnyOf(source, Machines.Select(type => (long)type)) : Sql.Of($"not ({AnyOf(source, Machines.Select(type => (long)type))})"),
        _ => throw new ArgumentOutOfRangeException(nameof(part), part.GetType().Name, "a part of a claim that search does not know"),
    };

    /// <summary>The types that a source's name in a query stands for.</summary>
    public static SourceType[] Sources(string name) => name switch
    {
        "person" => [SourceType.Person],
        "file" => [SourceType.File, SourceType.Sidecar],
        "rule" => [SourceType.Rule],
        _ => Machines,
    };

    public static ClaimState State(string name) => name == "accepted" ? ClaimState.Accepted : ClaimState.Suggested;

    private Sql AnyOf(string column, IEnumerable<long> numbers) => dialect.AnyOf(new RawSql(column), [.. numbers.Distinct()]);
}

using Vitrine.Core.Claims;
using Vitrine.Core.Search;
using Vitrine.Core.Search.Index;

namespace Vitrine.Server.Search.Index;

/// <summary>Conditions on parts of a claim, of a tag or a person, as the index checks them on each occurrence.</summary>
internal static class IndexedParts
{
    /// <summary>Hundredths of a percent.</summary>
    private const decimal Percent = 100;

    /// <summary>What holds where all of them do; null where that is no single span of confidence.</summary>
    public static PartCondition? Of(IReadOnlyList<Query> parts)
    {
        var all = PartCondition.Any;
        foreach (var part in parts)
        {
            if (Of(part) is not { } one)
            {
                return null;
            }

            all = new PartCondition(Math.Max(all.Least, one.Least), Math.Min(all.Most, one.Most), (ushort)(all.Sources & one.Sources), (ushort)(all.States & one.States));
        }

        return all;
    }

    private static PartCondition? Of(Query part) => part switch
    {
        Query.Not not => Of(not.Operand) is { } one ? Opposite(one) : null,
        Query.Condition { Field.Name: "tag.confidence" or "person.confidence", Operator: not QueryOperator.In } sure => Sure(sure),
        Query.Condition { Field.Name: "tag.source" or "person.source" } said => PartCondition.Any with { Sources = Bits(said.Values.SelectMany(value => ClaimParts.Sources(value.ToString()!)).Select(type => (int)type)) },
        Query.Condition { Field.Name: "tag.state" or "person.state" } said => PartCondition.Any with { States = Bits(said.Values.Select(value => (int)ClaimParts.State(value.ToString()!))) },
        Query.Condition { Field.Name: "tag.ai" or "person.ai", Values: [QueryValue.Flag flag] } => PartCondition.Any with
        {
            Sources = (ushort)(flag.IsSet ? Bits(ClaimParts.Machines.Select(type => (int)type)) : ~Bits(ClaimParts.Machines.Select(type => (int)type))),
        },
        _ => null,
    };

    /// <summary>What does not hold where one condition does; null where that is two spans.</summary>
    private static PartCondition? Opposite(PartCondition one) => one switch
    {
        { Sources: not ushort.MaxValue } => PartCondition.Any with { Sources = (ushort)~one.Sources },
        { States: not ushort.MaxValue } => PartCondition.Any with { States = (ushort)~one.States },
        { Least: 0, Most: < ushort.MaxValue } => PartCondition.Any with { Least = (ushort)(one.Most + 1) },
        { Least: > 0, Most: ushort.MaxValue } => PartCondition.Any with { Most = (ushort)(one.Least - 1) },
        _ => null,
    };

    /// <summary>Null where no confidence, or every one, is so.</summary>
    private static PartCondition? Sure(Query.Condition condition)
    {
        decimal[] asked = [.. condition.Values.OfType<QueryValue.Number>().Select(number => number.Amount is >= -100 and <= 200 ? number.Amount * Percent : decimal.MinValue)];
        if (asked.Length == 0 || asked.Contains(decimal.MinValue))
        {
            return null;
        }

        var (least, most) = condition.Operator switch
        {
            QueryOperator.Less => (0, Math.Ceiling(asked[0]) - 1),
            QueryOperator.AtMost => (0, Math.Floor(asked[0])),
            QueryOperator.Greater => (Math.Floor(asked[0]) + 1, ushort.MaxValue),
            QueryOperator.AtLeast => (Math.Ceiling(asked[0]), ushort.MaxValue),
            QueryOperator.Between => (Math.Ceiling(asked[0]), Math.Floor(asked[1])),
            _ => (Math.Ceiling(asked[0]), Math.Floor(asked[0])),
        };
        return least < 0 || most < 0 || least > most ? null : new PartCondition((ushort)least, (ushort)most);
    }

    private static ushort Bits(IEnumerable<int> numbers) => (ushort)numbers.Aggregate(0, (bits, number) => bits | (1 << number));
}

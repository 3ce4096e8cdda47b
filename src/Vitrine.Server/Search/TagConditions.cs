using Vitrine.Core.Search;
using Vitrine.Server.Storage;
using Vitrine.Server.Vocabularies;

namespace Vitrine.Server.Search;

/// <summary>Conditions on shown tags, over a row <c>a</c> of the asset table.</summary>
internal sealed class TagConditions(Dialect dialect, VocabularyStore vocabulary)
{
    /// <summary>Has one of these tags, any tag, or one of which a part is so.</summary>
    public Sql Of(Query.Condition condition) => condition switch
    {
        { Operator: QueryOperator.Exists } => Having(null, []),
        { Field.Name: "tag" } => Shown([.. condition.Values.OfType<QueryValue.Text>().SelectMany(text => Called(text.Content)).Distinct()]),
        _ => Having(null, [condition]),
    };

    /// <summary>Has one tag for which all of it holds.</summary>
    public Sql Of(Query.OneClaim claim) => Having(claim.What is { } what ? Called(what) : null, claim.Parts);

    /// <summary>The concepts that the words name exactly, with all that are narrower.</summary>
    public long[] Called(string content) => Below(vocabulary.Current.Match(content).Select(concept => concept.Key));

    /// <summary>These concepts with all that are narrower, and all that were merged into any of them: rows may still name those.</summary>
    public long[] Below(IEnumerable<long> concepts)
    {
        var current = vocabulary.Current;
        var found = new HashSet<long>();
        var open = new Stack<long>(concepts);
        while (open.TryPop(out var key))
        {
            if (found.Add(key))
            {
                found.UnionWith(current.MergedInto(key));
                foreach (var narrower in current.Narrower(key))
                {
                    open.Push(narrower.Key);
                }
            }
        }

        return [.. found];
    }

    public Sql Shown(long[] concepts) => concepts.Length == 0
        ? SqlConditions.Never
        : Sql.Of($"a.key in (select t.asset_key from shown_tag t where {TagRows.Of(dialect, concepts)})");

    private Sql Having(long[]? concepts, IReadOnlyList<Query> parts)
    {
        if (concepts is { Length: 0 })
        {
            return SqlConditions.Never;
        }

        var holds = concepts is null ? SqlConditions.Always : TagRows.Of(dialect, concepts);
        var claim = new ClaimParts(dialect, "t.confidence", "t.source_type", "t.state");
        foreach (var part in parts)
        {
            holds = Sql.Of($"{holds} and {claim.Of(part)}");
        }

        return Sql.Of($"a.key in (select t.asset_key from shown_tag t where {holds})");
    }
}

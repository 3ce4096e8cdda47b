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
    public Sql Of(Query.OneClaim claim) => Having(claim.What, claim.Parts);

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

    /// <summary>The concepts that the words name exactly, and all that were merged into any of them.</summary>
    public long[] Named(string content) =>
        [.. vocabulary.Current.Match(content).SelectMany(concept => vocabulary.Current.MergedInto(concept.Key).Prepend(concept.Key)).Distinct()];

    /// <param name="what">What the tag is to be called; null = any tag.</param>
    private Sql Having(string? what, IReadOnlyList<Query> parts)
    {
        var concepts = what is null ? null : Called(what);
        if (concepts is { Length: 0 })
        {
            return SqlConditions.Never;
        }

        var holds = concepts is null ? SqlConditions.Always : TagRows.Of(dialect, concepts);
        var claim = new ClaimParts(dialect, "t.confidence", "t.source_type", "t.state");
        var (others, counts) = CountConditions.Split(parts);
        foreach (var part in others)
        {
            holds = Sql.Of($"{holds} and {claim.Of(part)}");
        }

        var having = Sql.Of($"a.key in (select t.asset_key from shown_tag t where {holds})");
        return counts is null ? having : Sql.Of($"({having} and {Counted(counts, what is null ? SqlConditions.Always : dialect.AnyOf(new RawSql("s.concept_key"), Named(what)))})");
    }

    /// <summary>That one of these counts is that of a thing, or of whatever there is most of.</summary>
    /// <param name="thing">A condition on a row <c>s</c> of <c>seen_count</c>, which says counts from two on.</param>
    private Sql Counted(IReadOnlyList<long> counts, Sql thing)
    {
        var fits = dialect.AnyOf(new RawSql("s.count"), [.. counts]);
        return counts.Count == 0 ? SqlConditions.Never
            : counts.Contains(1) ? Sql.Of($"not exists (select 1 from seen_count s where s.version_key = a.version_key and {thing} and not ({fits}))")
            : Sql.Of($"exists (select 1 from seen_count s where s.version_key = a.version_key and {thing} and {fits})");
    }
}

using Vitrine.Core.Claims;
using Vitrine.Core.Search;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Search;

/// <summary>
/// Conditions on what the ledger shows of an asset where no table of shown values holds it: rating, pick and people. The same rules as <see cref="ShownValue"/>, asked of
/// the entries themselves; also beside a batch that is not shown yet.
/// </summary>
/// <remarks>An asset has few entries of one attribute, and they are found by its key: each asks only for those that beat it.</remarks>
internal sealed class LedgerConditions(Dialect dialect)
{
    public Sql Of(Query.Condition condition, long library) => condition switch
    {
        { Field.Name: "rating" or "pick" } => Number(condition),
        { Field.Name: "person", Operator: QueryOperator.Exists } => Person(null, []),
        { Field.Name: "person" } => SqlConditions.Any(condition, text => Person(Named(text.Content, library), [])),
        _ => Person(null, [condition]),
    };

    public Sql Of(Query.OneClaim claim, long library) => Person(claim.What is { } what ? Named(what, library) : null, claim.Parts);

    private static Sql Number(Query.Condition condition)
    {
        var said = new Entries(condition.Field.Name, "number_value", IsSet: false);
        return said.Any(Sql.Of($"{NumberConditions.Of(new RawSql("c.number_value"), condition)} and {new RawSql(said.IsShown("c"))}"));
    }

    /// <summary>A table of a library's assets (<c>asset_key</c>) with the rating that each shows (<c>value</c>), null where there is none.</summary>
    internal static Sql Ratings(long library) => Sql.Of(
        $"select a.key as asset_key, ({new RawSql(new Entries("rating", "number_value", IsSet: false).Least)}) as value from asset a where a.library_key = {library}");

    private Sql Person(Sql? which, IReadOnlyList<Query> parts)
    {
        var said = new Entries("person", "value_key", IsSet: true);
        var holds = Sql.Of($"{new RawSql(parts.Count == 0 ? said.IsShown("c") : said.SaysShown("c"))}");
        if (which is not null)
        {
            holds = Sql.Of($"c.number_value in ({which}) and {holds}");
        }

        var claim = new ClaimParts(dialect, "c.confidence", "(select o.type from source o where o.key = c.source_key)", said.StateOf("c"));
        foreach (var part in parts)
        {
            holds = Sql.Of($"{holds} and {claim.Of(part)}");
        }

        return said.Any(holds);
    }

    /// <summary>
    /// Whether words of a person's name begin as all of these do; null where there is no word. What parts words in names becomes a blank first; Chinese and Japanese, which leave no gaps, are found by any part.
    /// </summary>
    /// <param name="person">The row of the person table.</param>
    internal static Sql? HasWords(string person, string typed)
    {
        // Letters and digits only: nothing in them is a wildcard.
        string[] terms = [.. SearchTerms.Of(typed)];
        var words = new RawSql($"' ' || {BetweenWords.Aggregate($"{person}.folded", (text, sign) => $"replace({text}, '{(sign == '\'' ? "''" : sign)}', ' ')")}");
        return terms.Length == 0 ? null : SqlConditions.All(terms, term => SearchTerms.IsUnspaced(term) ? Sql.Of($"{new RawSql($"{person}.folded")} like {"%" + term + "%"}") : Sql.Of($"{words} like {"% " + term + "%"}"));
    }

    /// <summary>Signs that stand between words of names.</summary>
    private const string BetweenWords = "-'\u2019.,\"()/&+_@:\u00b7\u2013";

    /// <summary>The keys of people of whose names, or of the names of those they were merged into, words begin so, and of those who are called just that.</summary>
    internal static Sql Named(string name, long library)
    {
        var words = HasWords("n", name) is { } all ? Sql.Of($"{all} or n.folded = {TextFold.Key(name)}") : Sql.Of($"n.folded = {TextFold.Key(name)}");
        return Sql.Of($"select w.key from person w join person n on n.key = w.key or n.key = w.merged_into where w.library_key = {library} and ({words})");
    }

    /// <summary>The entries of one attribute of an asset <c>a</c>.</summary>
    /// <param name="Value">The column by which two of its values are the same.</param>
    /// <param name="IsSet">Whether each of its members is decided alone.</param>
    private sealed record Entries(string Attribute, string Value, bool IsSet)
    {
        private const string Hidden = "(select batch_key from pending_batch)";

        /// <summary>Whether there is an entry <c>c</c> for which it holds.</summary>
        public Sql Any(Sql condition) => Sql.Of($"({new RawSql(Now("c"))} and {condition}) or {new RawSql(Ended("c"))} and {condition}))");

        /// <summary>The least shown value.</summary>
        public string Least => $"select min(z.value) from (select c.number_value as value from {NowOf("c")} and {IsShown("c")} union all select c.number_value from {EndedOf("c")} and {IsShown("c")}) z";

        /// <summary>Says a value that is shown.</summary>
        public string IsShown(string x)
        {
            var beaten = IsSet
                ? $"(d.act = 3 and {Same("d", x)}) or d.act = 4"
                : $"(d.act = 3 and {Same("d", x)}) or (d.act = 4 and d.language in ('', {x}.language)) or (d.act in (1, 2) and d.language = {x}.language and not {Same("d", x)} and not {Any("e", $"e.act = 3 and {Same("e", "d")} and {Beats("e", "d")} and {Stands("e")}")})";
            return $"{x}.act in (1, 2) and {Stands(x)} and not {Any("d", $"({beaten}) and {Beats("d", x)} and {Stands("d")}")}";
        }

        /// <summary>The strongest that states a shown value: whose source and confidence are shown.</summary>
        public string SaysShown(string x) =>
            $"(({x}.act = 1 and not {Any("s1", $"s1.act = 1 and {Same("s1", x)} and {Beats("s1", x)}")}) or ({x}.act = 2 and {Stands(x)} and not {Any("s2", $"{Same("s2", x)} and (s2.act = 1 or (s2.act = 2 and {Beats("s2", x)} and {Stands("s2")}))")}))"
            + $" and {Any("w", $"{Same("w", x)} and {IsShown("w")}")}";

        /// <summary>Accepted where somebody decided so after it was stated; else as it was stated.</summary>
        public string StateOf(string x) => $"(case when {x}.act = 2 or {Any("k", $"k.act = 2 and {Same("k", x)} and {Beats("k", x)} and {Stands("k")}")} then 2 else {x}.state end)";

        private string Any(string x, string condition) => $"({Now(x)} and {condition}) or {Ended(x)} and {condition}))";

        private string Now(string x) => $"exists (select 1 from {NowOf(x)}";

        private string Ended(string x) => $"exists (select 1 from {EndedOf(x)}";

        private string NowOf(string x) => $"claim {x} where {Of(x)}";

        /// <summary>What a batch ended that is not shown yet counts still.</summary>
        private string EndedOf(string x) => $"claim_history {x} where {x}.ended_batch in {Hidden} and {x}.restored = 0 and {Of(x)}";

        private string Of(string x) =>
            $"{x}.subject_kind = 1 and {x}.subject_key = a.key and {x}.attribute_key = (select key from attribute where name = '{Attribute}') and ({x}.batch_key is null or {x}.batch_key not in {Hidden})"
            + $" and ({x}.version_key is null or {x}.version_key = a.version_key or {Strength(x)} >= 30)";

        private string Same(string x, string y) => $"{x}.{Value} = {y}.{Value}";

        private static string Beats(string x, string y) => $"({Strength(x)} > {Strength(y)} or ({Strength(x)} = {Strength(y)} and {x}.key > {y}.key))";

        /// <summary>Rank, and among files the sidecar first: as <see cref="ClaimEntry.Beats"/>.</summary>
        private static string Strength(string x) =>
            $"(case when {x}.act <> 1 or {x}.outside <> 0 then 40 else (select case o.type when 1 then 40 when 4 then 30 when 3 then 21 when 2 then 20 else 10 end from source o where o.key = {x}.source_key) end)";

        /// <summary>Was not lifted.</summary>
        private string Stands(string x)
        {
            var language = IsSet ? "" : $" and ({x}.act = 3 or l.language in ('', {x}.language))";
            return $"({x}.act = 1 or not {Any("l", $"l.act = 5 and l.key > {x}.key and ({Same("l", x)} or (l.{Value} is null and {x}.{Value} is null)){language}")})";
        }
    }
}

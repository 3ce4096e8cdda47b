using Vitrine.Core.Search;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Search;

/// <summary>Conditions on words, over a row <c>a</c> of the asset table: of names, of texts and documents, of places.</summary>
internal sealed class WordConditions(TagConditions tags)
{
    private const string Last = "\U0010FFFF";

    /// <summary>Every word in the name, in text, or together the label of a tag; each word may also be a tag of its own. Several in quotation marks one after the other in one of the texts, or a tag together.</summary>
    public Sql AnyWhere(Query.Words asked)
    {
        var whole = tags.Called(asked.Content);
        if (AskedWord.InOrder(asked.Content, asked.IsPhrase) is { } phrase)
        {
            return Sql.Of($"({tags.Shown(whole)}) or {Follow(phrase, null)}");
        }

        var words = AskedWord.Of(asked);
        if (words.Count == 0)
        {
            return SqlConditions.Never;
        }

        var each = SqlConditions.All(words, word => Sql.Of($"({Term(word, null)}) or ({tags.Shown(tags.Called(word.Term))})"));
        return words.Count == 1 ? each : Sql.Of($"({tags.Shown(whole)}) or {each}");
    }

    /// <summary>An asset of this whole name, or one whose name has these words.</summary>
    public static Sql Named(Query.Condition condition) => condition.Operator == QueryOperator.Exactly
        ? Sql.Of($"a.name_key = {Ingest.AssetName.Key(Ingest.AssetName.Shown(condition.Values[0].ToString()!))}")
        : SqlConditions.Any(condition, text => AllTerms(text, SearchTermField.Name));

    public static Sql Said(Query.Condition condition) => condition.Operator == QueryOperator.Exists
        ? Sql.Of($"(a.key in (select asset_key from shown_words where {PackedWords.HasAny("words", SearchTermField.Text)}) or a.version_key in (select v.key from version v join document_term d on d.essence_key = v.essence_key))")
        : SqlConditions.Any(condition, text => AllTerms(text, SearchTermField.Text));

    public static Sql Placed(Query.Condition condition) => condition.Operator == QueryOperator.Exists
        ? Sql.Of($"a.key in (select asset_key from shown_words where {PackedWords.HasAny("words", SearchTermField.Place)})")
        : SqlConditions.Any(condition, text => AllTerms(text, SearchTermField.Place));

    /// <summary>Words one after the other in one text of a field, or of any; all of them in a place, and in a document, whose words are kept in no order.</summary>
    private static Sql Follow(IReadOnlyList<AskedWord> phrase, SearchTermField? field)
    {
        var written = Sql.Of($"a.key in (select asset_key from shown_words where {Follow("words", phrase, Places(field))})");
        return MayBeInDocument(field) ? Sql.Of($"({written} or {SqlConditions.All([.. phrase.Distinct()], InDocument)})") : written;
    }

    /// <summary>Whether a column of packed words has these one after the other in one text of a field; or all of them in a place, which is named by its parts in any order: Munich, Bavaria.</summary>
    public static Sql Follow(string column, IReadOnlyList<AskedWord> phrase, IReadOnlyList<SearchTermField> fields) => SqlConditions.Any(fields, field => field == SearchTermField.Place
        ? SqlConditions.All([.. phrase.Distinct()], word => PackedWords.Has(column, word, field))
        : PackedWords.Has(column, phrase, field));

    private static Sql AllTerms(QueryValue.Text asked, SearchTermField field) => AskedWord.InOrder(asked.Content, asked.IsPhrase) is { } phrase ? Follow(phrase, field)
        : AskedWord.Of(asked) is { Count: > 0 } words ? SqlConditions.All(words, word => Term(word, field))
        : SqlConditions.Never;

    private static Sql Term(AskedWord word, SearchTermField? field)
    {
        var written = Sql.Of($"a.key in (select asset_key from shown_words where {SqlConditions.Any(Places(field), place => PackedWords.Has("words", word, place))})");
        return MayBeInDocument(field) ? Sql.Of($"({written} or {InDocument(word)})") : written;
    }

    private static SearchTermField[] Places(SearchTermField? field) => field is { } one ? [one] : Enum.GetValues<SearchTermField>();

    private static bool MayBeInDocument(SearchTermField? field) => field is null or SearchTermField.Text;

    private static Sql InDocument(AskedWord word) => Sql.Of(
        $"a.version_key in (select v.key from version v join document_term d on d.essence_key = v.essence_key where {OnPage("d.term", word)})");

    /// <summary>Whether a column of words of documents' pages has this one.</summary>
    public static Sql OnPage(string column, AskedWord word) => word.IsWhole
        ? Sql.Of($"{new RawSql(column)} = {word.Term}")
        : Sql.Of($"{new RawSql(column)} >= {word.Term} and {new RawSql(column)} < {word.Term + Last}");
}

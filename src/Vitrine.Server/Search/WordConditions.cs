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

        Sql? each = null;
        foreach (var word in words)
        {
            var one = Sql.Of($"({Term(word, null)}) or ({tags.Shown(tags.Called(word.Term))})");
            each = each is null ? Sql.Of($"({one})") : Sql.Of($"{each} and ({one})");
        }

        return words.Count == 1 ? each! : Sql.Of($"({tags.Shown(whole)}) or ({each!})");
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
        : SqlConditions.Any(condition, text => AllWritten(text, SearchTermField.Place));

    /// <summary>Words one after the other in one text of a field, or of any; all of them in a place, and in a document, whose words are kept in no order.</summary>
    private static Sql Follow(IReadOnlyList<AskedWord> phrase, SearchTermField? field)
    {
        var written = Sql.Of($"a.key in (select asset_key from shown_words where {Follow("words", phrase, field is { } one ? [one] : Enum.GetValues<SearchTermField>())})");
        if (field is SearchTermField.Name or SearchTermField.Place)
        {
            return written;
        }

        Sql? document = null;
        foreach (var word in phrase.Distinct())
        {
            document = document is null ? InDocument(word) : Sql.Of($"{document} and {InDocument(word)}");
        }

        return Sql.Of($"({written} or ({document!}))");
    }

    /// <summary>Whether a column of packed words has these one after the other in one text of a field, or all of them in a place.</summary>
    public static Sql Follow(string column, IReadOnlyList<AskedWord> phrase, IEnumerable<SearchTermField> fields)
    {
        Sql? any = null;
        foreach (var field in fields)
        {
            var has = field == SearchTermField.Place ? AllOf(column, phrase, field) : PackedWords.Has(column, phrase, field);
            any = any is null ? has : Sql.Of($"{any} or {has}");
        }

        return any ?? SqlConditions.Never;
    }

    /// <summary>A place is named by its parts in any order: Munich, Bavaria.</summary>
    private static Sql AllOf(string column, IReadOnlyList<AskedWord> words, SearchTermField field)
    {
        Sql? all = null;
        foreach (var word in words.Distinct())
        {
            var has = PackedWords.Has(column, word, field);
            all = all is null ? has : Sql.Of($"{all} and {has}");
        }

        return Sql.Of($"({all!})");
    }

    private static Sql AllWritten(QueryValue.Text asked, SearchTermField field)
    {
        if (AskedWord.InOrder(asked.Content, asked.IsPhrase) is { } phrase)
        {
            return Follow(phrase, field);
        }

        Sql? all = null;
        foreach (var word in AskedWord.Of(asked))
        {
            all = all is null ? Written(word, field) : Sql.Of($"{all} and {Written(word, field)}");
        }

        return all ?? SqlConditions.Never;
    }

    private static Sql AllTerms(QueryValue.Text asked, SearchTermField field)
    {
        if (AskedWord.InOrder(asked.Content, asked.IsPhrase) is { } phrase)
        {
            return Follow(phrase, field);
        }

        Sql? all = null;
        foreach (var word in AskedWord.Of(asked))
        {
            all = all is null ? Term(word, field) : Sql.Of($"{all} and {Term(word, field)}");
        }

        return all ?? SqlConditions.Never;
    }

    private static Sql Term(AskedWord word, SearchTermField? field) => field == SearchTermField.Name
        ? Written(word, field)
        : Sql.Of($"({Written(word, field)} or {InDocument(word)})");

    private static Sql InDocument(AskedWord word) => Sql.Of(
        $"a.version_key in (select v.key from version v join document_term d on d.essence_key = v.essence_key where {OnPage("d.term", word)})");

    /// <summary>Whether a column of words of documents' pages has this one.</summary>
    public static Sql OnPage(string column, AskedWord word) => word.IsWhole
        ? Sql.Of($"{new RawSql(column)} = {word.Term}")
        : Sql.Of($"{new RawSql(column)} >= {word.Term} and {new RawSql(column)} < {word.Term + Last}");

    private static Sql Written(AskedWord word, SearchTermField? field)
    {
        Sql? any = null;
        foreach (var place in field is { } one ? [one] : Enum.GetValues<SearchTermField>())
        {
            var has = PackedWords.Has("words", word, place);
            any = any is null ? has : Sql.Of($"{any} or {has}");
        }

        return Sql.Of($"a.key in (select asset_key from shown_words where {any!})");
    }
}

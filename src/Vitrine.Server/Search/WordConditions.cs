using Vitrine.Core.Search;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Search;

/// <summary>Conditions on words, over a row <c>a</c> of the asset table: of names, of texts and documents, of places.</summary>
internal sealed class WordConditions(TagConditions tags)
{
    private const string Last = "\U0010FFFF";

    /// <summary>Every word in the name, in text, or together the label of a tag; each word may also be a tag of its own.</summary>
    public Sql AnyWhere(string content)
    {
        var whole = tags.Called(content);
        var words = SearchTerms.Of(content);
        if (words.Count == 0)
        {
            return SqlConditions.Never;
        }

        Sql? each = null;
        foreach (var word in words)
        {
            var one = Sql.Of($"({Term(word, null)}) or ({tags.Shown(tags.Called(word))})");
            each = each is null ? Sql.Of($"({one})") : Sql.Of($"{each} and ({one})");
        }

        return words.Count == 1 ? each! : Sql.Of($"({tags.Shown(whole)}) or ({each!})");
    }

    /// <summary>An asset of this whole name, or one whose name has words that begin so.</summary>
    public static Sql Named(Query.Condition condition) => condition.Operator == QueryOperator.Exactly
        ? Sql.Of($"a.name_key = {Ingest.AssetName.Key(Ingest.AssetName.Shown(condition.Values[0].ToString()!))}")
        : SqlConditions.Any(condition, text => AllTerms(text.Content, SearchTermField.Name));

    public static Sql Said(Query.Condition condition) => condition.Operator == QueryOperator.Exists
        ? Sql.Of($"(a.key in (select asset_key from shown_words where {PackedWords.Has("words", "", SearchTermField.Text)}) or a.version_key in (select v.key from version v join document_term d on d.essence_key = v.essence_key))")
        : SqlConditions.Any(condition, text => AllTerms(text.Content, SearchTermField.Text));

    public static Sql Placed(Query.Condition condition) => condition.Operator == QueryOperator.Exists
        ? Sql.Of($"a.key in (select asset_key from shown_words where {PackedWords.Has("words", "", SearchTermField.Place)})")
        : SqlConditions.Any(condition, text => AllWritten(text.Content, SearchTermField.Place));

    private static Sql AllWritten(string content, SearchTermField field)
    {
        Sql? all = null;
        foreach (var word in SearchTerms.Of(content))
        {
            all = all is null ? Written(word, field) : Sql.Of($"{all} and {Written(word, field)}");
        }

        return all ?? SqlConditions.Never;
    }

    private static Sql AllTerms(string content, SearchTermField field)
    {
        Sql? all = null;
        foreach (var word in SearchTerms.Of(content))
        {
            all = all is null ? Term(word, field) : Sql.Of($"{all} and {Term(word, field)}");
        }

        return all ?? SqlConditions.Never;
    }

    private static Sql Term(string word, SearchTermField? field) => field == SearchTermField.Name
        ? Written(word, field)
        : Sql.Of($"({Written(word, field)} or {InDocument(word)})");

    /// <summary>Words of a document's pages that begin with this one.</summary>
    private static Sql InDocument(string word) => Sql.Of(
        $"a.version_key in (select v.key from version v join document_term d on d.essence_key = v.essence_key where d.term >= {word} and d.term < {word + Last})");

    /// <summary>Words that begin with this one.</summary>
    private static Sql Written(string word, SearchTermField? field)
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

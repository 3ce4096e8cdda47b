using Vitrine.Server.Storage;

namespace Vitrine.Server.Search;

/// <summary>The words of one asset as one text: a space before each, then the digit of its <see cref="SearchTermField"/>, then the word. Words have letters and digits only.</summary>
internal static class PackedWords
{
    /// <summary>Each once, in an order of their own, so that the same words are the same text.</summary>
    public static string Of(IEnumerable<(string Term, SearchTermField Field)> words) => string.Concat(
        words.Distinct().OrderBy(word => word.Field).ThenBy(word => word.Term, StringComparer.Ordinal).Select(word => $" {(int)word.Field}{word.Term}"));

    public static IEnumerable<(string Term, SearchTermField Field)> Read(string packed) =>
        packed.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(word => (word[1..], (SearchTermField)(word[0] - '0')));

    /// <summary>Whether a column of such texts has any word in a field.</summary>
    public static Sql HasAny(string column, SearchTermField field) => Has(column, new AskedWord("", IsWhole: false), field);

    /// <summary>Whether a column of such texts has a word in a field, or one that begins so.</summary>
    public static Sql Has(string column, AskedWord word, SearchTermField field)
    {
        // No space ends the last word.
        var (text, end) = word.IsWhole ? ($"({column} || ' ')", " %") : (column, "%");
        var pattern = string.Concat("% ", (int)field, word.Term, end);
        return Sql.Of($"{new RawSql(text)} like {pattern}");
    }
}

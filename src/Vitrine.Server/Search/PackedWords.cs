using Vitrine.Server.Storage;

namespace Vitrine.Server.Search;

/// <summary>
/// The words of one asset as one text, as they follow each other: a space before each, then the digit of its <see cref="SearchTermField"/>, then the word. Between two texts stands a digit without a word. Words
/// have letters and digits only.
/// </summary>
internal static class PackedWords
{
    /// <summary>In UTF-16; words that follow each other in a longer text are not found. SQLite fails at 50,000 bytes, and with that all that is asked beside.</summary>
    private const int LongestPattern = 10_000;

    /// <summary>Of each field the texts in an order of their own, each once, so that the same texts are the same.</summary>
    public static string Of(IEnumerable<(IReadOnlyList<string> Terms, SearchTermField Field)> texts) => string.Concat(texts.Where(text => text.Terms.Count > 0)
        .Select(text => (text.Field, Words: string.Concat(text.Terms.Select(term => $" {(int)text.Field}{term}")))).Distinct()
        .GroupBy(text => text.Field, text => text.Words).OrderBy(field => field.Key).Select(field => string.Join($" {(int)field.Key}", field.Order(StringComparer.Ordinal))));

    /// <summary>All words, each as often as it comes.</summary>
    public static IEnumerable<(string Term, SearchTermField Field)> Read(string packed) =>
        packed.Split(' ', StringSplitOptions.RemoveEmptyEntries).Where(word => word.Length > 1).Select(word => (word[1..], (SearchTermField)(word[0] - '0')));

    /// <summary>Whether a column of such texts has any word in a field.</summary>
    public static Sql HasAny(string column, SearchTermField field) => Has(column, new AskedWord("", IsWhole: false), field);

    /// <summary>Whether a column of such texts has a word in a field, or one that begins so.</summary>
    public static Sql Has(string column, AskedWord word, SearchTermField field) => Has(column, [word], field);

    /// <summary>Whether a column of such texts has words one after the other in one text of a field; of those that need not be whole only the last.</summary>
    public static Sql Has(string column, IReadOnlyList<AskedWord> words, SearchTermField field)
    {
        // No space ends the last word.
        var (text, end) = words[^1].IsWhole ? ($"({column} || ' ')", " %") : (column, "%");
        var pattern = string.Concat("%", string.Concat(words.Select(word => $" {(int)field}{word.Term}")), end);
        return pattern.Length > LongestPattern ? SqlConditions.Never : Sql.Of($"{new RawSql(text)} like {pattern}");
    }
}

using System.Globalization;

namespace Vitrine.Core.Search;

/// <summary>A sentence about what cannot be done as it was asked, which can still be said in another language: what is constant in it, and what is put into that.</summary>
/// <param name="format">The English sentence, one of <see cref="QuerySentences"/> or of other such lists, with a hole <c>{0}</c>… for each argument. Never what somebody typed: that is an argument.</param>
/// <param name="arguments">Texts, numbers and sentences.</param>
public sealed class QuerySentence(string format, params object[] arguments) : IEquatable<QuerySentence>
{
    public string Format => format;

    public IReadOnlyList<object> Arguments => arguments;

    /// <summary>What is not said in any language: a sign, an example, names of the query language.</summary>
    public static QuerySentence Verbatim(string text) => new(QuerySentences.Verbatim, text);

    /// <summary>The sentence in a language.</summary>
    /// <param name="translate">The format in that language for the English one, with the same holes.</param>
    /// <param name="culture">In which numbers are written.</param>
    public string In(Func<string, string> translate, IFormatProvider culture)
    {
        ArgumentNullException.ThrowIfNull(translate);
        var words = translate(format);
        return arguments.Length == 0 ? words
            : string.Format(culture, words, [.. arguments.Select(argument => argument is QuerySentence inner ? inner.In(translate, culture) : argument)]);
    }

    /// <summary>The sentence in English.</summary>
    public override string ToString() => In(english => english, CultureInfo.InvariantCulture);

    public bool Equals(QuerySentence? other) => other is not null && format == other.Format && arguments.SequenceEqual(other.Arguments);

    public override bool Equals(object? obj) => Equals(obj as QuerySentence);

    public override int GetHashCode() => arguments.Aggregate(format.GetHashCode(StringComparison.Ordinal), HashCode.Combine);
}

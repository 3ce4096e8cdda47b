using System.Text;
using System.Text.RegularExpressions;

namespace Vitrine.Core.Edits;

/// <summary>Find and replace in texts: a literal, or a pattern of regular expressions that runs in linear time. <c>$1</c> and <c>${name}</c> stand for groups of a pattern.</summary>
public sealed class TextReplace
{
    /// <summary>Letters of what is looked for, and of what stands in its place.</summary>
    public const int Longest = 1_000;

    private readonly Regex pattern;
    private readonly string with;

    private TextReplace(Regex pattern, string with) => (this.pattern, this.with) = (pattern, with);

    /// <param name="isPattern">Whether <paramref name="find"/> is a regular expression; without look-around and back references.</param>
    /// <exception cref="FormatException">It cannot be read; the message is a sentence for its author.</exception>
    public static TextReplace Parse(string find, string with, bool isPattern, bool matchCase)
    {
        ArgumentNullException.ThrowIfNull(find);
        ArgumentNullException.ThrowIfNull(with);
        if (find.Length is 0 or > Longest || with.Length > Longest)
        {
            throw new FormatException($"What is looked for has 1 to {Longest} characters, what stands in its place at most {Longest}.");
        }

        var options = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | (matchCase ? RegexOptions.None : RegexOptions.IgnoreCase);
        try
        {
            return isPattern
                ? new TextReplace(new Regex(find.Normalize(NormalizationForm.FormC), options), with)
                : new TextReplace(new Regex(Regex.Escape(find.Normalize(NormalizationForm.FormC)), options), with.Replace("$", "$$", StringComparison.Ordinal));
        }
        catch (NotSupportedException)
        {
            throw new FormatException("This pattern uses what cannot be run in bounded time: look-around, back references or atomic groups.");
        }
        catch (ArgumentException error)
        {
            throw new FormatException($"This pattern cannot be read: {error.Message}");
        }
    }

    /// <summary>Whether the text holds what is looked for.</summary>
    public bool Finds(string text) => pattern.IsMatch(text);

    /// <summary>The text with each occurrence replaced; null where it would be longer than <paramref name="longest"/>.</summary>
    public string? Apply(string text, int longest) => pattern.Replace(text, with) is var result && result.Length <= longest ? result : null;
}

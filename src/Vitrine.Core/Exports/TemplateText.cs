using System.Text;

namespace Vitrine.Core.Exports;

/// <summary>What templates of names and of values have in common: braces, and dates in letters.</summary>
internal static class TemplateText
{
    private const string DateLetters = "yMdHms";

    /// <summary>Takes a template apart: text has the key <c>""</c>, what stands in braces becomes what <paramref name="placeholder"/> makes of it. <c>{{</c> and <c>}}</c> are braces.</summary>
    /// <exception cref="FormatException">A brace is alone, or there is a control character.</exception>
    public static IReadOnlyList<(string Key, string Text)> Split(string template, Func<string, (string Key, string Text)> placeholder)
    {
        var pieces = new List<(string Key, string Text)>();
        var text = new StringBuilder();
        for (var i = 0; i < template.Length; i++)
        {
            var letter = template[i];
            if (letter is '{' or '}' && i + 1 < template.Length && template[i + 1] == letter)
            {
                text.Append(letter);
                i++;
            }
            else if (letter == '{')
            {
                var end = template.IndexOf('}', i);
                if (end < 0)
                {
                    throw new FormatException($"The brace at character {i + 1} is never closed.");
                }

                pieces.Add(("", text.ToString()));
                text.Clear();
                pieces.Add(placeholder(template[(i + 1)..end]));
                i = end;
            }
            else if (letter == '}')
            {
                throw new FormatException($"The closing brace at character {i + 1} belongs to none; write }}}} for a brace in the name.");
            }
            else if (char.IsControl(letter))
            {
                throw new FormatException("A name has no control characters.");
            }
            else
            {
                text.Append(letter);
            }
        }

        pieces.Add(("", text.ToString()));
        return [.. pieces.Where(piece => piece is not ("", ""))];
    }

    /// <summary>The date letters of a placeholder, <c>yyyy-MM-dd</c> where there are none.</summary>
    /// <exception cref="FormatException">Something else stands there.</exception>
    public static string DateFormat(string key, string format) =>
        format.All(letter => DateLetters.Contains(letter, StringComparison.Ordinal) || letter is '-' or '_' or '.' or ' ')
            ? format.Length == 0 ? "yyyy-MM-dd" : format
            : throw new FormatException($"{{{key}:{format}}}: a date is written with y, M, d, H, m, s and - _ . between them, such as {{{key}:yyyy-MM-dd}}.");

    /// <summary>Runs of a letter become that part of the date, padded with zeros or cut from the left to the run's length; what is not known is zero.</summary>
    /// <param name="known">Local time as far as it is known.</param>
    public static string Date(string known, string format)
    {
        var text = new StringBuilder();
        for (var i = 0; i < format.Length;)
        {
            var run = 1;
            while (i + run < format.Length && format[i + run] == format[i])
            {
                run++;
            }

            var (at, length) = format[i] switch { 'y' => (0, 4), 'M' => (5, 2), 'd' => (8, 2), 'H' => (11, 2), 'm' => (14, 2), 's' => (17, 2), _ => (-1, 0) };
            if (at < 0)
            {
                text.Append(format[i], run);
            }
            else
            {
                var part = known.Length >= at + length ? known.Substring(at, length) : new string('0', length);
                text.Append(run == 1 ? part.TrimStart('0').PadLeft(1, '0') : run < length ? part[^run..] : part.PadLeft(run, '0'));
            }

            i += run;
        }

        return text.ToString();
    }
}

namespace Vitrine.Core.Claims;

/// <summary>Language tags of texts (BCP 47, RFC 5646), in the one spelling in which they are kept.</summary>
public static class LanguageTag
{
    private const int Longest = 35;

    /// <summary>
    /// The tag as RFC 5646 §2.1.1 spells it: language small, script with a capital, region in capitals (<c>zh-Hant-TW</c>). <c>x-default</c> and nothing
    /// are texts in no language: null. False where it is no well-formed tag. A language has two or three letters (ISO 639): four are reserved, and none with more
    /// was ever registered (§2.2.1).
    /// </summary>
    public static bool TryNormal(string? tag, out string? normal)
    {
        normal = null;
        if (string.IsNullOrWhiteSpace(tag) || tag.Equals("x-default", StringComparison.OrdinalIgnoreCase))
        {
            return true;
        }

        var parts = tag.Trim().Replace('_', '-').Split('-');
        if (tag.Length > Longest || parts[0].Length is < 2 or > 3 || !parts.All(part => part.Length is > 0 and <= 8 && part.All(char.IsAsciiLetterOrDigit)) || !parts[0].All(char.IsAsciiLetter))
        {
            return false;
        }

        var isPrivate = false;
        for (var i = 0; i < parts.Length; i++)
        {
            var part = parts[i].ToLowerInvariant();
            isPrivate |= part.Length == 1;
            parts[i] = i == 0 || isPrivate ? part
                : part.Length == 2 ? part.ToUpperInvariant()
                : part.Length == 4 && char.IsAsciiLetter(part[0]) ? char.ToUpperInvariant(part[0]) + part[1..]
                : part;
        }

        normal = string.Join('-', parts);
        return true;
    }
}

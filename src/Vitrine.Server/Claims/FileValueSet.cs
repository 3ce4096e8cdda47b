using System.Globalization;
using Vitrine.Core.Claims;

namespace Vitrine.Server.Claims;

/// <summary>Values of a file by what makes two of them the same: the canonical value, or for keywords the text in the file, whichever concept it means by now.</summary>
internal sealed class FileValueSet
{
    private readonly HashSet<string> canonical = new(StringComparer.Ordinal), literal = new(StringComparer.Ordinal), slots = new(StringComparer.Ordinal);

    public FileValueSet(IEnumerable<FileValue> values)
    {
        foreach (var value in values)
        {
            canonical.Add(Key(value, value.Canonical));
            slots.Add($"{value.Attribute}\n{value.Language}");
            if (value.Literal is { } text)
            {
                literal.Add(Key(value, text));
            }
        }
    }

    public bool Knows(FileValue value) => canonical.Contains(Key(value, value.Canonical)) || (value.Literal is { } text && literal.Contains(Key(value, text)));

    /// <summary>Whether there is any value in this place.</summary>
    public bool Says(string attribute, string? language) => slots.Contains($"{attribute}\n{language}");

    /// <summary>The value of a member of a set; null where it is of no kind that sets have.</summary>
    public static ClaimValue? ValueOf(FileValue value) => value.Canonical switch
    {
        ['c', ':', .. var key] when long.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out var concept) => new ClaimValue.Concept(concept),
        ['w', ':', .. var key] when long.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out var person) => new ClaimValue.Person(person),
        ['t', ':', .. var text] => new ClaimValue.Text(text),
        ['n', ':', .. var number] when decimal.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out var amount) => new ClaimValue.Number(amount),
        _ => null,
    };

    private static string Key(FileValue value, string text) => $"{value.Attribute}\n{value.Language}\n{text}";
}

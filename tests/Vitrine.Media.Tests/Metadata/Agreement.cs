using System.Globalization;

namespace Vitrine.Media.Tests.Metadata;

/// <summary>Counts values that agree with a reference by meaning, and keeps those that do not for the message.</summary>
internal sealed class Agreement
{
    private readonly List<string> unequal = [];

    public int Equal { get; private set; }

    public int Unequal => unequal.Count;

    public void Compare(string what, string? expected, string? actual)
    {
        if (SameMeaning(expected, actual))
        {
            Equal++;
        }
        else
        {
            unequal.Add($"{what}: expected <{Short(expected)}>, read <{Short(actual)}>");
        }
    }

    /// <summary>Keeps the figures with the test's own output.</summary>
    public static void Note(string text) => TestContext.Current.TestOutputHelper?.WriteLine(text);

    public void Report(string title) => Note(Summary(title));

    public string Summary(string title) => $"{title}: {Equal} equal, {Unequal} unequal\n  {string.Join("\n  ", unequal.Take(60))}";

    /// <summary>Numbers within 1e-6 relative, whatever their notation (1/250 is 0.004); lists element by element; text trimmed.</summary>
    private static bool SameMeaning(string? expected, string? actual)
    {
        if (string.IsNullOrEmpty(expected) || string.IsNullOrEmpty(actual))
        {
            return string.IsNullOrEmpty(expected) && string.IsNullOrEmpty(actual);
        }

        if (string.Equals(expected.Trim(), actual.Trim(), StringComparison.Ordinal))
        {
            return true;
        }

        var (left, right) = (expected.Split(' ', StringSplitOptions.RemoveEmptyEntries), actual.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        return left.Length == right.Length && left.Zip(right).All(pair => pair.First == pair.Second || (Number(pair.First) is { } a && Number(pair.Second) is { } b && Math.Abs(a - b) <= 1e-6 * Math.Max(Math.Abs(a), 1e-3)));
    }

    private static double? Number(string text)
    {
        var parts = text.Split('/');
        return parts.Length == 1 && double.TryParse(text, CultureInfo.InvariantCulture, out var plain) ? plain
            : parts.Length == 2 && double.TryParse(parts[0], CultureInfo.InvariantCulture, out var above) && double.TryParse(parts[1], CultureInfo.InvariantCulture, out var below) && below != 0 ? above / below
            : null;
    }

    private static string? Short(string? text) => text is { Length: > 60 } ? text[..60] + "…" : text;
}

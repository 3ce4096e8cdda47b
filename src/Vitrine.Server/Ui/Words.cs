using System.Collections;
using System.Collections.Immutable;
using System.Globalization;
using System.Resources;

namespace Vitrine.Server.Ui;

/// <summary>
/// What the pages say: sentences from <c>Strings.resx</c>, numbers, sizes and times, all in the language of the request.
/// </summary>
internal static class Words
{
    /// <summary>The files of sentences: one for all pages, and one for each area with many of its own. No key is in two of them.</summary>
    internal static readonly ImmutableArray<string> Files = ["Strings", "BulkStrings", "VocabularyStrings", "MapStrings", "FieldStrings", "ReadingStrings", "TroubleStrings", "WriteBackStrings", "DuplicateStrings", "SearchStrings", "BuilderStrings"];

    private static readonly ImmutableArray<ResourceManager> Sentences = [.. Files.Select(file => new ResourceManager($"Vitrine.Server.Ui.{file}", typeof(Words).Assembly))];

    private static readonly ResourceManager ForScripts = new("Vitrine.Server.Ui.ScriptStrings", typeof(Words).Assembly);

    /// <summary>The sentence of <paramref name="key"/>, its holes <c>{0}</c>… filled.</summary>
    public static string Say(string key, params object?[] values)
    {
        var text = Find(key) ?? throw new InvalidOperationException($"There is no text for '{key}'.");
        return values.Length == 0 ? text : string.Format(CultureInfo.CurrentCulture, text, values);
    }

    /// <summary>The sentence of <paramref name="key"/>, or <paramref name="otherwise"/> where nobody wrote one.</summary>
    public static string SayOr(string key, string otherwise) => Find(key) ?? otherwise;

    /// <summary>
    /// A sentence that counts: <c>key.one</c> for one, else <c>key.other</c>; hole 0 is the number.
    /// English and German need no other forms.
    /// </summary>
    public static string Count(string key, long number) => Say(number == 1 ? key + ".one" : key + ".other", Number(number));

    /// <summary>A whole number with separators.</summary>
    public static string Number(long number) => number.ToString("N0", CultureInfo.CurrentCulture);

    /// <summary>A size in kB, MB… of 1,000 each, as file managers show it.</summary>
    public static string Bytes(long bytes)
    {
        string[] units = ["B", "kB", "MB", "GB", "TB"];
        var (size, unit) = ((double)bytes, 0);
        while (size >= 999.5 && unit < units.Length - 1)
        {
            (size, unit) = (size / 1000, unit + 1);
        }

        return size.ToString(unit > 0 && size < 10 ? "0.0" : "0", CultureInfo.CurrentCulture) + " " + units[unit];
    }

    private static string? Find(string key)
    {
        foreach (var file in Sentences)
        {
            if (file.GetString(key, CultureInfo.CurrentUICulture) is { } text)
            {
                return text;
            }
        }

        return null;
    }

    /// <summary>How long something will still take, in words that do not pretend to know better.</summary>
    public static string Left(double seconds) => seconds switch
    {
        < 1 => Say("left.now"),
        < 90 => Say("left.seconds", Number((long)Math.Ceiling(seconds))),
        < 5400 => Say("left.minutes", Number((long)Math.Round(seconds / 60))),
        _ => Say("left.hours", Number((long)Math.Round(seconds / 3600))),
    };

    /// <summary>A playing time as 0:39 or 1:02:07.</summary>
    public static string Clock(long milliseconds)
    {
        var time = TimeSpan.FromMilliseconds(milliseconds);
        return time.ToString(time.TotalHours >= 1 ? @"h\:mm\:ss" : @"m\:ss", CultureInfo.InvariantCulture);
    }

    /// <summary>A calibrated confidence as a whole number from 0 to 100.</summary>
    public static string Whole(double confidence) => Math.Round(confidence).ToString("0", CultureInfo.CurrentCulture);

    /// <summary>The name of a step as people say it; its id where nobody gave it one.</summary>
    public static string Step(string step)
    {
        var name = step.StartsWith("analyze:", StringComparison.Ordinal) ? step["analyze:".Length..] : step;
        return SayOr("step." + name, name);
    }

    /// <summary>What the modules in the browser say, by key.</summary>
    public static Dictionary<string, string> ScriptSentences() =>
        ForScripts.GetResourceSet(CultureInfo.InvariantCulture, createIfNotExists: true, tryParents: false)!
            .Cast<DictionaryEntry>()
            .ToDictionary(entry => (string)entry.Key, entry => ForScripts.GetString((string)entry.Key, CultureInfo.CurrentUICulture)!, StringComparer.Ordinal);
}

using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Resources;
using System.Text.RegularExpressions;
using Vitrine.Server.Ui;

namespace Vitrine.Server.Tests.Ui;

/// <summary>English sentences of some types, and what the resources that go with them say in German.</summary>
internal sealed partial class GermanSentences(string resources, params Type[] types)
{
    private readonly string[] english = [.. types.SelectMany(type => type.GetFields(BindingFlags.Public | BindingFlags.Static)).Select(field => (string)field.GetRawConstantValue()!).Distinct()];

    private readonly Dictionary<string, string> german =
        new ResourceManager("Vitrine.Server.Ui." + resources, typeof(UiEndpoints).Assembly).GetResourceSet(CultureInfo.GetCultureInfo("de"), createIfNotExists: true, tryParents: false)!
            .Cast<DictionaryEntry>().ToDictionary(entry => (string)entry.Key, entry => (string)entry.Value!, StringComparer.Ordinal);

    public string this[string sentence] => german[sentence];

    /// <summary>Every sentence is there, with the same holes, and no other.</summary>
    /// <param name="least">As many there are at least: none is overlooked.</param>
    public void AssertWhole(int least)
    {
        Assert.InRange(english.Length, least, 400);
        Assert.Equal(english.Order(StringComparer.Ordinal), german.Keys.Order(StringComparer.Ordinal));
        Assert.All(english, sentence => Assert.Equal((sentence, Holes(sentence)), (sentence, Holes(german[sentence]))));
    }

    private static string Holes(string sentence) => string.Join(' ', Hole().Matches(sentence).Select(hole => hole.Value).Distinct().Order(StringComparer.Ordinal));

    [GeneratedRegex(@"\{[^{}]*\}", RegexOptions.NonBacktracking)]
    private static partial Regex Hole();
}

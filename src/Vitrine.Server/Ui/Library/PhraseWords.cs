using System.Globalization;
using Vitrine.Contracts;
using Vitrine.Core.Places;

namespace Vitrine.Server.Ui.Library;

/// <summary>Parts of a phrase in the words of the page.</summary>
internal static class PhraseWords
{
    public static string Of(UnderstoodPart part)
    {
        var meaning = part.Kind switch
        {
            "kind" => Words.SayOr("kind." + part.Meaning, part.Meaning),
            "date" or "added" => string.Join(" – ", part.Meaning.Split('/').Select(Day)),
            "country" => Countries.Find(part.Meaning)?.NameIn(CultureInfo.CurrentUICulture.Name) ?? part.Meaning,
            "rating" when part.Meaning == "–" => Words.Say("phrase.unrated"),
            _ => part.Meaning,
        };
        var named = part.LeftOut == "all" ? part.Text : part.Kind is "date" or "added" or "background" or "rating" or "duration" or "size" or "width" or "orientation" ? Words.Say($"phrase.{part.Kind}", meaning) : meaning;
        return part.Negated ? Words.Say("phrase.not", named) : named;
    }

    private static string Day(string edtf) => edtf.Length switch
    {
        10 => DateOnly.ParseExact(edtf, "O", CultureInfo.InvariantCulture).ToString("d", CultureInfo.CurrentCulture),
        7 => DateOnly.ParseExact(edtf + "-01", "O", CultureInfo.InvariantCulture).ToString("Y", CultureInfo.CurrentCulture),
        2 => "…",
        _ => edtf,
    };
}

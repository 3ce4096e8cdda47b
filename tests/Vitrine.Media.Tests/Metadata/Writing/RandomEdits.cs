using System.Globalization;
using Vitrine.Core.Claims;
using Vitrine.Media.Metadata.Writing;

namespace Vitrine.Media.Tests.Metadata.Writing;

/// <summary>Changes as people make them, by chance.</summary>
internal static class RandomEdits
{
    private static readonly string[] Words =
        ["red sneaker", "Grüße, München", "東京", "👟", "a<b & \"c\"", "e\u0301te\u0301", "one|two", "half/half", "100 %", "  spaced  ", "line\nbreak", "$path", "@file", "-option", "#hash", "back\\slash", "'quoted'", "-1", "été; hiver"];

    public static WrittenChange Next(Random chance)
    {
        var singles = new List<SingleChange>();
        foreach (var attribute in (string[])["title", "description", "copyright", "alt-text", "usage-terms"])
        {
            if (chance.Next(3) == 0)
            {
                singles.Add(new SingleChange(attribute, Texts(chance), []));
            }
        }

        foreach (var attribute in (string[])["creator", "credit", "source", "label"])
        {
            if (chance.Next(3) == 0)
            {
                singles.Add(new SingleChange(attribute, chance.Next(4) == 0 ? new Dictionary<string, ClaimValue>() : One(new ClaimValue.Text(Word(chance))), [""]));
            }
        }

        if (chance.Next(2) == 0)
        {
            singles.Add(new SingleChange("rating", One(new ClaimValue.Number(chance.Next(-1, 6))), []));
        }

        if (chance.Next(3) == 0)
        {
            var precision = (DatePrecision)chance.Next(1, 7);
            singles.Add(new SingleChange("taken-at", One(new ClaimValue.Date(
                new DateTime(chance.Next(1850, 2030), 1, 1).AddSeconds(chance.Next(31_000_000)).AddMilliseconds(chance.Next(1000)), precision >= DatePrecision.Minute && chance.Next(2) == 0 ? chance.Next(-11, 13) * 60 : null, precision)), []));
        }

        if (chance.Next(3) == 0)
        {
            singles.Add(new SingleChange("place", One(new ClaimValue.Place("DE", "Bavaria", "München", (chance.NextDouble() * 180) - 90, (chance.NextDouble() * 360) - 180)), []));
        }

        return new WrittenChange
        {
            Singles = singles,
            Members = [new MembersChange("tag", [.. Enumerable.Range(0, chance.Next(4)).Select(_ => Word(chance)).Select(word => new WrittenMember(word, chance.Next(2) == 0 ? [word] : ["Things", word]))], [])],
            Lists = chance.Next(3) == 0 ? new Dictionary<string, IReadOnlyList<string>> { ["fields:colours"] = ["red", Word(chance)] } : new Dictionary<string, IReadOnlyList<string>>(),
            Regions = chance.Next(4) == 0 ? [new XmpRegion(Word(chance), "Face", chance.NextDouble() / 2, chance.NextDouble() / 2, 0.2, 0.3)] : null,
            Frame = new PictureFrame(4000, 3000, chance.Next(1, 9)),
        };
    }

    private static Dictionary<string, ClaimValue> One(ClaimValue value) => new() { [""] = value };

    private static Dictionary<string, ClaimValue> Texts(Random chance)
    {
        var texts = One(new ClaimValue.Text(Word(chance)));
        if (chance.Next(2) == 0)
        {
            texts["de"] = new ClaimValue.Text(Word(chance));
        }

        return texts;
    }

    private static string Word(Random chance) => Words[chance.Next(Words.Length)].Trim() + " " + chance.Next(1000).ToString(CultureInfo.InvariantCulture);
}

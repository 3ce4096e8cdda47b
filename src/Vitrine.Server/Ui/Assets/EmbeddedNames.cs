using System.Text;
using Vitrine.Contracts;
using Vitrine.Core.Search;
using Vitrine.Media.Metadata;
using Vitrine.Server.Search.Embedded;

namespace Vitrine.Server.Ui.Assets;

/// <summary>Names of groups and tags for people: “Lens Model” for <c>LensModel</c>.</summary>
internal static class EmbeddedNames
{
    /// <summary>Longer values are asked for by how they begin.</summary>
    private const int LongestAsked = 100;

    /// <summary>The group in words, and that it is the sidecar's.</summary>
    public static string Group(EmbeddedGroup group)
    {
        var words = Words.SayOr("reading.group." + group.Name, group.Name.StartsWith("XMP-", StringComparison.Ordinal) ? Words.Say("reading.group.xmp") : Words.Say("reading.group.other"));
        return group.Source is null ? words : Words.Say("reading.sidecar", words);
    }

    /// <summary>The query that finds what has the same value in a tag; null where search does not keep it.</summary>
    public static string? Search(string group, EmbeddedTagView tag)
    {
        if (EmbeddedWords.Of(new EmbeddedTag(group, tag.Name, tag.Raw, tag.Printed)) is not { } kept)
        {
            return null;
        }

        var value = tag.Printed is { } printed && EmbeddedWords.Word(printed).Length > 0 ? printed : tag.Raw;
        var asked = EmbeddedNumbers.IsAngle(tag.Name) ? value + "*"
            : value.Length <= LongestAsked ? value : value[..(char.IsHighSurrogate(value[LongestAsked - 1]) ? LongestAsked - 1 : LongestAsked)] + "*";
        return QueryPrinter.Print(new Query.Condition(SearchFields.Embedded, new QueryValue.Text(asked, IsPhrase: true)) { Name = $"{kept.Group}.{kept.Name}" });
    }

    /// <summary>A blank before each capital that begins a word; fields of structures behind each other.</summary>
    public static string Tag(string name)
    {
        var words = new StringBuilder(name.Length + 8);
        for (var i = 0; i < name.Length; i++)
        {
            var isStart = i > 0 && char.IsUpper(name[i]) && (char.IsLower(name[i - 1]) || char.IsDigit(name[i - 1]) || (i + 1 < name.Length && char.IsLower(name[i + 1]) && char.IsUpper(name[i - 1])));
            words.Append(name[i] switch
            {
                '/' => " › ",
                '[' => " ",
                ']' => "",
                var letter => isStart ? $" {letter}" : letter.ToString(),
            });
        }

        return words.ToString();
    }
}

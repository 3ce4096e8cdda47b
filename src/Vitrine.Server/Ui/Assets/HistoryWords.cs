using System.Text.RegularExpressions;
using Vitrine.Contracts;
using static Vitrine.Server.Ui.Words;

namespace Vitrine.Server.Ui.Assets;

/// <summary>A step of an asset's history as one sentence, in parts: who, what, and the words between.</summary>
internal static partial class HistoryWords
{
    internal readonly record struct Part(string Text, bool IsWho = false, bool IsWhat = false);

    public static IEnumerable<Part> Parts(HistoryEntry entry) =>
        Holes().Split(Say("history." + Sentence(entry))).Where(text => text.Length > 0).Select(text => text switch
        {
            "{0}" => new Part(Who(entry), IsWho: true),
            "{1}" => new Part(What(entry), IsWhat: true),
            _ => new Part(text),
        });

    private static string Sentence(HistoryEntry entry) => (entry.Act, ClaimLook.Of(entry.Source.Type)) switch
    {
        ("statement", "person") => entry.About is "tag" or "person" or "text" ? "add" : "set",
        ("statement", "model") => "suggest",
        ("statement", _) => "say",
        ("drop", "model") => "drop",

        // Taken out of the file by another program.
        ("reject" or "clear", _) when entry.Source.Type is "file" or "sidecar" => "unsay",
        ("drop", _) => "unsay",
        _ => entry.Act,
    };

    /// <summary>Who a step is of: the machine or the file that says it or no longer does, even where a person's request made it speak; else the actor.</summary>
    private static string Who(HistoryEntry entry) =>
        entry.Actor is not { } actor || (entry.Act is "statement" or "drop" or "reject" or "clear" && entry.Source.Type != "person")
            ? SayOr("analyzer." + entry.Source.Name, SayOr("source." + entry.Source.Type, entry.Source.Name))
            : SayOr("actor." + actor, actor);

    private static string What(HistoryEntry entry)
    {
        var value = entry is { About: "taken-at", Value: { } taken } ? EmbeddedFacts.Moment(taken) : entry.Value;
        return entry.Act switch
        {
            "group" or "ungroup" or "cover" => SayOr("group." + entry.Value, entry.Value ?? ""),
            "version" => value ?? "",
            _ when entry.About == "tag" => entry.Name,
            _ => (SayOr("attribute." + entry.About, entry.Name) + " " + value).TrimEnd(),
        };
    }

    [GeneratedRegex(@"(\{[01]\})")]
    private static partial Regex Holes();
}

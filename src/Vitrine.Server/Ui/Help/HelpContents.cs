using System.Globalization;
using System.Resources;

namespace Vitrine.Server.Ui.Help;

/// <summary>What the help tells, in its order. Texts stand in <c>HelpStrings.resx</c> under the anchors that are links to them.</summary>
internal static class HelpContents
{
    /// <summary>Where this topic is followed by what is so at the moment.</summary>
    public const string Models = "ai-models";
    public const string Keyboard = "keyboard";

    private static readonly ResourceManager Texts = new("Vitrine.Server.Ui.HelpStrings", typeof(HelpContents).Assembly);

    public static IReadOnlyList<HelpSection> Sections { get; } =
    [
        new("find", ["search", "shows", "picture", "copies", "filters", "saved", "many"]),
        new("ai", ["source", "confidence", "states", "wrong", "correct", "reset", "thresholds", "models", "numbers", "private"]),
        new("files", ["linked", "uploaded", "out"]),
        new("collections", []),
        new("versions", []),
        new("trash", []),
        new("folders", ["add", "offline", "missing", "moved"]),
        new("backup", []),
        new("devices", []),
        new(Keyboard, []),
        new("trouble", ["files", "tags", "disk", "signin", "more"]),
    ];

    public static string Title(string anchor) => Text(anchor + ".title") ?? throw new InvalidOperationException($"The help has no title for '{anchor}'.");

    /// <summary>Null where there is a heading only.</summary>
    public static string? Text(string key) => Texts.GetString(key, CultureInfo.CurrentUICulture);
}

/// <param name="Anchor">Of the section.</param>
internal sealed record HelpSection(string Anchor, IReadOnlyList<string> Names)
{
    /// <summary>Anchors of what it tells, one by one.</summary>
    public IEnumerable<string> Topics => Names.Select(name => $"{Anchor}-{name}");
}

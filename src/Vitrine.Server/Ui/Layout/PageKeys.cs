namespace Vitrine.Server.Ui.Layout;

/// <summary>The keys of the pages: what <c>?</c> shows and what the help lists. Keys that are pressed one after the other, or any one of, stand with a space between.</summary>
internal static class PageKeys
{
    private static readonly (string Keys, string Does)[] Everywhere =
        [("/", "keys.search"), ("↓ Enter", "keys.suggest"), ("q", "keys.build"), ("u", "keys.upload"), ("?", "keys.these")];

    private static readonly (string Keys, string Does)[] Library =
    [
        ("↑ ↓ ← →", "keys.move"), ("Enter", "keys.enter"), ("x", "keys.select"), ("⇧ →", "keys.range"), ("Ctrl A", "keys.all"),
        ("t", "keys.tag"), ("f", "keys.values"), ("c", "keys.collect"), ("p", "keys.place"), ("d", "keys.download"), ("Del", "keys.trash"), ("l", "keys.like"), ("n", "keys.unlike"), ("i", "keys.panel"), ("v", "keys.view"), ("Esc", "keys.clear"),
    ];

    private static readonly (string Keys, string Does)[] Asset =
    [
        ("← →", "keys.next"), ("t", "keys.tag"), ("f", "keys.edit"), ("c", "keys.collect"), ("p", "keys.place"), ("a r", "keys.decide"), ("d", "keys.download"), ("s", "keys.similar"), ("b", "keys.boxes"), ("l", "keys.live"), ("+ - 0 1", "keys.zoom"),
        ("i", "keys.panel"), ("Del", "keys.trash"), ("Esc", "keys.back"),
    ];

    private static readonly (string Keys, string Does)[] Collection = [("Alt ←", "keys.earlier"), ("Alt →", "keys.later"), ("Alt Home", "keys.first"), ("Alt End", "keys.last")];

    private static readonly (string Keys, string Does)[] Map =
        [("↑ ↓ ← →", "keys.map.move"), ("+ -", "keys.map.zoom"), ("0", "keys.map.fit"), ("r", "keys.map.draw"), ("a", "keys.map.area"), ("p", "keys.place"), ("Esc", "keys.map.clear")];

    private static readonly (string Keys, string Does)[] Trash =
        [("↑ ↓", "keys.move"), ("x", "keys.select"), ("Ctrl A", "keys.all-shown"), ("Enter", "keys.restore"), ("Esc", "keys.clear")];

    private static readonly (string Keys, string Does)[] Duplicates =
        [("↑ ↓", "keys.duplicates.group"), ("← →", "keys.duplicates.keep"), ("Enter", "keys.duplicates.compare"), ("m", "keys.duplicates.merge"), ("n", "keys.duplicates.dismiss"), ("z", "keys.duplicates.undo")];

    private static readonly (string Keys, string Does)[] Compare = [("w", "keys.compare.wipe"), ("← →", "keys.compare.move"), ("Esc", "keys.compare.back")];

    private static readonly (string Keys, string Does)[] Builder =
        [("Alt ↑", "builder.up"), ("Alt ↓", "builder.down"), ("Alt →", "builder.wrap"), ("Alt ←", "builder.unwrap"), ("Alt Enter", "builder.add"), ("Alt Del", "builder.remove"), ("Esc", "keys.close")];

    /// <summary>All of them, place by place.</summary>
    public static IReadOnlyList<(string Place, (string Keys, string Does)[] Keys)> All { get; } =
        [("everywhere", Everywhere), ("builder", Builder), ("library", Library), ("asset", Asset), ("collection", Collection), ("map", Map), ("duplicates", Duplicates), ("compare", Compare), ("trash", Trash)];

    /// <param name="path">Of a page, without the slash that it begins with.</param>
    public static (string Keys, string Does)[] Of(string path) => path switch
    {
        "" => [.. Everywhere, .. Library],
        _ when path.StartsWith("assets/", StringComparison.Ordinal) => [.. Everywhere, .. path.EndsWith("/compare", StringComparison.Ordinal) ? Compare : Asset],
        _ when path.StartsWith("collections/", StringComparison.Ordinal) => [.. Everywhere, .. Library, .. Collection],
        "map" => [.. Everywhere, .. Map],
        "duplicates" => [.. Everywhere, .. Duplicates],
        "trash" => [.. Everywhere, .. Trash],
        _ => [.. Everywhere, ("Esc", "keys.close")],
    };
}

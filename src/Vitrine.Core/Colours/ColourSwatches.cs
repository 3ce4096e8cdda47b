namespace Vitrine.Core.Colours;

/// <summary>Colours that are offered where somebody looks for one: one for each word that people use, of the shade that most of what they call so is about.</summary>
public static class ColourSwatches
{
    /// <summary>Word (a key, never translated here) → <c>#rrggbb</c>. No two are about the same.</summary>
    public static IReadOnlyList<(string Name, string Hex)> All { get; } =
    [
        ("red", "#c0282d"), ("orange", "#e8792b"), ("yellow", "#f0c93a"), ("green", "#4f8a3c"), ("teal", "#0fa39b"), ("blue", "#2f62b8"), ("purple", "#7b4aa0"), ("pink", "#e58cae"),
        ("brown", "#6d4a30"), ("beige", "#d8c4a2"), ("white", "#f4f4f2"), ("grey", "#8b8b8b"), ("black", "#1b1b1d"),
    ];
}

using Vitrine.Contracts;

namespace Vitrine.Server.Ui.Assets;

/// <summary>The four looks of a claim, and what belongs to a box on the picture.</summary>
internal static class ClaimLook
{
    /// <summary><c>person</c>, <c>file</c>, <c>rule</c> or <c>model</c> for a type of source.</summary>
    public static string Of(string sourceType) => sourceType switch
    {
        "person" or "rule" => sourceType,
        "file" or "sidecar" => "file",
        _ => "model",
    };

    /// <summary>The colour of a box: <c>person</c>, <c>text</c> or <c>object</c>.</summary>
    public static string KindOf(ClaimView claim, EvidenceView evidence) => (claim.About, evidence.Analyzer) switch
    {
        ("person", _) or (_, "faces") => "person",
        ("text", _) => "text",
        _ when claim.Broader.Prepend(claim.Name).Any(IsPerson) => "person",
        _ => "object",
    };

    /// <summary>The tags of an asset as they are shown: people's first, then by confidence; the cleared ones are not there.</summary>
    public static IEnumerable<ClaimView> Tags(AssetDetail asset, params string[] states) =>
        asset.Claims.Where(claim => claim.About == "tag" && states.Contains(claim.State))
            .OrderBy(claim => Of(claim.Source.Type) switch { "person" => 0, "model" => 1, "rule" => 2, _ => 3 })
            .ThenByDescending(claim => claim.Confidence)
            .ThenBy(claim => claim.Name, StringComparer.CurrentCulture);

    private static bool IsPerson(string label) => label is "person" or "Person" or "people" or "face" or "human face";
}

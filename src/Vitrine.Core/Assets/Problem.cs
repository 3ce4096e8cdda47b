namespace Vitrine.Core.Assets;

/// <summary>
/// Something wrong with a file, kept as data on its asset.
/// <paramref name="Code"/> is stable and machine-readable (<c>truncated</c>, <c>too-large</c>, <c>not-supported</c>…),
/// <paramref name="Message"/> is one sentence for people.
/// </summary>
public sealed record Problem(string Step, string Code, string Message)
{
    /// <summary>Codes of what leaves a file usable: its picture, sound and words are whole, and only something that it says about itself was not understood.</summary>
    public static IReadOnlyList<string> Notes { get; } =
    [
        "colour-profile", "document-broken", "document-too-large", "encrypted", "exif-broken", "exif-limited", "exiftool-warning", "heif-broken", "icc-broken",
        "iptc-broken", "jpeg-limited", "loop", "metadata-broken", "metadata-too-large", "photoshop-broken", "png-too-large", "riff-limited", "text-broken",
        "text-too-large", "too-many-tags", "xmp-broken", "xmp-refused", "xmp-too-large", "zip-limited",
    ];
}

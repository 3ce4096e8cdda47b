using System.Globalization;
using Vitrine.Core.Analysis;
using Vitrine.Core.Assets;

namespace Vitrine.Media.Analyzers.Fingerprints;

/// <summary>
/// Takes a picture's fingerprint: one value under <see cref="Key"/>, sixteen hashes as hex, the perceptual ones in all orientations before the difference hashes.
/// Documents have none: a page of text is like every other page of text.
/// </summary>
public sealed class FingerprintAnalyzer : IAnalyzer
{
    /// <summary>The key of the value.</summary>
    public const string Key = "fingerprint";

    private const int HashDigits = 16;

    public static AnalyzerInfo About { get; } = new("fingerprint", 1, [AssetKind.Image, AssetKind.Video], Task: null) { Model = "fingerprint@1" };

    public AnalyzerInfo Info => About;

    public string Model => About.Model;

    public IReadOnlyList<Finding> Analyze(Picture picture, CancellationToken cancellationToken)
    {
        var fingerprint = Fingerprint.Of(picture);
        return [new Finding.Value(Key, string.Concat(fingerprint.PerceptualTurned.Concat(fingerprint.DifferenceTurned).Select(hash => hash.ToString("x16", CultureInfo.InvariantCulture))))];
    }

    public void Dispose()
    {
    }

    /// <summary>The bytes of what <see cref="Analyze"/> wrote, 8 a hash, highest first; null for anything else.</summary>
    public static byte[]? Bytes(string content) =>
        content.Length == 2 * 8 * HashDigits && content.All(char.IsAsciiHexDigit) ? Convert.FromHexString(content) : null;
}

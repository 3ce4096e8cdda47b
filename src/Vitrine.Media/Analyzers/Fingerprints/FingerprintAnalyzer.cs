using System.Globalization;
using Vitrine.Core.Analysis;
using Vitrine.Core.Assets;
using Vitrine.Core.Search.Duplicates;

namespace Vitrine.Media.Analyzers.Fingerprints;

/// <summary>
/// Takes a picture's fingerprint: one value under <see cref="Key"/>, as hex sixteen hashes, the perceptual ones in all orientations before the difference hashes, and behind them the sketch.
/// Documents have none: a page of text is like every other page of text.
/// </summary>
public sealed class FingerprintAnalyzer : IAnalyzer
{
    /// <summary>The key of the value.</summary>
    public const string Key = "fingerprint";

    private const int HashBytes = 16 * sizeof(ulong);

    public static AnalyzerInfo About { get; } = new("fingerprint", 2, [AssetKind.Image, AssetKind.Video], Task: null) { Model = "fingerprint@2" };

    public AnalyzerInfo Info => About;

    public string Model => About.Model;

    public IReadOnlyList<Finding> Analyze(Picture picture, CancellationToken cancellationToken)
    {
        var fingerprint = Fingerprint.Of(picture);
        return [new Finding.Value(Key, string.Concat(fingerprint.PerceptualTurned.Concat(fingerprint.DifferenceTurned).Select(hash => hash.ToString("x16", CultureInfo.InvariantCulture))) + Convert.ToHexStringLower(fingerprint.Sketch.Bytes))];
    }

    public void Dispose()
    {
    }

    /// <summary>What <see cref="Analyze"/> wrote; null for anything else.</summary>
    public static StoredFingerprint? Read(string content) => content.Length is 2 * HashBytes or 2 * (HashBytes + PictureSketch.Length) && content.All(char.IsAsciiHexDigit)
        ? new StoredFingerprint(Convert.FromHexString(content[..(2 * HashBytes)]), content.Length > 2 * HashBytes ? Convert.FromHexString(content[(2 * HashBytes)..]) : null)
        : null;
}

/// <summary>A fingerprint as it is kept.</summary>
/// <param name="Hashes">8 bytes each, highest first.</param>
/// <param name="Sketch">The bytes of a <see cref="PictureSketch"/>; none of fingerprints that were taken before there were sketches.</param>
public sealed record StoredFingerprint(byte[] Hashes, byte[]? Sketch);

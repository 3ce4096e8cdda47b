using System.Globalization;

namespace Vitrine.Eval.Pictures;

/// <summary>Which pictures no fit of the distilled layer may see: decided by the picture's bytes, so every copy falls in the same part.</summary>
internal static class HeldOut
{
    /// <summary>Half of the corpus and a fifth of every other set.</summary>
    /// <param name="sha256">Of the file, hex.</param>
    public static bool FromLayer(string set, string sha256) => At(sha256, 0) % (set == "corpus" ? 2 : 5) == 0;

    /// <summary>A tenth of what is fitted on, held out while the layer's constants are chosen.</summary>
    public static bool ForChoosing(string sha256) => At(sha256, 1) % 10 == 0;

    /// <summary>Of the pictures held out from the layer, the half that calibration is fitted on; figures come from the other half.</summary>
    public static bool ForCalibration(string sha256) => At(sha256, 2) % 2 == 0;

    private static int At(string sha256, int index) => int.Parse(sha256.AsSpan(index * 2, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}

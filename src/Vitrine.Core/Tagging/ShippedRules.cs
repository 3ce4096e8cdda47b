using System.Reflection;
using System.Security.Cryptography;

namespace Vitrine.Core.Tagging;

/// <summary>What ships with the program and decides, without a model, what becomes of findings: vocabulary and calibration.</summary>
public static class ShippedRules
{
    private static readonly string[] Files = ["Vocabulary.Data.concepts.tsv", "Vocabulary.Data.labels.tsv", "Tagging.Data.calibration.json"];

    /// <summary>Raised where code decides otherwise with the same data.</summary>
    private const byte Rules = 3;

    /// <summary>SHA-256 over all of it, lower-case hex: another one means that tags may be decided otherwise.</summary>
    public static string Digest { get; } = Read();

    private static string Read()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData([Rules]);
        foreach (var file in Files)
        {
            using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("Vitrine.Core." + file)
                ?? throw new InvalidOperationException($"{file} is not in the program");
            hash.AppendData(SHA256.HashData(stream));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}

using System.Text.Json;
using Vitrine.Tests.Shared;

namespace Vitrine.Media.Tests.Analyzers;

/// <summary>Reads <c>expected.json</c> and its kin: reference outputs for inputs made by a formula and for pictures.</summary>
internal static class ExpectedValues
{
    private static readonly string[][] Files = [["expected.json"], ["expected-npm.json"], ["classify", "expected.json"]];

    /// <summary>The entries of <paramref name="part"/> (<c>pattern</c> or <c>examples</c>) for a model file.</summary>
    public static IReadOnlyList<JsonElement> Of(string part, string model) =>
    [
        .. Files.SelectMany(file => JsonElement.Parse(File.ReadAllBytes(SharedFolder.Path(["models", .. file]))).GetProperty(part).EnumerateArray())
            .Where(entry => entry.GetProperty("model").GetString() == model),
    ];

    /// <summary>The byte p of the formula for every element of the input, as float in the range that the entry names.</summary>
    public static void FillPattern(JsonElement entry, Span<float> input)
    {
        var formula = entry.GetProperty("inputs")[0].GetProperty("value").GetString()!;
        for (var i = 0; i < input.Length; i++)
        {
            var p = ((37 * i) + (11 * (i / 256))) % 256;
            input[i] = formula switch
            {
                "p" => p,
                "p/127.5-1" => (p / 127.5f) - 1,
                "p/58-2" => (p / 58f) - 2,
                _ => throw new NotSupportedException(formula),
            };
        }
    }
}

using System.Text.Json;
using System.Text.Json.Serialization;

namespace Vitrine.Media.Packs;

/// <summary>What came of a self-test, as it is kept in the model's folder.</summary>
/// <param name="Model">Which was tested, <c>name@version</c>: its files are settled by the catalogue's hashes.</param>
/// <param name="Test">The version of the test.</param>
/// <param name="Sentence">Why it did not pass, or how well it did; for people.</param>
public sealed record SelfTestRecord(string Model, int Test, bool Passed, string Sentence)
{
    /// <summary>Raising it tests every model again.</summary>
    public const int Current = 1;

    private const int MostBytes = 64 << 10;

    /// <summary>Null where there is none, or not of this model and test.</summary>
    internal static SelfTestRecord? Read(string path, PackModel model)
    {
        try
        {
            return new FileInfo(path) is { Exists: true, Length: <= MostBytes } && JsonSerializer.Deserialize(File.ReadAllBytes(path), SelfTestJson.Default.SelfTestRecord) is { Test: Current } record
                && record.Model == model.Name ? record : null;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or JsonException)
        {
            // Whatever lies there, it is no test that was passed: the model is tested again.
            return null;
        }
    }

    internal void Write(string path)
    {
        var part = path + ".part";
        File.WriteAllBytes(part, JsonSerializer.SerializeToUtf8Bytes(this, SelfTestJson.Default.SelfTestRecord));
        File.Move(part, path, overwrite: true);
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(SelfTestRecord))]
internal sealed partial class SelfTestJson : JsonSerializerContext;

using System.Buffers.Text;
using System.Text;
using Vitrine.Server.Ingest;
using Vitrine.Server.Pipeline;

namespace Vitrine.Server.Features.Uploads;

/// <summary>
/// <c>Upload-Metadata</c> (tus 1.0.0, creation): pairs of a key and a value in base64, joined by commas. Known keys: <c>filename</c>, <c>folder</c>,
/// <c>relativePath</c> (the folder inside a dropped one, put below <c>folder</c>), <c>tags</c> (joined by commas), <c>collection</c> (an id or name; several one a line), <c>fields</c> (a JSON object of values by the names of their fields), <c>sameName</c> (version, rename or fail)
/// and <c>sha256</c> (64 hex digits, of the whole file). Others are passed over.
/// </summary>
internal sealed record UploadMetadata(UploadWish Wish, byte[]? Sha256)
{
    private const int MostPairs = 50;

    /// <exception cref="UploadRefusedException">It is not of that form, or names what cannot be done.</exception>
    public static UploadMetadata Parse(string header)
    {
        var said = Pairs(header);
        var tags = new List<string>();
        UploadWish.AddTags(tags, said.GetValueOrDefault("tags", ""));
        var collections = new List<string>();
        UploadCollections.Add(collections, said.GetValueOrDefault("collection", ""));
        var folder = UploadWish.CheckFolder($"{said.GetValueOrDefault("folder")}/{said.GetValueOrDefault("relativePath")}");
        return new UploadMetadata(
            new UploadWish(AssetName.ForUpload(said.GetValueOrDefault("filename") ?? said.GetValueOrDefault("name")), folder, tags, UploadWish.Rule(said.GetValueOrDefault("sameName"))) { Collections = collections, Fields = UploadWish.ReadFields(said.GetValueOrDefault("fields")) },
            Hash(said.GetValueOrDefault("sha256")));
    }

    private static Dictionary<string, string> Pairs(string header)
    {
        var said = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in header.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var space = pair.IndexOf(' ', StringComparison.Ordinal);
            var key = space < 0 ? pair : pair[..space];
            if (said.Count == MostPairs || !said.TryAdd(key, space < 0 ? "" : Text(pair[(space + 1)..])))
            {
                throw Bad($"{TusProtocol.MetadataHeader} has at most {MostPairs} keys, each once.");
            }
        }

        return said;
    }

    private static string Text(string base64)
    {
        var bytes = new byte[Base64.GetMaxDecodedFromUtf8Length(base64.Length)];
        return Convert.TryFromBase64String(base64, bytes, out var length)
            ? Storable.Text(Encoding.UTF8.GetString(bytes, 0, length))
            : throw Bad($"A value of {TusProtocol.MetadataHeader} is no base64.");
    }

    private static byte[]? Hash(string? hex) => string.IsNullOrEmpty(hex) ? null
        : hex.Length == 64 && hex.All(char.IsAsciiHexDigit) ? Convert.FromHexString(hex)
        : throw Bad("sha256 is 64 hex digits.");

    private static UploadRefusedException Bad(string message) => new(StatusCodes.Status400BadRequest, message);
}

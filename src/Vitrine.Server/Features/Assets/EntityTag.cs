using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Vitrine.Contracts;
using Vitrine.Server.Hosting;

namespace Vitrine.Server.Features.Assets;

/// <summary>
/// An asset, a collection or a saved search as <c>ETag</c>, <c>If-Match</c> and <c>If-None-Match</c> (RFC 9110 §8.8.3, §13.1). A write asks about the revision, which changes with
/// every edit and not with the pipeline's progress; a repeated read asks about everything that was answered. So the tag of an answer is the revision
/// and a digest of the rest, and a write may come with that or with the revision alone.
/// </summary>
internal static class EntityTag
{
    private const int DigestDigits = 9;
    private const ulong Digests = 1_000_000_000;

    /// <summary>The revision alone, for answers that carry nothing else.</summary>
    public static string Of(long revision) => string.Create(CultureInfo.InvariantCulture, $"\"{revision}\"");

    /// <summary>The revision and nine digits of what is answered.</summary>
    public static string Of(AssetDetail asset) => Of(asset.Revision, JsonSerializer.SerializeToUtf8Bytes(asset, ApiJson.Default.AssetDetail));

    /// <summary>The same of a collection.</summary>
    public static string Of(CollectionView collection) => Of(collection.Revision, JsonSerializer.SerializeToUtf8Bytes(collection, ApiJson.Default.CollectionView));

    /// <summary>The same of a saved search.</summary>
    public static string Of(SavedSearchView search) => Of(search.Revision, JsonSerializer.SerializeToUtf8Bytes(search, ApiJson.Default.SavedSearchView));

    /// <summary>Whether a write may go on: no condition was made, or it names the present revision.</summary>
    /// <exception cref="RequestRefusedException">A condition was made that names nothing: its sender meant one, so none is not what was asked for.</exception>
    public static bool Matches(HttpRequest request, long revision)
    {
        var condition = request.Headers.IfMatch;
        if (condition.Count == 0)
        {
            return true;
        }

        var tags = Split(condition);
        var present = revision.ToString(CultureInfo.InvariantCulture);
        return tags.Length == 0
            ? throw new RequestRefusedException(StatusCodes.Status400BadRequest, "If-Match names no revision. Send the ETag of what is to change, or leave the header out.")
            : tags.Any(tag => tag == "*" || Names(tag, present));
    }

    /// <summary>Whether the sender has this answer already.</summary>
    public static bool IsKnown(HttpRequest request, string tag) =>
        Split(request.Headers.IfNoneMatch).Any(known => known == "*" || known == tag || (known.StartsWith("W/", StringComparison.Ordinal) && known[2..] == tag));

    private static string Of(long revision, byte[] answered) =>
        string.Create(CultureInfo.InvariantCulture, $"\"{revision}{BitConverter.ToUInt64(SHA256.HashData(answered)) % Digests:000000000}\"");

    private static string[] Split(Microsoft.Extensions.Primitives.StringValues header) =>
        header.ToString().Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static bool Names(string tag, string revision) =>
        tag.Length >= 2 && tag[0] == '"' && tag[^1] == '"' && tag[1..^1] is var digits && digits.StartsWith(revision, StringComparison.Ordinal)
        && (digits.Length == revision.Length || (digits.Length == revision.Length + DigestDigits && digits.All(char.IsAsciiDigit)));
}

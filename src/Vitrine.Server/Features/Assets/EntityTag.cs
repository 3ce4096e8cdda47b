using System.Globalization;

namespace Vitrine.Server.Features.Assets;

/// <summary>An asset's revision as <c>ETag</c> and <c>If-Match</c> (RFC 9110 §8.8.3, §13.1.1).</summary>
internal static class EntityTag
{
    public static string Of(long revision) => string.Create(CultureInfo.InvariantCulture, $"\"{revision}\"");

    /// <summary>Whether a write may go on: no condition was made, or it names the present revision.</summary>
    public static bool Matches(HttpRequest request, long revision) =>
        request.Headers.IfMatch.ToString() is var condition
        && (condition.Length == 0 || condition == "*" || condition.Split(',').Any(tag => tag.Trim() == Of(revision)));
}

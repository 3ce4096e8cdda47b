using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Vitrine.Server.Search;

/// <summary>
/// Cursors: the sort value and key of the last item, bound to the query and order they belong to, and signed, so that what comes back is
/// what was given out. The key lives as long as the process; an older cursor is refused and the list begins anew.
/// </summary>
public sealed class SearchCursors
{
    private const int MacBytes = 16;

    /// <summary>Characters: more than the path of a folder, at its deepest and in any script, or five of the longest words of fields come to.</summary>
    private const int Longest = 100_000;

    private readonly byte[] key = RandomNumberGenerator.GetBytes(32);

    public string Write(string query, SearchSort sort, SearchHit last)
    {
        var body = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{last.AssetKey} {(last.SortValue is null ? "-" : "+" + last.SortValue)}"));
        return Convert.ToBase64String([.. Mac(query, sort, body), .. body]).TrimEnd('=').Replace('+', '-').Replace('/', '_');
    }

    public bool TryRead(string cursor, string query, SearchSort sort, out SearchPlace place)
    {
        place = default;
        var text = cursor.Replace('-', '+').Replace('_', '/');
        var bytes = new byte[cursor.Length];
        if (cursor.Length > Longest
            || !Convert.TryFromBase64String(text.PadRight((text.Length + 3) / 4 * 4, '='), bytes, out var length)
            || length <= MacBytes
            || !CryptographicOperations.FixedTimeEquals(bytes.AsSpan(0, MacBytes), Mac(query, sort, bytes[MacBytes..length])))
        {
            return false;
        }

        var body = Encoding.UTF8.GetString(bytes, MacBytes, length - MacBytes);
        var space = body.IndexOf(' ', StringComparison.Ordinal);
        place = new SearchPlace(body[space + 1] == '-' ? null : body[(space + 2)..], long.Parse(body.AsSpan(0, space), CultureInfo.InvariantCulture), 0);
        return true;
    }

    private byte[] Mac(string query, SearchSort sort, byte[] body)
    {
        byte[] bound = [.. Encoding.UTF8.GetBytes($"{string.Join(' ', sort.Keys.Select(key => $"{key.Order} {key.Field?.Id} {key.Descending}"))} {query}\0"), .. body];
        return HMACSHA256.HashData(key, bound)[..MacBytes];
    }
}

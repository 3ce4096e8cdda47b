namespace Vitrine.Server.Pipeline;

/// <summary>Text out of files as a database can hold it.</summary>
internal static class Storable
{
    /// <summary>PostgreSQL holds no zero character, and neither engine half a surrogate pair.</summary>
    public static string Text(string text)
    {
        var clean = text.Contains('\0', StringComparison.Ordinal) ? text.Replace('\0', '\u2400') : text;
        return clean.AsSpan().IndexOfAnyInRange('\ud800', '\udfff') < 0
            ? clean
            : System.Text.Encoding.UTF8.GetString(System.Text.Encoding.UTF8.GetBytes(clean));
    }
}

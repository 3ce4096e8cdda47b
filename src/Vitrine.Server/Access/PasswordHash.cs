using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Vitrine.Server.Access;

/// <summary>
/// Passwords as they are kept: <c>pbkdf2-sha512$iterations$salt$hash</c> (RFC 8018, section 5.2), salt 16 and hash 32 bytes as base64. The number of
/// iterations is what OWASP's Password Storage Cheat Sheet asks for; a hash of other cost is still read and said to be stale.
/// </summary>
public static class PasswordHash
{
    public const int Iterations = 220_000;
    public const int Shortest = 12;
    public const int Longest = 1024;

    private const string Scheme = "pbkdf2-sha512";
    private const int MostIterations = 10_000_000;

    /// <summary>Verified against where there is no password, so that an answer takes as long.</summary>
    public static readonly string OfNobody = Make(Convert.ToHexString(RandomNumberGenerator.GetBytes(16)));

    /// <summary>Why a password is not taken, in a sentence; null = it is.</summary>
    public static string? Trouble(string password)
    {
        if (Canonical(password) is not { } text)
        {
            return "The password has signs that are no text.";
        }

        var length = text.EnumerateRunes().Count();
        if (length < Shortest)
        {
            return $"The password is too short: {Shortest} characters at least.";
        }

        if (length > Longest)
        {
            return $"The password is too long: {Longest:N0} characters at most.";
        }

        if (text.EnumerateRunes().Distinct().Count() == 1)
        {
            return "The password is one sign again and again.";
        }

        // What is left beside the name must be a password of its own, or nearly.
        return text.Replace("vitrine", "", StringComparison.OrdinalIgnoreCase).EnumerateRunes().Count() is var rest && rest < 8 && rest < length
            ? "The password is little more than the name of this program."
            : null;
    }

    public static string Make(string password) => Make(password, Iterations);

    internal static string Make(string password, int iterations)
    {
        var salt = RandomNumberGenerator.GetBytes(16);
        var text = Canonical(password) ?? throw new ArgumentException("the password is no text");
        return string.Create(CultureInfo.InvariantCulture, $"{Scheme}${iterations}${Convert.ToBase64String(salt)}${Convert.ToBase64String(Derive(text, salt, iterations))}");
    }

    /// <summary>Whether the password is the one of a hash. What cannot be a password costs the same and is wrong.</summary>
    /// <param name="stale">The hash is of another cost than those made now.</param>
    public static bool Verify(string password, string stored, out bool stale)
    {
        stale = false;
        if (stored.Split('$') is not [Scheme, var cost, var salt, var hash] || !int.TryParse(cost, NumberStyles.None, CultureInfo.InvariantCulture, out var iterations)
            || iterations is < 1 or > MostIterations)
        {
            return false;
        }

        stale = iterations != Iterations;
        var text = password.Length <= Longest * 2 ? Canonical(password) : null;
        var same = CryptographicOperations.FixedTimeEquals(Derive(text ?? "", Convert.FromBase64String(salt), iterations), Convert.FromBase64String(hash));
        return same && text is { Length: > 0 };
    }

    /// <summary>The same letters typed on another keyboard are the same password (NFKC); null where it is no text.</summary>
    private static string? Canonical(string password)
    {
        try
        {
            return password.Normalize(NormalizationForm.FormKC);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private static byte[] Derive(string text, byte[] salt, int iterations) =>
        Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(text), salt, iterations, HashAlgorithmName.SHA512, 32);
}

using System.Globalization;
using System.Net;

namespace Vitrine.Server.Access;

/// <summary>Tries of a password, one after the other and ever slower.</summary>
internal sealed class PasswordGate(PasswordStore passwords, SignInThrottle throttle, ILogger<PasswordGate> log)
{
    /// <returns>Whether it is right; with a wait it was not looked at.</returns>
    public async Task<(bool Right, TimeSpan? Wait)> TryAsync(string? password, IPAddress? address, CancellationToken cancellationToken)
    {
        if (throttle.Enter(address) is { } wait)
        {
            return (false, wait);
        }

        var right = await passwords.VerifyAsync(password ?? "", cancellationToken);
        if (right)
        {
            throttle.Succeeded(address);
        }
        else
        {
            log.LogWarning("A wrong password came from {Address}", address);
        }

        return (right, null);
    }

    /// <summary>The header and the sentence of a 429.</summary>
    public static string Slow(HttpResponse response, TimeSpan wait)
    {
        var seconds = Math.Max(1, (long)Math.Ceiling(wait.TotalSeconds));
        response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        return $"Too many wrong passwords. Try again in {seconds} seconds.";
    }
}

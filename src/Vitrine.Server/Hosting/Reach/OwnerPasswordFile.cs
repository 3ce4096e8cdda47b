using Vitrine.Server.Access;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Hosting.Reach;

/// <summary>The owner's password from a file, as containers and service managers hand over secrets. It is set where it is another one than the one that is set.</summary>
internal static class OwnerPasswordFile
{
    private const int MostBytes = 8192;

    /// <returns>A warning, or null.</returns>
    /// <exception cref="ArgumentException">The file cannot be read or holds no good password; the message is a sentence.</exception>
    public static async Task<string?> ApplyAsync(string path, PasswordStore passwords, CancellationToken cancellationToken)
    {
        var password = await ReadAsync(path, cancellationToken);
        if (PasswordHash.Trouble(password) is { } trouble)
        {
            throw new ArgumentException($"{path}, named by {ReachOptions.PasswordVariable}: {trouble}");
        }

        if (!await passwords.VerifyAsync(password, cancellationToken))
        {
            await passwords.SetAsync(Actor.System, password, endSessions: true, keep: null, cancellationToken);
        }

        return !OperatingSystem.IsWindows() && File.GetUnixFileMode(path).HasFlag(UnixFileMode.OtherRead)
            ? $"{path} holds the owner's password, and every user of this machine can read it. Take that right away: chmod o-r {path}"
            : null;
    }

    private static async Task<string> ReadAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            if (new FileInfo(path).Length > MostBytes)
            {
                throw new ArgumentException($"{path}, named by {ReachOptions.PasswordVariable}, is too long to be a password.");
            }

            var text = await File.ReadAllTextAsync(path, cancellationToken);
            return text.EndsWith("\r\n", StringComparison.Ordinal) ? text[..^2] : text.EndsWith('\n') ? text[..^1] : text;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ArgumentException($"{path}, named by {ReachOptions.PasswordVariable}, cannot be read: {error.Message}", error);
        }
    }
}

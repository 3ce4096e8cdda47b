using Amazon.Runtime;
using Amazon.Runtime.CredentialManagement;

namespace Vitrine.Server.Storage.Blobs.S3;

/// <summary>
/// Keys from where Amazon's tools keep them: the environment, else the credentials file. Nothing else is asked; the library's own search would end with
/// calls to addresses that nobody configured.
/// </summary>
internal static class S3Credentials
{
    /// <param name="variable">Reads the environment.</param>
    /// <exception cref="StorageException">There are none.</exception>
    public static AWSCredentials Find(S3Address address, Func<string, string?> variable)
    {
        if (address.Profile is null && variable("AWS_ACCESS_KEY_ID") is { Length: > 0 } key && variable("AWS_SECRET_ACCESS_KEY") is { Length: > 0 } secret)
        {
            return variable("AWS_SESSION_TOKEN") is { Length: > 0 } token ? new SessionAWSCredentials(key, secret, token) : new BasicAWSCredentials(key, secret);
        }

        var profile = address.Profile ?? (variable("AWS_PROFILE") is { Length: > 0 } named ? named : "default");
        var file = variable("AWS_SHARED_CREDENTIALS_FILE") is { Length: > 0 } elsewhere
            ? elsewhere
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".aws", "credentials");
        return Read(file, profile) ?? throw new StorageException(
            $"There are no keys for {address}. Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or put them under [{profile}] into {file}.");
    }

    private static AWSCredentials? Read(string file, string profile)
    {
        try
        {
            return File.Exists(file) && new SharedCredentialsFile(file).TryGetProfile(profile, out var found)
                && found.Options is { AccessKey: { Length: > 0 } key, SecretKey: { Length: > 0 } secret }
                    ? found.Options.Token is { Length: > 0 } token ? new SessionAWSCredentials(key, secret, token) : new BasicAWSCredentials(key, secret)
                    : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or AmazonClientException)
        {
            throw new StorageException($"The credentials file {file} cannot be read: {error.Message}", error);
        }
    }
}

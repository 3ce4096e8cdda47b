using System.Globalization;
using Microsoft.AspNetCore.WebUtilities;

namespace Vitrine.Server.Storage.Blobs.S3;

/// <summary>
/// A place for blobs in an S3 server: <c>s3://bucket/prefix?endpoint=http://host:port&amp;region=…&amp;profile=…</c>. It holds no secret, and what people
/// are shown and the data folder remembers is this text.
/// </summary>
/// <param name="Prefix">Begins each key: empty, or names without a slash at either end.</param>
/// <param name="Endpoint">The server; null = Amazon's own of the region.</param>
/// <param name="Profile">The profile of the credentials file; null = <c>AWS_PROFILE</c>, or <c>default</c>.</param>
public sealed record S3Address(string Bucket, string Prefix, Uri? Endpoint, string Region, string? Profile)
{
    private const string Scheme = "s3://";

    /// <summary>Reads an address.</summary>
    /// <exception cref="ArgumentException">It is none; the message is a sentence.</exception>
    public static S3Address Parse(string text)
    {
        if (!text.StartsWith(Scheme, StringComparison.Ordinal))
        {
            throw new ArgumentException($"--blobs takes s3://BUCKET/PREFIX?endpoint=http://HOST:PORT, not '{text}'.");
        }

        var (path, query) = Cut(text[Scheme.Length..], '?');
        var (bucket, prefix) = Cut(path, '/');
        if (bucket.Contains('@', StringComparison.Ordinal))
        {
            throw new ArgumentException("--blobs takes no keys: Vitrine reads them from AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or from the credentials file.");
        }

        if (bucket.Length is < 3 or > 63 || !bucket.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '.' or '_'))
        {
            throw new ArgumentException($"'{bucket}' is no name of a bucket: 3 to 63 letters, digits, dots and hyphens.");
        }

        prefix = prefix.Trim('/');
        if (prefix.Length > 512 || !prefix.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '.' or '_' or '/') || prefix.Split('/').Any(name => name is "." or ".."))
        {
            throw new ArgumentException($"'{prefix}' is no prefix for blobs: letters, digits, dots, hyphens and slashes, 512 at most.");
        }

        var address = new S3Address(bucket, prefix, null, "us-east-1", null);
        foreach (var (name, values) in QueryHelpers.ParseQuery(query))
        {
            var value = values.ToString();
            address = name switch
            {
                "endpoint" => address with { Endpoint = EndpointOf(value) },
                "region" when value.Length > 0 => address with { Region = value },
                "profile" when value.Length > 0 => address with { Profile = value },
                _ => throw new ArgumentException($"--blobs knows endpoint, region and profile, not '{name}={value}'."),
            };
        }

        return address;
    }

    /// <summary>Whether both name the same objects, however one gets at them.</summary>
    public bool IsSamePlace(S3Address other) => Bucket == other.Bucket && Prefix == other.Prefix && Endpoint == other.Endpoint;

    public override string ToString()
    {
        var parts = new List<string>();
        if (Endpoint is { } endpoint)
        {
            parts.Add($"endpoint={endpoint.GetLeftPart(UriPartial.Authority)}");
        }

        parts.Add($"region={Region}");
        if (Profile is { } profile)
        {
            parts.Add($"profile={profile}");
        }

        return string.Create(CultureInfo.InvariantCulture, $"{Scheme}{Bucket}{(Prefix.Length > 0 ? "/" : "")}{Prefix}?{string.Join('&', parts)}");
    }

    private static Uri EndpointOf(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.UserInfo.Length == 0 && uri.AbsolutePath == "/" && uri.Query.Length == 0
            ? uri
            : throw new ArgumentException($"The endpoint of --blobs is http://HOST:PORT or https://HOST, not '{text}'.");

    private static (string, string) Cut(string text, char at) => text.IndexOf(at, StringComparison.Ordinal) is >= 0 and var found ? (text[..found], text[(found + 1)..]) : (text, "");
}

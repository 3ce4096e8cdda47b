using System.Security.Cryptography;

namespace Vitrine.Server.Ingest;

/// <summary>The hash that a sender names for one piece (tus 1.0.0, checksum extension: <c>Upload-Checksum: sha1 BASE64</c>).</summary>
public sealed class UploadChecksum : IDisposable
{
    /// <summary>What <c>Tus-Checksum-Algorithm</c> offers.</summary>
    public const string Algorithms = "sha1,sha256";

    /// <summary>The status that tus names for a piece whose hash is another.</summary>
    public const int Mismatch = 460;

    private readonly IncrementalHash hash;
    private readonly byte[] wanted;

    private UploadChecksum(IncrementalHash hash, byte[] wanted)
    {
        this.hash = hash;
        this.wanted = wanted;
    }

    /// <summary>Null where the header is empty.</summary>
    /// <exception cref="UploadRefusedException">It names an algorithm that is not offered, or no hash of it.</exception>
    public static UploadChecksum? Parse(string header)
    {
        if (header.Length == 0)
        {
            return null;
        }

        var space = header.IndexOf(' ', StringComparison.Ordinal);
        var name = space < 0 ? header : header[..space];
        var hash = name switch
        {
            "sha1" => IncrementalHash.CreateHash(HashAlgorithmName.SHA1),
            "sha256" => IncrementalHash.CreateHash(HashAlgorithmName.SHA256),
            _ => throw Bad($"Upload-Checksum takes one of {Algorithms}."),
        };
        var wanted = new byte[hash.HashLengthInBytes];
        if (space < 0 || !Convert.TryFromBase64String(header[(space + 1)..].Trim(), wanted, out var length) || length != wanted.Length)
        {
            hash.Dispose();
            throw Bad($"Upload-Checksum names no {name}: after it comes the hash in base64.");
        }

        return new UploadChecksum(hash, wanted);
    }

    public void Append(ReadOnlySpan<byte> bytes) => hash.AppendData(bytes);

    /// <exception cref="UploadRefusedException">The bytes are not those that were sent.</exception>
    public void Verify()
    {
        if (!hash.GetHashAndReset().AsSpan().SequenceEqual(wanted))
        {
            throw new UploadRefusedException(Mismatch, "This piece arrived damaged and was thrown away. Send it again.");
        }
    }

    public void Dispose() => hash.Dispose();

    private static UploadRefusedException Bad(string message) => new(StatusCodes.Status400BadRequest, message);
}

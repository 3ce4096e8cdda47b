using System.Security.Cryptography;

namespace Vitrine.Media.Packs;

/// <summary>Writes a file only if its bytes are the expected ones: hashed while streaming, renamed into place at the end.</summary>
internal static class VerifiedFile
{
    private const int BufferBytes = 128 << 10;

    /// <summary>Copies <paramref name="source"/> to <paramref name="path"/>; after any failure there is nothing at that path that was not there before.</summary>
    /// <exception cref="PackException">The bytes are others, fewer or more; or the disk does not take them.</exception>
    public static async Task WriteAsync(Stream source, PackFile file, string path, CancellationToken cancellationToken)
    {
        var part = PartOf(path);
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            var target = new FileStream(part, FileMode.Create, FileAccess.Write, FileShare.None, BufferBytes, FileOptions.Asynchronous);
            await using (target)
            {
                await CopyAsync(source, file, target, cancellationToken);
                target.Flush(flushToDisk: true);
            }

            File.Move(part, path, overwrite: true);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new PackException(PackException.NotWritten, $"{file.Name} could not be stored: {problem.Message}");
        }
        finally
        {
            Discard(part);
        }
    }

    /// <summary>Where a file is written until it is whole.</summary>
    public static string PartOf(string path) => path + ".part";

    /// <summary>Whether the file at <paramref name="path"/> has the size and hash that the catalog names.</summary>
    public static async Task<bool> IsRightAsync(PackFile file, string path, CancellationToken cancellationToken)
    {
        try
        {
            await using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, BufferBytes, FileOptions.Asynchronous | FileOptions.SequentialScan);
            return stream.Length == file.Bytes && Matches(file, await SHA256.HashDataAsync(stream, cancellationToken));
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static async Task CopyAsync(Stream source, PackFile file, FileStream target, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[BufferBytes];
        while (await ReadAsync(source, file, buffer, cancellationToken) is > 0 and var count)
        {
            if (target.Position + count > file.Bytes)
            {
                throw new PackException(PackException.WrongBytes, $"{file.Name} is longer than its {file.Bytes:N0} bytes: refused");
            }

            hash.AppendData(buffer, 0, count);
            await target.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
        }

        if (target.Position < file.Bytes)
        {
            throw new PackException(PackException.WrongBytes, $"{file.Name} ends after {target.Position:N0} of {file.Bytes:N0} bytes: refused");
        }

        var got = hash.GetHashAndReset();
        if (!Matches(file, got))
        {
            throw new PackException(
                PackException.WrongBytes, $"{file.Name} has the hash {Convert.ToHexStringLower(got)[..12]}… instead of {file.Sha256[..12]}…: refused");
        }
    }

    private static async Task<int> ReadAsync(Stream source, PackFile file, byte[] buffer, CancellationToken cancellationToken)
    {
        try
        {
            return await source.ReadAsync(buffer, cancellationToken);
        }
        catch (Exception problem) when (problem is IOException or InvalidDataException)
        {
            throw new PackException(PackException.BadPackage, $"{file.Name} could not be read to its end: {problem.Message}");
        }
    }

    private static bool Matches(PackFile file, byte[] hash) => Convert.ToHexStringLower(hash) == file.Sha256;

    private static void Discard(string part)
    {
        try
        {
            File.Delete(part);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            // The next attempt overwrites it.
        }
    }
}

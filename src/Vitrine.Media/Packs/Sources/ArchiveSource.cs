using System.IO.Compression;
using System.Security.Cryptography;

namespace Vitrine.Media.Packs.Sources;

/// <summary>Files in a zip archive, known by size and hash; their names mean nothing.</summary>
internal sealed class ArchiveSource(string path) : IPackSource
{
    private const int MaxEntries = 50_000;

    public string Name => $"the archive {path}";

    public bool CanHave(PackFile file) => true;

    public async Task<bool> ReadAsync(PackFile file, Func<Stream, Task> use, CancellationToken cancellationToken)
    {
        try
        {
            await using var archive = await ZipFile.OpenReadAsync(path, cancellationToken);
            foreach (var entry in archive.Entries.Take(MaxEntries).Where(entry => entry.Length == file.Bytes))
            {
                if (!await IsRightAsync(entry, file, cancellationToken))
                {
                    continue;
                }

                await using var content = await entry.OpenAsync(cancellationToken);
                await use(content);
                return true;
            }

            return false;
        }
        catch (Exception problem) when (problem is InvalidDataException or IOException)
        {
            throw new PackException(PackException.BadPackage, $"{path} could not be read: {problem.Message}");
        }
    }

    /// <summary>The size in an entry's header is a claim; reading stops as soon as it is exceeded.</summary>
    private static async Task<bool> IsRightAsync(ZipArchiveEntry entry, PackFile file, CancellationToken cancellationToken)
    {
        await using var content = await entry.OpenAsync(cancellationToken);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[128 << 10];
        long total = 0;
        while (await content.ReadAsync(buffer, cancellationToken) is > 0 and var count)
        {
            total += count;
            if (total > file.Bytes)
            {
                return false;
            }

            hash.AppendData(buffer, 0, count);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset()) == file.Sha256;
    }
}

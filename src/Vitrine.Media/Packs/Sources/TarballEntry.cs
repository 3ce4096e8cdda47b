using System.Formats.Tar;
using System.IO.Compression;

namespace Vitrine.Media.Packs.Sources;

/// <summary>
/// Reads one named file out of a gzipped tar. Names in the archive are compared and never used as paths, so nothing in it
/// can be written anywhere.
/// </summary>
internal static class TarballEntry
{
    private const int MaxEntries = 100_000;

    /// <summary>What all entries up to the wanted one may unpack to.</summary>
    private const long MaxUnpacked = 4L << 30;

    /// <exception cref="PackException">The archive is damaged, too large, has no such entry, or it is no plain file of the expected size.</exception>
    public static async Task ReadAsync(Stream tarball, string name, PackFile file, Func<Stream, Task> use, CancellationToken cancellationToken)
    {
        await using var unzipped = new GZipStream(tarball, CompressionMode.Decompress, leaveOpen: true);
        await using var reader = new TarReader(unzipped, leaveOpen: true);
        long unpacked = 0;
        for (var entries = 0; await NextAsync(reader, cancellationToken) is { } entry; entries++)
        {
            unpacked += entry.Length;
            if (entries >= MaxEntries || unpacked > MaxUnpacked)
            {
                throw Bad($"the package is too large to look for {name} in it");
            }

            if (entry.Name == name)
            {
                await use(Content(entry, file));
                return;
            }
        }

        throw Bad($"the package has no {name}");
    }

    private static Stream Content(TarEntry entry, PackFile file)
    {
        if (entry.EntryType is not (TarEntryType.RegularFile or TarEntryType.V7RegularFile))
        {
            throw Bad($"{entry.Name} in the package is no plain file");
        }

        return entry.DataStream is { } data && entry.Length == file.Bytes
            ? data
            : throw new PackException(PackException.WrongBytes, $"{entry.Name} in the package has {entry.Length:N0} bytes instead of {file.Bytes:N0}: refused");
    }

    private static async Task<TarEntry?> NextAsync(TarReader reader, CancellationToken cancellationToken)
    {
        try
        {
            return await reader.GetNextEntryAsync(copyData: false, cancellationToken);
        }
        catch (Exception problem) when (problem is IOException or InvalidDataException or FormatException or ArgumentException)
        {
            throw Bad($"the package is damaged: {problem.Message}");
        }
    }

    private static PackException Bad(string message) => new(PackException.BadPackage, message);
}

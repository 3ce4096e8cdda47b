namespace Vitrine.Media.Packs.Sources;

/// <summary>Files in a folder and the folders below it, whatever they are called: they are known by size and hash.</summary>
internal sealed class FolderSource(string folder) : IPackSource
{
    private const int MaxDepth = 8;
    private const int MaxFiles = 50_000;

    private ILookup<long, string>? bySize;

    public string Name => $"the folder {folder}";

    public bool CanHave(PackFile file) => true;

    public async Task<bool> ReadAsync(PackFile file, Func<Stream, Task> use, CancellationToken cancellationToken)
    {
        bySize ??= List().ToLookup(found => found.Length, found => found.FullName);
        foreach (var path in bySize[file.Bytes])
        {
            if (await VerifiedFile.IsRightAsync(file, path, cancellationToken))
            {
                await using var stream = File.OpenRead(path);
                await use(stream);
                return true;
            }
        }

        return false;
    }

    private IEnumerable<FileInfo> List()
    {
        var options = new EnumerationOptions
        {
            RecurseSubdirectories = true,
            MaxRecursionDepth = MaxDepth,
            IgnoreInaccessible = true,
            AttributesToSkip = FileAttributes.ReparsePoint,
        };
        return Directory.Exists(folder) ? new DirectoryInfo(folder).EnumerateFiles("*", options).Take(MaxFiles) : [];
    }
}

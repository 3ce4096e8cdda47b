namespace Vitrine.Media.Packs.Sources;

/// <summary>Packages of the npm registry, fetched by the npm client without running anything of theirs. Each is fetched once.</summary>
/// <param name="work">A private folder; tarballs and the client's cache stay there until it goes.</param>
internal sealed class NpmSource(string work) : IPackSource
{
    private readonly Dictionary<string, string> tarballs = new(StringComparer.Ordinal);

    public string Name => "npm";

    public bool CanHave(PackFile file) => file.Origins.Any(origin => origin.Npm is not null);

    public async Task<bool> ReadAsync(PackFile file, Func<Stream, Task> use, CancellationToken cancellationToken)
    {
        if (file.Origins.FirstOrDefault(origin => origin.Npm is not null) is not { } origin)
        {
            return false;
        }

        await using var tarball = File.OpenRead(await FetchAsync($"{origin.Npm}@{origin.Version}", cancellationToken));
        await TarballEntry.ReadAsync(tarball, origin.Entry!, file, use, cancellationToken);
        return true;
    }

    private async Task<string> FetchAsync(string package, CancellationToken cancellationToken)
    {
        if (tarballs.TryGetValue(package, out var known))
        {
            return known;
        }

        var folder = Directory.CreateDirectory(Path.Combine(work, "npm-" + Path.GetRandomFileName())).FullName;
        string[] arguments = ["pack", "--ignore-scripts", "--loglevel=error", "--cache", Path.Combine(folder, "cache"), "--pack-destination", folder, "--", package];
        await OwnersClients.RunAsync("npm", arguments, folder, cancellationToken);
        var tarball = Directory.EnumerateFiles(folder, "*.tgz").FirstOrDefault()
            ?? throw new PackException(PackException.SourceFailed, $"npm fetched {package} without leaving a tarball");
        return tarballs[package] = tarball;
    }
}

namespace Vitrine.Media.Packs.Sources;

/// <summary>NuGet packages, fetched and unpacked by the dotnet client; nothing of theirs is built or run. Each is fetched once.</summary>
/// <param name="work">A private folder; packages stay there until it goes.</param>
internal sealed class NuGetSource(string work) : IPackSource
{
    private readonly HashSet<string> fetched = new(StringComparer.OrdinalIgnoreCase);

    public string Name => "NuGet";

    public bool CanHave(PackFile file) => file.Origins.Any(origin => origin.NuGet is not null);

    public async Task<bool> ReadAsync(PackFile file, Func<Stream, Task> use, CancellationToken cancellationToken)
    {
        if (file.Origins.FirstOrDefault(origin => origin.NuGet is not null) is not { } origin)
        {
            return false;
        }

        var packages = Path.Combine(work, "nuget");
        var package = $"{origin.NuGet}@{origin.Version}";
        if (!fetched.Contains(package))
        {
            Directory.CreateDirectory(packages);
            await OwnersClients.RunAsync("dotnet", ["package", "download", package, "--output", packages, "--verbosity", "quiet"], packages, cancellationToken);
            fetched.Add(package);
        }

        var path = Path.Combine(packages, origin.NuGet!.ToLowerInvariant(), origin.Version!, origin.Entry!.Replace('/', Path.DirectorySeparatorChar));
        if (!File.Exists(path))
        {
            throw new PackException(PackException.BadPackage, $"{package} has no {origin.Entry}");
        }

        await using var stream = File.OpenRead(path);
        if (origin.Resource is { } resource)
        {
            await using var part = AssemblyResource.Open(stream, resource);
            await use(part);
        }
        else
        {
            await use(stream);
        }

        return true;
    }
}

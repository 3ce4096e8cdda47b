namespace Vitrine.Media.Packs.Sources;

/// <summary>Addresses with a pinned revision, fetched by whoever may talk to other hosts.</summary>
internal sealed class AddressSource(IPackDownloader downloader) : IPackSource
{
    public string Name => "its address";

    public bool CanHave(PackFile file) => file.Origins.Any(origin => origin.Address is not null);

    public async Task<bool> ReadAsync(PackFile file, Func<Stream, Task> use, CancellationToken cancellationToken)
    {
        if (file.Origins.FirstOrDefault(origin => origin.Address is not null)?.Address is not { } address)
        {
            return false;
        }

        try
        {
            await using var stream = await downloader.OpenAsync(address, file.Bytes, cancellationToken);
            await use(stream);
            return true;
        }
        catch (Exception problem) when (problem is IOException or HttpRequestException)
        {
            throw new PackException(PackException.SourceFailed, $"{address.Host} did not give {file.Name}: {problem.Message}");
        }
    }
}

namespace Vitrine.Media.Packs.Sources;

/// <summary>A kind of place that pack files come from.</summary>
internal interface IPackSource
{
    /// <summary>As it stands in messages: <c>npm</c>, <c>the folder /srv/models</c>.</summary>
    string Name { get; }

    /// <summary>Whether it is worth asking: false where the catalogue names no origin of the file here.</summary>
    bool CanHave(PackFile file);

    /// <summary>Gives the file's bytes to <paramref name="use"/>; false where this source cannot have the file.</summary>
    /// <exception cref="PackException">It should have it and could not be asked, or what it has is no such file.</exception>
    Task<bool> ReadAsync(PackFile file, Func<Stream, Task> use, CancellationToken cancellationToken);
}

/// <summary>Fetches an address that the catalog pins, within the limits of whoever implements it.</summary>
public interface IPackDownloader
{
    /// <summary>The response's body. At most <paramref name="maxBytes"/> are of interest.</summary>
    /// <exception cref="IOException">The host does not answer, or not with this file; the message says so.</exception>
    Task<Stream> OpenAsync(Uri address, long maxBytes, CancellationToken cancellationToken);
}

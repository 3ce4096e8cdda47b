using Vitrine.Media.Packs;
using Vitrine.Media.Places;

namespace Vitrine.Server.Places;

/// <summary>
/// The gazetteer of this process: read when first needed, since most starts need none, and again when another pack was installed.
/// Whoever holds a transaction asks <see cref="Loaded"/>, which waits for nothing.
/// </summary>
public sealed class Gazetteers(PackStore store, ILogger<Gazetteers> log) : IDisposable
{
    private readonly SemaphoreSlim reading = new(1, 1);
    private volatile Gazetteer? loaded;

    /// <summary>The version of the pack that is installed; null where none is.</summary>
    public string? Installed => GazetteerPack.VersionIn(store);

    /// <summary>The gazetteer if it is in memory already.</summary>
    public Gazetteer? Loaded => loaded;

    /// <summary>The installed gazetteer, read if it has to be; null where none is installed, or what is installed cannot be read.</summary>
    public async Task<Gazetteer?> GetAsync(CancellationToken cancellationToken)
    {
        if (loaded is { } known && known.Version == Installed)
        {
            return known;
        }

        await reading.WaitAsync(cancellationToken);
        try
        {
            if (loaded is { } meanwhile && meanwhile.Version == Installed)
            {
                return meanwhile;
            }

            return loaded = await Task.Run(() => GazetteerPack.ReadAsync(store, cancellationToken), cancellationToken);
        }
        catch (Exception error) when (error is FormatException or IOException or UnauthorizedAccessException)
        {
            log.LogError(error, "The gazetteer cannot be read; verify the models, or remove it and install it again");
            return loaded = null;
        }
        finally
        {
            reading.Release();
        }
    }

    public void Dispose() => reading.Dispose();
}

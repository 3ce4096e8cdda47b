using System.Text.Json;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Pipeline;

/// <summary>The settings of a library that steer its pipeline, from the <c>settings</c> object of its row.</summary>
/// <param name="TagNewAssets">Whether analyzers look at what is new (<c>tagNewAssets</c>, on by default).</param>
/// <param name="Paused">Whether the pipeline rests (<c>paused</c>).</param>
public sealed record LibraryBehaviour(bool TagNewAssets, bool Paused)
{
    public static async Task<LibraryBehaviour> ReadAsync(DbSession session, long library, CancellationToken cancellationToken = default)
    {
        var text = await session.TextAsync($"select settings from library where key = {library}", cancellationToken);
        return Parse(text ?? "{}");
    }

    /// <summary>Keys of the libraries whose pipeline does not rest.</summary>
    public static async Task<long[]> ActiveLibrariesAsync(DbSession session, CancellationToken cancellationToken = default)
    {
        var libraries = await session.QueryAsync(
            $"select key, settings from library", row => (Key: row.GetInt64(0), Behaviour: Parse(row.GetString(1))), cancellationToken);
        return [.. libraries.Where(library => !library.Behaviour.Paused).Select(library => library.Key)];
    }

    private static LibraryBehaviour Parse(string text)
    {
        using var settings = JsonDocument.Parse(text);
        return new LibraryBehaviour(
            !settings.RootElement.TryGetProperty("tagNewAssets", out var tag) || tag.ValueKind != JsonValueKind.False,
            settings.RootElement.TryGetProperty("paused", out var paused) && paused.ValueKind == JsonValueKind.True);
    }
}

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
        using var settings = JsonDocument.Parse(text ?? "{}");
        return new LibraryBehaviour(
            !settings.RootElement.TryGetProperty("tagNewAssets", out var tag) || tag.ValueKind != JsonValueKind.False,
            settings.RootElement.TryGetProperty("paused", out var paused) && paused.ValueKind == JsonValueKind.True);
    }
}

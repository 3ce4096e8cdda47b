using System.Globalization;
using Vitrine.Server.Claims;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Search;

/// <summary>
/// Makes the words of all assets anew where a program before made others of their names and texts. How far it came stands in a stamp that moves with each piece; two nodes may do it at once, and whoever changes
/// an asset meanwhile writes its words himself.
/// </summary>
public sealed class WordSweep(Database database, ILogger<WordSweep> log) : RowSweep(database, log)
{
    private const string Stamp = "words";

    /// <summary>How words are made (<see cref="AssetProjection.Texts"/>); a program that makes them otherwise makes them all again.</summary>
    private const string Rule = "2";

    private const string Done = Rule + " done";

    private const int AssetsAtOnce = 50;

    protected override string Failure => "The words that assets are found by could not be made anew; this is tried again";

    /// <summary>Looks at some assets.</summary>
    /// <returns>Whether there may be more.</returns>
    internal override async Task<bool> SomeAsync(CancellationToken cancellationToken = default)
    {
        if (await Database.ReadAsync(session => StampAsync(session, cancellationToken), cancellationToken) == Done)
        {
            return false;
        }

        var isMore = false;
        await Database.WriteAsync(Actor.System, async session => isMore = await NextAsync(session, cancellationToken), cancellationToken);
        return isMore;
    }

    private static async Task<bool> NextAsync(WriteSession session, CancellationToken cancellationToken)
    {
        var stamp = await StampAsync(session, cancellationToken);
        if (stamp == Done)
        {
            return false;
        }

        // Keys grow, and newer assets have their words by this rule already.
        var last = stamp?.Split(' ') is [Rule, var key] ? long.Parse(key, CultureInfo.InvariantCulture) : 0;
        var assets = await session.QueryAsync($"select key from asset where key > {last} order by key limit {AssetsAtOnce}", row => row.GetInt64(0), cancellationToken);
        foreach (var asset in assets)
        {
            if (await ClaimLedger.FindAsync(session, asset, cancellationToken) is { } found)
            {
                await AssetProjection.RenewWordsAsync(session, found, cancellationToken);
            }
        }

        var next = assets.Count == 0 ? Done : string.Create(CultureInfo.InvariantCulture, $"{Rule} {assets[^1]}");
        await session.ExecuteAsync($"insert into stamp (name, value) values ({Stamp}, {next}) on conflict (name) do update set value = excluded.value", cancellationToken);
        return assets.Count > 0;
    }

    private static Task<string?> StampAsync(DbSession session, CancellationToken cancellationToken) => session.TextAsync($"select value from stamp where name = {Stamp}", cancellationToken);
}

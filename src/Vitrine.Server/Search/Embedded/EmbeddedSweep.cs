using Vitrine.Server.Storage;

namespace Vitrine.Server.Search.Embedded;

/// <summary>Makes the rows of versions that were read before their tags could be searched. What is done is done, and two nodes may do it at once.</summary>
public sealed class EmbeddedSweep(Database database, ILogger<EmbeddedSweep> log) : RowSweep(database, log)
{
    private const int VersionsAtOnce = 10;

    protected override string Failure => "Embedded tags of earlier files could not be made searchable; this is tried again";

    /// <summary>Looks at some versions.</summary>
    /// <returns>Whether there were any.</returns>
    internal override async Task<bool> SomeAsync(CancellationToken cancellationToken = default)
    {
        var versions = await Database.ReadAsync(
            session => session.QueryAsync(
                $"select distinct version_key from embedded_tags where listed is null order by version_key limit {VersionsAtOnce}", row => row.GetInt64(0), cancellationToken),
            cancellationToken);
        if (versions.Count > 0)
        {
            await Database.WriteAsync(
                Actor.System,
                async session =>
                {
                    foreach (var version in versions)
                    {
                        await EmbeddedListing.CatchUpAsync(session, version, cancellationToken);
                    }
                },
                cancellationToken);
        }

        return versions.Count > 0;
    }
}

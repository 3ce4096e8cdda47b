using Vitrine.Server.Hosting;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Duplicates;

/// <summary>
/// The groups of duplicates as they were last found, kept until something that they depend on is written. Whoever asks while they are looked for waits for the same work, and the
/// work goes on when he leaves: who comes back later finds it done.
/// </summary>
internal sealed class KnownDuplicates(Database database, DuplicateFinder finder, NearIndex near, IHostApplicationLifetime lifetime)
{
    /// <summary>Of so many libraries groups are kept, those of which were asked for last.</summary>
    private const int MostLibraries = 16;

    private readonly Lock gate = new();
    private readonly Dictionary<(long Library, bool Exact), FoundGroups> known = [];
    private readonly Dictionary<(long Library, bool Exact), Task<FoundGroups>> underWay = [];
    private readonly List<long> asked = [];

    /// <summary>How far the comparison of pictures is; null while nothing is compared.</summary>
    public NearProgress? Progress => near.Progress;

    /// <summary>The groups as of the newest change.</summary>
    public async Task<FoundGroups> GroupsAsync(long library, bool exact, CancellationToken cancellationToken)
    {
        var (newest, _) = await SinceAsync(library, long.MaxValue, cancellationToken);
        while (true)
        {
            var kept = Kept(library, exact);
            if (kept is not null && (kept.Sequence >= newest || await HoldsAsync(library, exact, kept, cancellationToken)))
            {
                return kept;
            }

            // What was begun before the question was asked may not hold what it is about.
            if (await Find(library, exact).WaitAsync(cancellationToken) is var found && found.Sequence >= newest)
            {
                return found;
            }
        }
    }

    /// <summary>Has all that <see cref="Assets"/> says hold what was written up to now.</summary>
    public async Task FollowAsync(long library, CancellationToken cancellationToken)
    {
        await GroupsAsync(library, exact: true, cancellationToken);
        await GroupsAsync(library, exact: false, cancellationToken);
    }

    /// <summary>The keys of the assets that are in a group, as they were last found.</summary>
    /// <exception cref="InvalidOperationException">Nobody had them found (<see cref="FollowAsync"/>).</exception>
    public long[] Assets(long library) => Kept(library, exact: true) is { } same && Kept(library, exact: false) is { } alike
        ? [.. same.Assets.Union(alike.Assets)]
        : throw new InvalidOperationException("Duplicates are asked for before they were looked for.");

    private FoundGroups? Kept(long library, bool exact)
    {
        lock (gate)
        {
            return known.GetValueOrDefault((library, exact));
        }
    }

    /// <summary>Whether nothing that the groups depend on was written since; then that need not be looked at again.</summary>
    private async Task<bool> HoldsAsync(long library, bool exact, FoundGroups kept, CancellationToken cancellationToken)
    {
        var (newest, moved) = await SinceAsync(library, kept.Sequence, cancellationToken);
        if (!moved)
        {
            Keep(library, exact, kept with { Sequence = newest });
        }

        return !moved;
    }

    /// <summary>What is said of an asset, and where in the library it shows, makes no duplicates.</summary>
    private Task<(long Newest, bool Moved)> SinceAsync(long library, long from, CancellationToken cancellationToken) => database.ReadAsync(
        async session => (
            await Sequences.NewestAsync(session, cancellationToken),
            from < long.MaxValue && await session.NumberAsync(
                $"""
                select sequence from change_log where sequence > {from} and library_key = {library} and subject_kind in ({LogSubject.Asset}, {LogSubject.Library})
                    and parts not in ({ChangedParts.None}, {ChangedParts.Claims}, {ChangedParts.Renditions}) limit 1
                """,
                cancellationToken) is not null),
        cancellationToken);

    private Task<FoundGroups> Find(long library, bool exact)
    {
        lock (gate)
        {
            if (!underWay.TryGetValue((library, exact), out var work))
            {
                underWay[(library, exact)] = work = Task.Run(() => FindAsync(library, exact), lifetime.ApplicationStopping);
            }

            return work;
        }
    }

    private async Task<FoundGroups> FindAsync(long library, bool exact)
    {
        try
        {
            var found = await finder.FindAsync(library, exact, lifetime.ApplicationStopping);
            Keep(library, exact, found);
            return found;
        }
        finally
        {
            lock (gate)
            {
                underWay.Remove((library, exact));
            }
        }
    }

    private void Keep(long library, bool exact, FoundGroups found)
    {
        lock (gate)
        {
            if (known.TryGetValue((library, exact), out var other) && other.Sequence > found.Sequence)
            {
                return;
            }

            known[(library, exact)] = found;
            asked.Remove(library);
            asked.Add(library);
            if (asked.Count > MostLibraries)
            {
                known.Remove((asked[0], true));
                known.Remove((asked[0], false));
                asked.RemoveAt(0);
            }
        }
    }
}

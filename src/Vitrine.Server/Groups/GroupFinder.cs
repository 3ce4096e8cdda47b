using Vitrine.Contracts;
using Vitrine.Media.Children;
using Vitrine.Server.Claims;
using Vitrine.Server.Features.Library;
using Vitrine.Server.Pipeline;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Groups;

/// <summary>Asks the rules what belongs with assets whose metadata was read, and groups it.</summary>
public sealed class GroupFinder(GroupStore store)
{
    /// <summary>Pairs come before bursts: a burst takes whole pairs in.</summary>
    internal static readonly IReadOnlyList<GroupRule> Rules = [new LivePhotoRule(), new RawAndJpegRule(), new EditRule(), new BurstRule()];

    /// <summary>
    /// Groups what was just read, as the last thing of its transaction: writers of groups take turns, so that of two halves that come in at once the later one
    /// sees the earlier.
    /// </summary>
    public async Task FollowAsync(WriteSession session, IReadOnlyList<VersionResult> read, CancellationToken cancellationToken = default)
    {
        var assets = read.Where(result => result.Outcomes.Any(IsReading)).Select(result => (result.Work.LibraryKey, result.Work.AssetKey)).Distinct().ToArray();
        if (assets.Length == 0)
        {
            return;
        }

        await GroupStore.LockAsync(session, cancellationToken);
        foreach (var library in assets.GroupBy(asset => asset.LibraryKey))
        {
            var settings = await LibrarySettingsStore.ReadAsync(session, library.Key, cancellationToken);
            foreach (var (_, asset) in library)
            {
                await FindAsync(session, new LedgerSubject(asset, library.Key, null), settings, null, cancellationToken);
            }
        }
    }

    /// <summary>Groups one asset with what belongs to it, by the rules that are on.</summary>
    /// <returns>Whether anything changed.</returns>
    public async Task<bool> FindAsync(WriteSession session, LedgerSubject subject, LibrarySettings settings, long? batch, CancellationToken cancellationToken)
    {
        if (await GroupCandidate.FindAsync(session, subject.AssetKey, cancellationToken) is not { } asset)
        {
            return false;
        }

        var changed = false;
        foreach (var rule in Rules.Where(rule => rule.IsOn(settings)))
        {
            if (await rule.FindAsync(session, asset, settings, cancellationToken) is { } proposal)
            {
                changed |= await store.ProposeAsync(session, subject.LibraryKey, proposal, rule.Name, batch, cancellationToken);
            }
        }

        return changed;
    }

    private static bool IsReading(RunOutcome outcome) =>
        outcome.End is RunEnd.Done or RunEnd.Failed && outcome.Run.Step.Name is DecodeSteps.Metadata or DecodeSteps.Details;
}

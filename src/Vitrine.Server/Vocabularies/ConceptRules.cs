using Vitrine.Core.Claims;
using Vitrine.Core.Vocabulary;
using Vitrine.Server.Claims;
using Vitrine.Server.Jobs;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Vocabularies;

/// <summary>What follows from other rules of a concept: AI tags that no person decided are decided again, without any model.</summary>
internal sealed class ConceptRules(JobQueue jobs, RetagAll retag)
{
    private const ConceptFlags OfMachines = ConceptFlags.NeverByAi | ConceptFlags.AlwaysReview;

    /// <summary>Queues the job: over the assets that have the concept where machines may say less of it, over all where they may say more.</summary>
    public async Task DecideAgainAsync(WriteSession session, long library, ConceptState was, ConceptState now, CancellationToken cancellationToken)
    {
        var (before, after) = (was.Flags & OfMachines, now.Flags & OfMachines);
        if (before == after && was.MinConfidence == now.MinConfidence)
        {
            return;
        }

        var surer = was.MinConfidence is { } least && now.MinConfidence is { } most && most > least;
        if ((before & ~after) != 0 || (was.MinConfidence != now.MinConfidence && !surer))
        {
            await retag.StartAsync(session, library, cancellationToken);
            return;
        }

        var all = await ConceptMerging.ClassAsync(session, now.Key, cancellationToken);
        var assets = new SortedSet<long>();
        foreach (var claims in ClaimRows.Near)
        {
            assets.UnionWith(await session.QueryAsync(
                $"select distinct c.subject_key from {claims} c where c.subject_kind = {SubjectKind.Asset} and c.library_key = {library} and {session.Dialect.AnyOf(new RawSql("c.concept_key"), all)}",
                row => row.GetInt64(0),
                cancellationToken));
        }

        if (assets.Count > 0)
        {
            await jobs.EnqueueAsync(session, library, JobKinds.Retag, "{}", [.. assets], cancellationToken);
        }
    }
}

using System.Text.Json;
using Vitrine.Contracts;
using Vitrine.Core.Claims;
using Vitrine.Server.Claims;
using Vitrine.Server.Vocabularies;

namespace Vitrine.Server.Jobs;

/// <summary>Adds tags to many assets and removes others.</summary>
public sealed class BulkTags(VocabularyStore vocabulary, ClaimLedger ledger) : AssetJob
{
    public override string Name => JobKinds.BulkTags;

    protected override async Task<AssetChange> PrepareAsync(RunningJob job, CancellationToken cancellationToken)
    {
        var request = JsonSerializer.Deserialize(job.Request, ApiJson.Default.BulkRequest)!;
        var add = await ConceptsAsync(job, request.Add, makes: true, cancellationToken);
        var remove = await ConceptsAsync(job, request.Remove, makes: false, cancellationToken);
        return async (session, asset, cancelled) =>
        {
            var turn = await ledger.TurnAsync(session, asset, job.BatchKey, cancelled);
            var changed = false;
            foreach (var concept in remove)
            {
                changed |= await turn.RemoveAsync(ClaimAttributes.Tag, new ClaimValue.Concept(concept), cancelled);
            }

            foreach (var concept in add)
            {
                changed |= await turn.AddAsync(ClaimAttributes.Tag, new ClaimValue.Concept(concept), cancelled);
            }

            await turn.EndAsync(cancelled);
            return changed;
        };
    }

    private async Task<IReadOnlyList<long>> ConceptsAsync(RunningJob job, BulkChange? change, bool makes, CancellationToken cancellationToken)
    {
        var concepts = new List<long>();
        try
        {
            foreach (var tag in change?.Tags ?? [])
            {
                if (makes)
                {
                    concepts.Add((await job.Database.WriteAsync(job.Actor, session => vocabulary.ResolveAsync(session, job.LibraryKey, tag, cancellationToken), cancellationToken)).Value);
                }
                else if (await job.Database.ReadAsync(session => vocabulary.FindAsync(session, job.LibraryKey, tag, cancellationToken), cancellationToken) is { } known)
                {
                    concepts.Add(known);
                }
            }
        }
        catch (AmbiguousTagException ambiguous)
        {
            throw new JobRefusedException("ambiguous", ambiguous.Message);
        }

        return concepts;
    }
}

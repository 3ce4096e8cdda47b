using Vitrine.Contracts;
using Vitrine.Core.Search;
using Vitrine.Core.Vocabulary;
using Vitrine.Core.Vocabulary.Exchange;
using Vitrine.Server.Hosting;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Vocabularies;

/// <summary>
/// Decides what a file would change, nothing being written: which concept each record is (by public id, slug, external id, then preferred label),
/// what differs, what is wrong, and what contradicts another concept or closes a circle.
/// </summary>
internal sealed class ImportPlanner(VocabularyStore vocabulary, Database database)
{
    private const int Chunk = 500;
    private const int MostRows = 1000;

    public async Task<IReadOnlyList<PlannedConcept>> PlanAsync(long library, ConceptFile file, CancellationToken cancellationToken)
    {
        var current = vocabulary.Current;
        var plan = file.Records.Select(record => new PlannedConcept(record)).ToList();
        await new ImportMatching(current, library, database).MatchAsync(plan, cancellationToken);
        ImportTree.Resolve(plan, current, library);
        foreach (var some in plan.Where(one => !one.IsRefused).Chunk(Chunk))
        {
            await database.ReadAsync(
                async session =>
                {
                    var states = await ConceptState.ReadAsync(session, [.. some.Select(one => one.Key).OfType<long>()], cancellationToken);
                    foreach (var one in some)
                    {
                        await CompareAsync(session, library, one, one.Key is { } key ? states.GetValueOrDefault(key) : null, cancellationToken);
                    }

                    return 0;
                },
                cancellationToken);
        }

        Labels(plan, current, library);
        ImportTree.RefuseCircles(plan, current);
        return plan;
    }

    /// <summary>What the plan comes to, for people.</summary>
    public static VocabularyPreview Preview(string format, ConceptFile file, IReadOnlyList<PlannedConcept> plan)
    {
        var wrong = file.Problems.Select(problem => new VocabularyRow(problem.Line, "", "error", null, [problem.Message]));
        var rows = plan.Where(one => one.State != PlannedState.Same)
            .Select(one => new VocabularyRow(
                one.Record.Line, one.Record.Title, one.State.ToString().ToLowerInvariant(), one.PublicId, [.. one.Messages, .. one.Record.Remark is { } remark && !one.IsRefused ? [remark] : Array.Empty<string>()]));
        return new VocabularyPreview(
            format, plan.Count + file.Problems.Count, plan.Count(one => one.State == PlannedState.New), plan.Count(one => one.State == PlannedState.Changed),
            plan.Count(one => one.State == PlannedState.Same), plan.Count(one => one.IsRefused) + file.Problems.Count,
            [.. wrong.Concat(rows).OrderBy(row => row.State switch { "error" => 0, "conflict" => 1, _ => 2 }).ThenBy(row => row.Line).Take(MostRows)]);
    }

    /// <summary>The concept as it would be. Broader concepts that are not made yet are left out.</summary>
    public static async Task<ConceptState> AfterAsync(DbSession session, long library, PlannedConcept one, ConceptState? was, CancellationToken cancellationToken)
    {
        var before = was ?? new ConceptState { Library = library, Flags = one.Record.NeverByAi is null ? ConceptFlags.NeverByAi : ConceptFlags.None };
        var after = await ConceptEdit.ApplyAsync(session, library, before, one.ChangeOf(before), cancellationToken);
        if (one.Broader is not { } said)
        {
            return after;
        }

        long[] keys = [.. said.Select(broader => broader.Key ?? broader.Record?.Key).OfType<long>().Distinct()];
        return after with { Broader = one.Record.Adds ? [.. before.Broader.Union(keys)] : keys };
    }

    private async Task CompareAsync(DbSession session, long library, PlannedConcept one, ConceptState? was, CancellationToken cancellationToken)
    {
        try
        {
            var after = await AfterAsync(session, library, one, was, cancellationToken);
            if (was is null)
            {
                return;
            }

            string IdOf(long key) => vocabulary.PublicIdOf(key) ?? "?";
            var (before, became) = ConceptParts.Difference(ConceptParts.Of(was, IdOf), ConceptParts.Of(after, IdOf));
            var joinsNew = one.Broader?.Any(broader => broader.Record is { Key: null }) == true;
            one.State = before == became && !joinsNew ? PlannedState.Same : PlannedState.Changed;
            one.Messages.AddRange(ImportWords.Of(before, became));
            if (joinsNew)
            {
                one.Messages.Add("below a new concept");
            }
        }
        catch (RequestRefusedException refused)
        {
            one.Refuse(PlannedState.Error, refused.Message);
        }
    }

    /// <summary>Two concepts have one preferred label in a language only with a qualifier.</summary>
    private static void Labels(List<PlannedConcept> plan, ConceptVocabulary current, long library)
    {
        var given = new Dictionary<(string Language, string Key), PlannedConcept>();
        var named = plan.Where(one => one.Key is not null).Select(one => one.Key!.Value).ToHashSet();
        foreach (var one in plan.Where(one => !one.IsRefused))
        {
            foreach (var (tag, text) in one.Record.Labels.Where(label => label.Value is not null))
            {
                var (language, key) = (ConceptText.Language(tag) ?? tag, TextFold.Key(text!));
                if (!given.TryAdd((language, key), one) && given[(language, key)] != one)
                {
                    one.Refuse(PlannedState.Conflict, $"'{text}' ({language}) is the label of the concept in line {given[(language, key)].Record.Line} too. Add a qualifier in brackets to one of them.");
                }

                // One that the file names may get another label by it.
                else if (current.Labelled(text!).FirstOrDefault(hit => hit.Label.Preferred && hit.Label.Language == language && hit.Concept.Key != one.Key && hit.Concept.BelongsTo(library) && !named.Contains(hit.Concept.Key)) is { } other)
                {
                    one.Refuse(PlannedState.Conflict, $"'{text}' ({language}) is the label of another concept ({other.Concept.PublicId}) already. Add a qualifier in brackets, or name that one by its id.");
                }
            }
        }
    }
}

using Vitrine.Core.Claims;
using Vitrine.Core.Schema;
using Vitrine.Server.Claims;
using Vitrine.Server.Fields;
using Vitrine.Server.Storage;
using Vitrine.Server.Vocabularies;

namespace Vitrine.Server.Bulk.Tables;

/// <summary>What the values of a table are checked against beside their own form, for one table: what it said before counts.</summary>
internal sealed class ValueChecks(BulkAssets assets, AssetEditReader edits, FieldGuard guard, long library)
{
    private const int MostWords = 100_000;

    private readonly Dictionary<WordEdit, string?> words = [];
    private readonly Dictionary<(string Field, string Word), long> unique = [];

    public BulkAssets Assets => assets;

    public AttributeSlots Slots { get; } = assets.SlotsOf(library);

    /// <summary>Why a word names no single thing; null where it names one, or none yet.</summary>
    public async Task<string?> AmbiguityAsync(DbSession session, WordEdit word, CancellationToken cancellationToken)
    {
        if (word.Attribute != ClaimAttributes.Tag)
        {
            return null;
        }

        if (!words.TryGetValue(word, out var problem))
        {
            try
            {
                await edits.KnownAsync(session, library, word, cancellationToken);
            }
            catch (AmbiguousTagException ambiguous)
            {
                problem = ambiguous.Message;
            }

            if (words.Count < MostWords)
            {
                words[word] = problem;
            }
        }

        return problem;
    }

    /// <summary>What is wrong with values of fields of one asset, also beside earlier rows.</summary>
    public async Task<IReadOnlyList<ValueProblem>> FieldsAsync(DbSession session, LedgerSubject asset, SubjectLedger now, IReadOnlyList<FieldChange> changes, CancellationToken cancellationToken)
    {
        if (changes.Count == 0)
        {
            return [];
        }

        List<ValueProblem> problems = [.. await guard.CheckAsync(session, asset, now.Shown, changes, complete: false, cancellationToken)];
        foreach (var (field, values) in changes.Where(change => change.Field.Unique))
        {
            foreach (var value in values)
            {
                if (!unique.TryAdd((field.Id, ShownWords.Of(value)), asset.AssetKey) && unique[(field.Id, ShownWords.Of(value))] != asset.AssetKey)
                {
                    problems.Add(new ValueProblem("fields." + field.Name, "unique", $"An earlier row has the {field.Label} \"{FieldText.Of(field, value)}\" already.", "a value that no other asset has"));
                }
            }
        }

        return problems;
    }
}

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

    private readonly Dictionary<WordEdit, (ClaimValue? Known, string? Problem)> words = [];
    private readonly Dictionary<(string Field, string Word), long> unique = [];

    public BulkAssets Assets => assets;

    public AttributeSlots Slots { get; } = assets.SlotsOf(library);

    /// <summary>What a word names, nothing where it names nothing yet; or why that cannot be told.</summary>
    public async Task<(ClaimValue? Known, string? Problem)> MeaningAsync(DbSession session, WordEdit word, CancellationToken cancellationToken)
    {
        if (words.TryGetValue(word, out var meaning))
        {
            return meaning;
        }

        try
        {
            meaning = (await edits.KnownAsync(session, library, word, cancellationToken), null);
        }
        catch (AmbiguousTagException ambiguous)
        {
            meaning = (null, ambiguous.Message);
        }

        if (words.Count < MostWords)
        {
            words[word] = meaning;
        }

        return meaning;
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

using Vitrine.Core.Claims;
using Vitrine.Core.Schema;
using Vitrine.Core.Search;
using Vitrine.Server.Claims;
using Vitrine.Server.Hosting;
using Vitrine.Server.Search;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Fields;

/// <summary>
/// Values of fields on their way into an asset: what each is by itself, what it must be beside the asset's other values, in its folder and in the library.
/// Every way in goes through here: upload, edit, bulk edit, tables, files, names.
/// </summary>
public sealed class FieldGuard(FieldCatalog catalog)
{
    /// <summary>Reads values by the names of their fields. What is wrong goes to <paramref name="problems"/>, named <c>fields.NAME</c>.</summary>
    public IReadOnlyList<FieldChange> Read(long library, IEnumerable<KeyValuePair<string, System.Text.Json.JsonElement>> said, List<ValueProblem> problems)
    {
        var schema = catalog.Of(library).Schema;
        var changes = new List<FieldChange>();
        foreach (var (name, value) in said)
        {
            if (schema.Find(name) is not { } field)
            {
                problems.Add(Unknown(name, schema));
            }
            else
            {
                var read = FieldReader.Read(field, value);
                if (read.Problem is { } problem)
                {
                    problems.Add(Named(problem));
                }
                else
                {
                    changes.Add(new FieldChange(field, read.Values));
                }
            }
        }

        return changes;
    }

    /// <summary>What is wrong with a change of one asset; none where it may be made. It writes nothing, and holds what must not change until the end of the transaction.</summary>
    /// <param name="complete">Whether required fields must have a value afterwards.</param>
    public Task<IReadOnlyList<ValueProblem>> CheckAsync(
        WriteSession session, LedgerTurn turn, IReadOnlyList<FieldChange> changes, bool complete, CancellationToken cancellationToken) =>
        CheckAsync(session, turn.Asset, turn.Shown, changes, complete, cancellationToken);

    /// <summary>The same by what is shown of the asset. In a session that only reads nothing is held.</summary>
    internal async Task<IReadOnlyList<ValueProblem>> CheckAsync(
        DbSession session, LedgerSubject asset, Func<ClaimAttribute, IReadOnlyList<ShownClaim>> shown, IReadOnlyList<FieldChange> changes, bool complete, CancellationToken cancellationToken)
    {
        var schema = catalog.Of(asset.LibraryKey).Schema;
        return (changes.Count == 0 && !complete) || await AssetFolders.OfAsync(session, asset.AssetKey, cancellationToken) is not { } spot
            ? []
            : await CheckAsync(session, asset, schema.Applied(spot.Up), LookAt(shown, schema), changes, complete, cancellationToken);
    }

    /// <summary>The same of an asset that is there already, or of one that is yet to come.</summary>
    /// <param name="applied">The fields that its folder has.</param>
    /// <param name="now">The values that it has before the change.</param>
    internal static async Task<IReadOnlyList<ValueProblem>> CheckAsync(
        DbSession session, LedgerSubject asset, IReadOnlyList<AppliedField> applied, FieldLook now, IReadOnlyList<FieldChange> changes, bool complete, CancellationToken cancellationToken)
    {
        List<ValueProblem> problems = [.. FieldChecks.Check(applied, now, changes, complete)];
        foreach (var change in changes.Where(change => change.Values.Count > 0))
        {
            if (change.Field.Unique && await UniqueValues.TakenAsync(session, asset, change.Field, change.Values, cancellationToken) is var (taken, owner))
            {
                problems.Add(new ValueProblem(
                    change.Field.Name, "unique", new QuerySentence(ValueSentences.Taken, change.Field.Label, FieldText.Of(change.Field, taken), owner), new(ValueSentences.ValueOfItsOwn)));
            }

            if (change.Field.Type == FieldType.Asset && await MissingAsync(session, asset, change, cancellationToken) is { } missing)
            {
                problems.Add(missing);
            }
        }

        return [.. problems.Select(Named)];
    }

    /// <summary>A person says these values of one asset. Returns whether what is shown changed; the caller ends the turn.</summary>
    /// <exception cref="ValuesRefusedException">One of them cannot be taken; nothing was written.</exception>
    public async Task<bool> SetAsync(WriteSession session, LedgerTurn turn, IReadOnlyList<FieldChange> changes, CancellationToken cancellationToken)
    {
        if (await CheckAsync(session, turn, changes, complete: false, cancellationToken) is { Count: > 0 } problems)
        {
            throw new ValuesRefusedException(problems);
        }

        var changed = false;
        foreach (var (field, values) in changes)
        {
            changed |= field.Type.IsSet
                ? await MembersAsync(turn, field.Attribute, values, cancellationToken)
                : await turn.SetAsync(field.Attribute, null, values.Count > 0 ? values[0] : null, everywhere: true, cancellationToken);
        }

        return changed;
    }

    /// <summary>What an asset shows and was not only suggested, field by field.</summary>
    internal static FieldLook LookAt(Func<ClaimAttribute, IReadOnlyList<ShownClaim>> shown, FieldSchema schema) => name => schema.ByName.TryGetValue(name, out var field)
        ? [.. shown(field.Attribute).Where(claim => claim is { State: ClaimState.Accepted, Value: not null }).Select(claim => FieldText.Of(field, claim.Value!))]
        : [];

    private static async Task<bool> MembersAsync(LedgerTurn turn, ClaimAttribute attribute, IReadOnlyList<ClaimValue> values, CancellationToken cancellationToken)
    {
        var changed = false;
        var wanted = values.Select(value => value.Canonical).ToHashSet(StringComparer.Ordinal);
        foreach (var shown in turn.Shown(attribute).Where(claim => claim is { IsVisible: true, Value: not null } && !wanted.Contains(claim.Value!.Canonical)))
        {
            changed |= await turn.RemoveAsync(attribute, shown.Value!, cancellationToken);
        }

        foreach (var value in values)
        {
            changed |= await turn.AddAsync(attribute, value, cancellationToken);
        }

        return changed;
    }

    private static async Task<ValueProblem?> MissingAsync(DbSession session, LedgerSubject asset, FieldChange change, CancellationToken cancellationToken)
    {
        var id = FieldText.Of(change.Field, change.Values[0]);
        return await session.NumberAsync($"select key from asset where id = {id} and library_key = {asset.LibraryKey}", cancellationToken) is null
            ? new ValueProblem(change.Field.Name, "asset", new QuerySentence(ValueSentences.NoSuchAsset, change.Field.Label, id), new(ValueSentences.IdOfThisLibrary))
            : null;
    }

    private static ValueProblem Unknown(string name, FieldSchema schema) => new(
        "fields." + name, "unknown", new QuerySentence(SearchSentences.NoStructuredField, name),
        schema.Live.Count == 0 ? new QuerySentence(ValueSentences.FieldMadeBefore) : new(QuerySentences.OneOf, string.Join(", ", schema.Live.Take(20).Select(field => field.Name))));

    private static ValueProblem Named(ValueProblem problem) => problem with { Field = "fields." + problem.Field };
}

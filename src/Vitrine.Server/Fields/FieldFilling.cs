using Vitrine.Core.Claims;
using Vitrine.Core.Schema;
using Vitrine.Server.Claims;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Fields;

/// <summary>A value that a rule gives an asset, and the rule.</summary>
public sealed record FilledValue(Field Field, IReadOnlyList<ClaimValue> Values, ClaimSource Rule);

/// <summary>What rules say of one asset, and what they could not read.</summary>
public sealed record Filled(IReadOnlyList<FilledValue> Values, IReadOnlyList<ValueProblem> Problems);

/// <summary>
/// Gives assets values without a person: from their names by patterns, from look-up tables by what is known, and from defaults. Each is a claim of source
/// rule: a person's value stays above it, and when the name changes the rule says what it says now.
/// </summary>
public sealed class FieldFilling(FieldCatalog catalog, ClaimLedger ledger)
{
    private const string Default = "default";

    /// <summary>Whether a library has anything that fills.</summary>
    public bool Fills(long library) => catalog.Of(library).Fills;

    /// <summary>What the rules say of an asset with these values.</summary>
    /// <param name="now">What people and files say of it.</param>
    internal async Task<Filled> ThinkAsync(DbSession session, long library, AssetSpot spot, FieldLook now, CancellationToken cancellationToken)
    {
        var fields = catalog.Of(library);
        var applied = fields.Schema.Applied(spot.Up).ToDictionary(one => one.Field.Name, StringComparer.Ordinal);
        var said = new Dictionary<string, FilledValue>(StringComparer.Ordinal);
        var problems = new List<ValueProblem>();
        foreach (var (stored, pattern) in fields.Readable.Where(pair => pair.Stored.FolderId is not { } folder || spot.Up.Any(step => step.Id == folder)))
        {
            var reading = pattern.Read(spot.FolderNames, spot.Name);
            Take(reading.Values, new ClaimSource(SourceType.Rule, "name", stored.Name));
            if (reading.Matches)
            {
                problems.AddRange(reading.Problems);
            }
        }

        foreach (var lookup in fields.Lookups)
        {
            if (fields.Schema.FindId(lookup.KeyField) is { Deleted: false } key && Known(key) is { } value && await LookupRows.FindAsync(session, lookup, value, cancellationToken) is { } row)
            {
                var (values, wrong) = lookup.Values(fields.Schema, row);
                Take(values, new ClaimSource(SourceType.Rule, "lookup", lookup.Name));
                problems.AddRange(wrong);
            }
        }

        Take(
            applied.Values.Where(one => one.Default.Count > 0 && now(one.Field.Name).Count == 0 && !said.ContainsKey(one.Field.Name)).Select(one => new FieldChange(one.Field, one.Default)),
            new ClaimSource(SourceType.Rule, Default));
        return new Filled([.. said.Values.Where(one => one.Field.Applies(After))], problems);

        // The first that says something of a field is believed: patterns in their order, then tables, then defaults.
        void Take(IEnumerable<FieldChange> values, ClaimSource rule)
        {
            foreach (var (field, found) in values.Where(value => applied.ContainsKey(value.Field.Name)))
            {
                said.TryAdd(field.Name, new FilledValue(field, found, rule));
            }
        }

        string? Known(Field field) => After(field.Name) is [var first, ..] ? first : null;

        IReadOnlyList<string> After(string name) =>
            now(name) is { Count: > 0 } known ? known : said.TryGetValue(name, out var one) ? [.. one.Values.Select(value => FieldText.Of(one.Field, value))] : [];
    }

    /// <summary>What the rules would say of an asset, and what it shows now; null where nothing fills. A value that a person said is shown, and stays.</summary>
    internal async Task<(AssetSpot Spot, Filled Said, Func<Field, IReadOnlyList<string>> Shown)?> LookAsync(DbSession session, LedgerSubject asset, CancellationToken cancellationToken)
    {
        if (!Fills(asset.LibraryKey) || await AssetFolders.OfAsync(session, asset.AssetKey, cancellationToken) is not { } spot)
        {
            return null;
        }

        var schema = catalog.Of(asset.LibraryKey).Schema;
        var entries = await ClaimRows.CountingAsync(session, SubjectKind.Asset, [asset.AssetKey], cancellationToken);
        var all = ShownValue.Resolve(entries.Where(entry => FieldAttributes.IsField(entry.Attribute)), new LedgerView(asset.CurrentVersion)).ToLookup(claim => claim.Attribute.Name, StringComparer.Ordinal);
        var shown = all.SelectMany(claims => claims).Where(claim => claim is { State: ClaimState.Accepted, Value: not null }).ToLookup(claim => claim.Attribute.Name, StringComparer.Ordinal);
        var said = await ThinkAsync(session, asset.LibraryKey, spot, Texts(schema, shown, others: true), cancellationToken);
        var texts = Texts(schema, shown, others: false);
        return (spot, said with { Values = [.. said.Values.Where(value => !IsDecided(value, all[value.Field.Attribute.Name]))] }, field => texts(field.Name));
    }

    /// <summary>Whether a person said another value, that there is none, or that this one is wrong.</summary>
    private static bool IsDecided(FilledValue value, IEnumerable<ShownClaim> claims) => claims.Any(claim => claim.Winner.Rank == ClaimRank.Person
        && (claim.State != ClaimState.Rejected || value.Values.Any(one => one.Canonical == claim.Value?.Canonical)));

    /// <summary>Lets the rules speak about an asset that is new, or has another name or folder.</summary>
    /// <param name="problems">Takes what rules say that cannot be.</param>
    public async Task<bool> FillAsync(WriteSession session, LedgerSubject asset, long? batch, CancellationToken cancellationToken, List<ValueProblem>? problems = null)
    {
        if (!Fills(asset.LibraryKey))
        {
            return false;
        }

        var turn = await ledger.TurnAsync(session, asset, batch, cancellationToken);
        await FillAsync(session, turn, problems, cancellationToken);
        return await turn.EndAsync(cancellationToken);
    }

    private async Task FillAsync(WriteSession session, LedgerTurn turn, List<ValueProblem>? problems, CancellationToken cancellationToken)
    {
        var library = turn.Asset.LibraryKey;
        if (!Fills(library) || await AssetFolders.OfAsync(session, turn.Asset.AssetKey, cancellationToken) is not { } spot)
        {
            return;
        }

        var schema = catalog.Of(library).Schema;
        var filled = await ThinkAsync(session, library, spot, Others(turn, schema), cancellationToken);
        var by = filled.Values.ToDictionary(value => value.Field.Name, StringComparer.Ordinal);
        var live = Rules(library);
        problems?.AddRange(filled.Problems);
        foreach (var field in schema.Live)
        {
            var said = by.GetValueOrDefault(field.Name);
            if (said is not null && field.Unique && await UniqueValues.TakenAsync(session, turn.Asset, field, said.Values, cancellationToken) is not null)
            {
                // Two files of one number: the second asks for a person.
                if (!IsDecided(said, turn.Shown(field.Attribute)))
                {
                    problems?.Add(new ValueProblem(field.Name, "unique", $"{field.Label} \"{FieldText.Of(field, said.Values)}\" is the value of another asset already.", "a value that no other asset has"));
                }

                said = null;
            }

            // A default is given once and stays, whatever the default is later; what a rule said that is no more stays too.
            var keepsDefault = said is null || said.Rule.Name == Default;
            if (said?.Rule.Name == Default && turn.Shown(field.Attribute).Any(claim => claim.Statement.Source is { Type: SourceType.Rule, Name: Default }))
            {
                said = null;
            }

            await turn.RulesAsync(field.Attribute, said?.Values ?? [], said?.Rule, rule => rule.Name == Default ? !keepsDefault : live.Contains(rule), cancellationToken);
        }
    }

    /// <summary>The rules that there are.</summary>
    private HashSet<ClaimSource> Rules(long library) =>
    [
        .. catalog.Of(library).Patterns.Select(pattern => new ClaimSource(SourceType.Rule, "name", pattern.Name)),
        .. catalog.Of(library).Lookups.Select(lookup => new ClaimSource(SourceType.Rule, "lookup", lookup.Name)),
    ];

    /// <summary>What is shown of an asset that no rule says.</summary>
    private static FieldLook Others(LedgerTurn turn, FieldSchema schema) => name => schema.ByName.TryGetValue(name, out var field)
        ? [.. turn.Shown(field.Attribute).Where(claim => claim is { State: ClaimState.Accepted, Value: not null, Winner.Rank: not ClaimRank.Rule }).Select(claim => FieldText.Of(field, claim.Value!))]
        : [];

    private static FieldLook Texts(FieldSchema schema, ILookup<string, ShownClaim> shown, bool others) => name => schema.ByName.TryGetValue(name, out var field)
        ? [.. shown[field.Attribute.Name].Where(claim => !others || claim.Winner.Rank != ClaimRank.Rule).Select(claim => FieldText.Of(field, claim.Value!))]
        : [];
}

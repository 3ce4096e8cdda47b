using System.Diagnostics;
using Vitrine.Contracts;
using Vitrine.Core.Claims;
using Vitrine.Core.Schema;
using Vitrine.Server.Claims;
using Vitrine.Server.Fields;
using Vitrine.Server.Storage;
using Vitrine.Server.Vocabularies;

namespace Vitrine.Server.Bulk;

/// <summary>Says what a change of many assets would do, and does nothing.</summary>
internal sealed class BulkPreviewer(Database database, BulkAssets assets, AssetEditReader edits, FieldGuard guard)
{
    /// <summary>Differences and problems that are shown.</summary>
    public const int Shown = 50;

    private const int Together = 200;
    private const long NoBatch = 0, FirstUnknown = -1;

    /// <summary>After this long the rest is not looked at: the answer says how many were.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);

    public async Task<BulkPreview> RunAsync(long library, long[] keys, BulkPlan plan, CancellationToken cancellationToken)
    {
        var tally = new Tally();
        var unknown = new Dictionary<(ClaimAttribute, string), ClaimValue>();
        var started = Stopwatch.GetTimestamp();
        for (var at = 0; at < keys.Length && (at == 0 || Stopwatch.GetElapsedTime(started) < Patience); at += Together)
        {
            long[] some = keys[at..Math.Min(keys.Length, at + Together)];
            await database.ReadAsync(
                async session =>
                {
                    await SomeAsync(session, library, some, at + 1, plan, tally, unknown, cancellationToken);
                    return true;
                },
                cancellationToken);
            tally.Examined += some.Length;
        }

        return new BulkPreview(tally.Examined, tally.Change, tally.Examined - tally.Change - tally.Cannot, tally.Cannot, tally.Differences, tally.Problems);
    }

    private async Task SomeAsync(
        DbSession session, long library, long[] keys, long first, BulkPlan plan, Tally tally, Dictionary<(ClaimAttribute, string), ClaimValue> unknown, CancellationToken cancellationToken)
    {
        var rows = await BulkAssets.RowsAsync(session, library, keys, cancellationToken);
        var entries = (await ClaimRows.CountingAsync(session, SubjectKind.Asset, [.. rows.Select(row => row.Key)], cancellationToken)).ToLookup(entry => entry.Subject.Key);
        var parts = plan.NeedsFacts ? await BulkAssets.PartsAsync(session, rows, keys, first, cancellationToken) : null;
        var words = await assets.WordsAsync(session, entries.SelectMany(some => some), cancellationToken);
        BulkWords all = value => unknown.FirstOrDefault(pair => pair.Value == value) is { Key.Item2: { } word } ? word : words(value);
        var place = keys.Select((key, at) => (key, at)).ToDictionary(pair => pair.key, pair => pair.at);
        foreach (var row in rows.OrderBy(row => place[row.Key]))
        {
            var asset = new BulkAsset(
                row.Key, row.Id, row.Name, row.Version, parts?.GetValueOrDefault(row.Key), new SubjectLedger(new Subject(SubjectKind.Asset, row.Key), entries[row.Key], new LedgerView(row.Version), NoBatch));
            var (wish, problems) = plan.Wish(asset, words);
            if (problems.Count > 0)
            {
                tally.Add(asset, problems);
                continue;
            }

            var before = Texts(asset, plan, all);
            if (await TryAsync(session, library, asset, wish, unknown, tally, cancellationToken) is { Count: > 0 } troubles)
            {
                tally.Add(asset, troubles);
                continue;
            }

            tally.Add(asset, before, Texts(asset, plan, all));
        }
    }

    /// <summary>Does it in memory. Returns why it cannot be done.</summary>
    private async Task<IReadOnlyList<ValueProblem>> TryAsync(
        DbSession session, long library, BulkAsset asset, AssetWish wish, Dictionary<(ClaimAttribute, string), ClaimValue> unknown, Tally tally, CancellationToken cancellationToken)
    {
        if (wish.Fields.Count > 0
            && await guard.CheckAsync(session, new LedgerSubject(asset.Key, library, asset.Version), asset.Ledger.Shown, wish.Fields, complete: false, cancellationToken) is { Count: > 0 } problems)
        {
            return problems;
        }

        // Of several in the set that are to get the same, only the first does.
        foreach (var (field, values) in wish.Fields.Where(change => change.Field.Unique))
        {
            foreach (var value in values)
            {
                if (!tally.Given.TryAdd((field.Id, ShownWords.Of(value)), asset.Name))
                {
                    return [new ValueProblem(field.Name, "unique", $"{field.Label} \"{FieldText.Of(field, value)}\" is given to {tally.Given[(field.Id, ShownWords.Of(value))]} by this change.", "a value that no other asset has")];
                }
            }
        }

        try
        {
            await TakeAsync(session, library, asset, wish, unknown, cancellationToken);
            return [];
        }
        catch (AmbiguousTagException ambiguous)
        {
            return [new ValueProblem(AttributeSlot.Tags, "ambiguous", ambiguous.Message, null)];
        }
    }

    private async Task TakeAsync(
        DbSession session, long library, BulkAsset asset, AssetWish wish, Dictionary<(ClaimAttribute, string), ClaimValue> unknown, CancellationToken cancellationToken)
    {
        var sequence = long.MaxValue / 2;
        var fields = new AssetEdit { Fields = wish.Fields }.For(asset.Ledger);
        foreach (var (attribute, language, said, everywhere) in wish.Set.Concat(fields.Set))
        {
            var value = said is ClaimValue.Place place && attribute == ClaimAttributes.Place ? edits.Named(place) : said;
            foreach (var step in asset.Ledger.SetFully(attribute, language, value, everywhere))
            {
                Take(step);
            }
        }

        foreach (var (attribute, value) in fields.Remove)
        {
            Take(asset.Ledger.Remove(attribute, value));
        }

        foreach (var (attribute, value) in fields.Add)
        {
            Take(asset.Ledger.Add(attribute, value));
        }

        foreach (var word in wish.Remove)
        {
            if ((word.Value ?? await edits.KnownAsync(session, library, word, cancellationToken)) is { } known)
            {
                Take(asset.Ledger.Remove(word.Attribute, known));
            }
        }

        foreach (var word in wish.Add)
        {
            var value = word.Value ?? await edits.KnownAsync(session, library, word, cancellationToken);
            if (value is null && !unknown.TryGetValue((word.Attribute, word.Word), out value))
            {
                // It would be made; here it only has to be another one than all there are.
                var key = FirstUnknown - unknown.Count;
                value = unknown[(word.Attribute, word.Word)] = word.Attribute == ClaimAttributes.Person ? new ClaimValue.Person(key) : new ClaimValue.Concept(key);
            }

            Take(asset.Ledger.Add(word.Attribute, value));
        }

        void Take(LedgerStep? step)
        {
            if (step is not null)
            {
                asset.Ledger.Take(step, sequence++, 0);
            }
        }
    }

    /// <summary>What is shown of the attributes in question, by name.</summary>
    private static SortedDictionary<string, string> Texts(BulkAsset asset, BulkPlan plan, BulkWords words)
    {
        var texts = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var slot in plan.Targets.DistinctBy(slot => slot.Name))
        {
            if (slot.IsSet || slot.Field is not null)
            {
                texts[slot.Name] = BulkText.Of(asset, slot, words) ?? "";
                continue;
            }

            foreach (var claim in asset.Visible(slot))
            {
                texts[AttributeSlot.NameOf(slot.Attribute, claim.Language)] = words(claim.Value) ?? "";
            }
        }

        return texts;
    }

    private sealed class Tally
    {
        public long Examined { get; set; }

        public long Change { get; private set; }

        public long Cannot { get; private set; }

        /// <summary>Unique values that the change gives: the field's id and the value's words → the name of the asset that gets it.</summary>
        public Dictionary<(string Field, string Word), string> Given { get; } = [];

        public List<BulkDifference> Differences { get; } = [];

        public List<BulkProblem> Problems { get; } = [];

        public void Add(BulkAsset asset, IReadOnlyList<ValueProblem> problems)
        {
            Cannot++;
            Problems.AddRange(problems.Take(Shown - Problems.Count).Select(one => new BulkProblem(asset.Id, asset.Name, one.Field, one.Rule, one.Message, one.Valid)));
        }

        public void Add(BulkAsset asset, SortedDictionary<string, string> before, SortedDictionary<string, string> after)
        {
            string[] changed = [.. before.Keys.Union(after.Keys).Where(name => before.GetValueOrDefault(name, "") != after.GetValueOrDefault(name, "")).Order(StringComparer.Ordinal)];
            Change += changed.Length > 0 ? 1 : 0;
            Differences.AddRange(changed.Take(Shown - Differences.Count).Select(name =>
                new BulkDifference(asset.Id, asset.Name, name, before.GetValueOrDefault(name) is { Length: > 0 } old ? old : null, after.GetValueOrDefault(name) is { Length: > 0 } now ? now : null)));
        }
    }
}

using System.Text.Json;
using Vitrine.Core.Claims;
using Vitrine.Core.Schema;
using Vitrine.Server.Claims;
using Vitrine.Server.Fields;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Jobs;

/// <summary>What becomes of a field's values.</summary>
/// <param name="From">Id of the field that has them.</param>
/// <param name="To">Id of the field that gets them; the same one where they are replaced.</param>
/// <param name="Mapping">Old value → new one, null = none; a value that is not named stays as it is.</param>
public sealed record MapOrder(string From, string To, IReadOnlyDictionary<string, string?> Mapping);

/// <summary>Puts other values in place of a field's, or copies them into another field that has none yet.</summary>
public sealed class MapValues(FieldCatalog catalog, FieldGuard guard, ClaimLedger ledger) : AssetJob
{
    public override string Name => JobKinds.MapValues;

    protected override async Task<AssetChange> PrepareAsync(RunningJob job, CancellationToken cancellationToken)
    {
        var order = JsonSerializer.Deserialize(job.Request, StorageJson.Default.MapOrder)!;

        // The change that gave the field its new options was committed together with this job, and may not have been taken in yet.
        await catalog.ReloadAsync(cancellationToken);
        return async (session, asset, cancelled) =>
        {
            var schema = catalog.Of(job.LibraryKey).Schema;
            if (schema.FindId(order.From) is not { } from || schema.FindId(order.To) is not { Deleted: false } to)
            {
                throw new JobRefusedException("gone", "One of the fields was deleted meanwhile.");
            }

            var turn = await ledger.TurnAsync(session, asset, job.BatchKey, cancelled);
            var texts = Accepted(turn, from).Select(value => FieldText.Of(from, value)).ToArray();
            if (texts.Length == 0 || (from.Id == to.Id ? !texts.Any(order.Mapping.ContainsKey) : Accepted(turn, to).Any()))
            {
                return false;
            }

            var read = texts.Select(text => order.Mapping.TryGetValue(text, out var mapped) ? mapped ?? "" : text).Select(text => FieldReader.Read(to, text)).ToArray();
            if (Array.Find(read, one => one.Problem is not null)?.Problem is { } problem)
            {
                throw new Hosting.ValuesRefusedException([problem]);
            }

            var values = read.SelectMany(one => one.Values).DistinctBy(value => value.Canonical).ToArray();
            var changed = await guard.SetAsync(session, turn, [new FieldChange(to, to.Type.IsSet ? values : [.. values.Take(1)])], cancelled);
            await turn.EndAsync(cancelled);
            return changed;
        };
    }

    private static IEnumerable<ClaimValue> Accepted(LedgerTurn turn, Field field) =>
        turn.Shown(field.Attribute).Where(claim => claim is { State: ClaimState.Accepted, Value: not null }).Select(claim => claim.Value!);
}

/// <summary>Lets patterns, look-up tables and defaults speak about assets that are there.</summary>
public sealed class FillFields(FieldFilling filling) : AssetJob
{
    public override string Name => JobKinds.FillFields;

    protected override Task<AssetChange> PrepareAsync(RunningJob job, CancellationToken cancellationToken) =>
        Task.FromResult<AssetChange>(async (session, asset, cancelled) =>
        {
            var problems = new List<ValueProblem>();
            var changed = await filling.FillAsync(session, asset, job.BatchKey, cancelled, problems);
            var name = problems.Count == 0 ? null : await session.TextAsync($"select name from asset where key = {asset.AssetKey}", cancelled);
            foreach (var problem in problems)
            {
                await job.TellAsync(session, name ?? "", problem, cancelled);
            }

            return changed;
        });
}

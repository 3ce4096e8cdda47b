using Vitrine.Core.Claims;
using Vitrine.Server.Claims;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Bulk.Tables;

/// <summary>Each asset becomes what its row says.</summary>
/// <param name="columns">Names of the values that the table has.</param>
internal sealed class TablePlan(string upload, IReadOnlyList<string> columns, AttributeSlots slots) : BulkPlan
{
    private readonly Dictionary<long, TableRow> rows = [];

    public override IEnumerable<AttributeSlot> Targets => columns.Select(slots.Find).OfType<AttributeSlot>();

    public override async Task ReadyAsync(DbSession session, int from, int count, CancellationToken cancellationToken)
    {
        rows.Clear();
        for (var at = from; at < from + count;)
        {
            var part = await TableParts.ReadAsync(session, upload, at, cancellationToken);
            if (part.Length == 0)
            {
                return;
            }

            foreach (var row in part)
            {
                rows[row.Key] = row;
            }

            at += part.Length;
        }
    }

    public override (AssetWish Wish, IReadOnlyList<ValueProblem> Problems) Wish(BulkAsset asset, BulkWords words) =>
        (rows.TryGetValue(asset.Key, out var row) ? row.Wish(slots) : new AssetWish(), []);
}

using Vitrine.Core.Claims;
using Vitrine.Core.Schema;
using Vitrine.Server.Claims;
using Vitrine.Server.Fields;
using Vitrine.Server.Hosting;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Ingest;

/// <summary>Values of fields that come with a file.</summary>
public sealed class UploadFields(FieldGuard guard, ClaimLedger ledger)
{
    /// <summary>As JSON; null where there are none.</summary>
    public static string? Text(UploadWish wish) => wish.Fields.Count == 0 ? null : FieldRows.Text(json =>
    {
        json.WriteStartObject();
        foreach (var (name, value) in wish.Fields)
        {
            json.WritePropertyName(name);
            value.WriteTo(json);
        }

        json.WriteEndObject();
    });

    /// <summary>Before anything is stored: what each value is by itself.</summary>
    /// <exception cref="ValuesRefusedException">One of them is wrong.</exception>
    public void Check(long library, UploadWish wish) => Read(library, wish);

    /// <summary>Sets the values, in the transaction that takes the file in.</summary>
    /// <exception cref="UploadRefusedException">The asset cannot have one of them beside the others, in its folder, or because another asset has it.</exception>
    public async Task SetAsync(WriteSession session, LedgerSubject asset, UploadWish wish, CancellationToken cancellationToken)
    {
        if (wish.Fields.Count == 0)
        {
            return;
        }

        try
        {
            var turn = await ledger.TurnAsync(session, asset, null, cancellationToken);
            await guard.SetAsync(session, turn, Read(asset.LibraryKey, wish), cancellationToken);
            await turn.EndAsync(cancellationToken);
        }
        catch (ValuesRefusedException refused)
        {
            throw new UploadRefusedException(StatusCodes.Status422UnprocessableEntity, string.Join(' ', refused.Problems.Select(problem => $"{problem.Field}: {problem.Message} Valid is {problem.Valid}.")))
            {
                Extensions = refused.Extensions,
            };
        }
    }

    private IReadOnlyList<FieldChange> Read(long library, UploadWish wish)
    {
        var problems = new List<ValueProblem>();
        var changes = guard.Read(library, wish.Fields, problems);
        return problems.Count == 0 ? changes : throw new ValuesRefusedException(problems);
    }
}

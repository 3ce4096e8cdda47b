using Vitrine.Core.Assets;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Ingest;

/// <summary>Looks after uploads nobody asks for: takes in what was whole when the server stopped, ends what nobody went on with, deletes files without a row.</summary>
public sealed class UploadSweep(Database database, UploadRows rows, UploadSpool spool, UploadFinish finish, ILogger<UploadSweep> log)
{
    private static readonly TimeSpan LeftOver = TimeSpan.FromDays(1);

    public async Task OnceAsync(CancellationToken cancellationToken = default)
    {
        foreach (var upload in await rows.ExpiredAsync(cancellationToken))
        {
            // While it is held, bytes still come.
            using var hold = spool.TryHold(upload.Id);
            if (hold is not null)
            {
                await rows.DeleteAsync(upload, cancellationToken);
                spool.Delete(upload.Id);
            }
        }

        foreach (var upload in await rows.OpenOnesAsync(cancellationToken))
        {
            await FinishAsync(upload, cancellationToken);
        }

        foreach (var id in spool.Idle(database.Clock.GetUtcNow() - LeftOver))
        {
            if (!PublicId.TryParse(id, out _) || !await rows.ExistsAsync(id, cancellationToken))
            {
                spool.Delete(id);
            }
        }

        await rows.ForgetForeignAsync(cancellationToken);
    }

    private async Task FinishAsync(ResumableUpload upload, CancellationToken cancellationToken)
    {
        if (!IsWhole(upload))
        {
            return;
        }

        try
        {
            await finish.FinishAsync(upload, cancellationToken);
        }
        catch (UploadRefusedException refused)
        {
            log.LogInformation("An upload that was whole was not taken in: {Reason}", refused.Message);
        }
    }

    private bool IsWhole(ResumableUpload upload)
    {
        using var hold = spool.TryHold(upload.Id);
        return hold is not null && (upload.Hashes is not null || spool.Offset(hold) == upload.Bytes);
    }
}

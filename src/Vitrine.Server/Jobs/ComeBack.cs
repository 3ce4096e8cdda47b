using Vitrine.Core.Assets;
using Vitrine.Server.Claims;
using Vitrine.Server.Fields;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Jobs;

/// <summary>What comes back with an asset may be a value that only one asset is to have, and that another got meanwhile: both keep it, and the job says so.</summary>
internal static class ComeBack
{
    public static AssetChange Telling(RunningJob job, FieldCatalog fields, AssetChange change) => async (session, asset, cancellationToken) =>
    {
        if (!await change(session, asset, cancellationToken))
        {
            return false;
        }

        foreach (var field in fields.Of(asset.LibraryKey).Schema.All.Where(field => field.Unique))
        {
            if (await UniqueValues.TwiceAsync(session, asset, field, cancellationToken) is { } twice)
            {
                await job.ProblemAsync(session, twice.Name, new Problem(job.Kind, "unique", $"{field.Label} \"{twice.Word}\" is the value of {twice.Other} too."), cancellationToken);
            }
        }

        return true;
    };
}

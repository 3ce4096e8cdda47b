using Vitrine.Server.Features.Packs;
using Vitrine.Server.Pipeline;
using Vitrine.Server.Search.Index;

namespace Vitrine.Server.Hosting;

/// <summary>What the server is still getting ready after its start; while there is something, an empty queue does not mean that all is done.</summary>
public sealed class Preparations(PackInstallations packs, Backfill backfill, AssetIndex index)
{
    public IReadOnlyList<string> Now()
    {
        if (!packs.Starter.Task.IsCompleted)
        {
            return ["Fetching models"];
        }

        return !backfill.IsSettled ? ["Looking for what is to be done"] : index.IsMade ? [] : ["Making the search index"];
    }
}

using Vitrine.Media.Packs;

namespace Vitrine.Media.Children;

/// <summary>Tests an installed model of pictures and texts in a child of its own, which goes when it has answered.</summary>
public static class PackTestChild
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);

    /// <summary>Room for loading both halves at once.</summary>
    private const long Beside = 1L << 30;

    /// <exception cref="PackException">The child died, hung, took too much memory or could not be started: nothing is known of the model.</exception>
    public static async Task<SelfTestRecord> RunAsync(PackStore store, PackModel model, CancellationToken cancellationToken)
    {
        var options = new ChildOptions(ChildKinds.PackTest)
        {
            MemoryLimit = ((long)(model.Pair?.MemoryMb ?? 0) << 20) + Beside,
            Arguments = [store.Root],
            Folders = [store.Root],
        };
        await using var pool = new ChildPool(options, await Sandbox.ProbeAsync(cancellationToken), size: 1);
        try
        {
            var message = ChildMessage.Of(model.Id, ProtocolJson.Default.String);
            return await pool.AskAsync([message.Body], answer => answer.Read(SelfTestJson.Default.SelfTestRecord), Limit, cancellationToken);
        }
        catch (ChildFailureException failure)
        {
            throw new PackException(PackException.NotTested, $"{model.Id} could not be tested and is not used: {failure.Reason}");
        }
    }
}

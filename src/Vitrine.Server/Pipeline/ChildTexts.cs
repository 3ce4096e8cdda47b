using Vitrine.Media.Children;
using Vitrine.Media.Packs;

namespace Vitrine.Server.Pipeline;

/// <summary>The text runner of production: a child of its own, started when somebody searches by meaning.</summary>
internal sealed class ChildTexts(PackStore packs) : ITextRunner, IAsyncDisposable
{
    private readonly SemaphoreSlim gate = new(1, 1);
    private TextChild? child;

    public string? SpaceOf(string task) => packs.Installed(task)?.Name;

    public async Task<MediaOutcome<TextAnswer>> EncodeAsync(TextRequest request, TimeSpan limit, CancellationToken cancellationToken)
    {
        var texts = await ChildAsync(cancellationToken);
        return await ChildMedia.TryAsync(() => texts.EncodeAsync(request, limit, cancellationToken));
    }

    /// <summary>The next request gets a child that knows what is installed now.</summary>
    public Task RestartAsync() => child?.RestartAsync() ?? Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (child is not null)
        {
            await child.DisposeAsync();
        }

        gate.Dispose();
    }

    private async Task<TextChild> ChildAsync(CancellationToken cancellationToken)
    {
        if (child is { } ready)
        {
            return ready;
        }

        await gate.WaitAsync(cancellationToken);
        try
        {
            return child ??= new TextChild(ChildOptions.Texts(packs.Root), await Sandbox.ProbeAsync(cancellationToken));
        }
        finally
        {
            gate.Release();
        }
    }
}

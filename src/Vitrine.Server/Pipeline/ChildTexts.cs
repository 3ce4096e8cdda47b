using Vitrine.Media.Analyzers.Embed;
using Vitrine.Media.Children;
using Vitrine.Media.Packs;

namespace Vitrine.Server.Pipeline;

/// <summary>The text runner of production: a child of its own, started when somebody searches by meaning.</summary>
internal sealed class ChildTexts(PackStore packs) : ITextRunner, IAsyncDisposable
{
    private readonly Lazy<Task<Sandbox>> sandbox = new(() => Sandbox.ProbeAsync(CancellationToken.None));
    private readonly SemaphoreSlim gate = new(1, 1);
    private TextChild? child;

    public string? SpaceOf(string task) => packs.Installed(task)?.Name;

    public async Task<MediaOutcome<TextAnswer>> EncodeAsync(TextRequest request, TimeSpan limit, CancellationToken cancellationToken)
    {
        var texts = await ChildAsync(cancellationToken);
        return await ChildMedia.TryAsync(() => texts.EncodeAsync(request, limit, cancellationToken));
    }

    /// <summary>The next request gets a child that knows what is installed now; what is under way fails.</summary>
    public async Task RestartAsync()
    {
        await gate.WaitAsync();
        var old = Interlocked.Exchange(ref child, null);
        gate.Release();
        if (old is not null)
        {
            await old.DisposeAsync();
        }
    }

    /// <summary>Called once for each service that it is.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref child, null) is { } last)
        {
            await last.DisposeAsync();
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
            return child ??= new TextChild(ChildOptions.Texts(packs.Root, packs.Installed(EmbedAnalyzer.About.Task!)?.Pair), await sandbox.Value);
        }
        finally
        {
            gate.Release();
        }
    }
}

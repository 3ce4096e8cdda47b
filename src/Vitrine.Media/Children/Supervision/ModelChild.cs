namespace Vitrine.Media.Children;

/// <summary>The child that holds the models. It sees only what we made ourselves: previews, sound samples, tensors.</summary>
/// <param name="options">Usually <see cref="ChildOptions.Model"/> with the packs' folder in <see cref="ChildOptions.Folders"/>.</param>
/// <param name="sandbox">From <see cref="Sandbox.ProbeAsync"/>.</param>
public sealed class ModelChild(ChildOptions options, Sandbox sandbox) : IAsyncDisposable
{
    private readonly ChildPool pool = new(options, sandbox, size: 1);

    /// <summary>The child's process number (of the sandbox around it), or none.</summary>
    public IReadOnlyList<int> Pids => pool.Pids;

    /// <summary>Runs analyzers over one preview; <paramref name="limit"/> counts from when the child begins.</summary>
    /// <exception cref="ChildFailureException">The child died, hung, used too much memory or could not be started.</exception>
    public Task<ModelAnswer> AnalyzeAsync(ModelRequest request, TimeSpan limit, CancellationToken cancellationToken)
    {
        var message = ModelWire.Write(request);
        return pool.AskAsync([message.Body, .. message.Attachments], ModelWire.ReadAnswer, limit, cancellationToken);
    }

    public ValueTask DisposeAsync() => pool.DisposeAsync();
}

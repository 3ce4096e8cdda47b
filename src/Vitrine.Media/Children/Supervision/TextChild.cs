namespace Vitrine.Media.Children;

/// <summary>
/// The child that encodes texts. It is another than the one that looks at pictures, as whoever searches is not to wait until some pictures have been looked at; when nobody searched
/// for some minutes it goes.
/// </summary>
public sealed class TextChild(ChildOptions options, Sandbox sandbox) : IAsyncDisposable
{
    private readonly Lock gate = new();
    private ChildPool pool = new(options, sandbox, size: 1);
    private bool stopped;

    /// <exception cref="ChildFailureException">The child died, hung or used too much memory, has no model for the task, or could not be started.</exception>
    public Task<TextAnswer> EncodeAsync(TextRequest request, TimeSpan limit, CancellationToken cancellationToken)
    {
        var message = ChildMessage.Of(request, WorkJson.Exact.TextRequest);
        ChildPool current;
        lock (gate)
        {
            current = pool;
        }

        return current.AskAsync([message.Body, .. message.Attachments], answer => TextWork.Read(answer, request.Texts.Count), limit, cancellationToken);
    }

    /// <summary>Ends the child: what is asked from now on gets another, which knows what is installed now. What is under way fails.</summary>
    public async Task RestartAsync()
    {
        ChildPool old;
        lock (gate)
        {
            if (stopped)
            {
                return;
            }

            (old, pool) = (pool, new ChildPool(options, sandbox, size: 1));
        }

        await old.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        ChildPool last;
        lock (gate)
        {
            (stopped, last) = (true, pool);
        }

        await last.DisposeAsync();
    }
}

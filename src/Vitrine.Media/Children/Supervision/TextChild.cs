namespace Vitrine.Media.Children;

/// <summary>
/// The child that encodes texts. It is another than the one that looks at pictures, as whoever searches is not to wait until some pictures have been looked at; when nobody searched
/// for some minutes it goes.
/// </summary>
public sealed class TextChild(ChildOptions options, Sandbox sandbox) : IAsyncDisposable
{
    private readonly ChildPool pool = new(options, sandbox, size: 1);

    /// <exception cref="ChildFailureException">The child died, hung or used too much memory, has no model for the task, or could not be started.</exception>
    public Task<TextAnswer> EncodeAsync(TextRequest request, TimeSpan limit, CancellationToken cancellationToken)
    {
        var message = ChildMessage.Of(request, WorkJson.Exact.TextRequest);
        return pool.AskAsync([message.Body, .. message.Attachments], answer => TextWork.Read(answer, request.Texts.Count), limit, cancellationToken);
    }

    /// <summary>Ends the child at once; whoever waits gets <see cref="ChildFailureException.Stopped"/>.</summary>
    public ValueTask DisposeAsync() => pool.DisposeAsync();
}

using Vitrine.Media.Tools;

namespace Vitrine.Media.Children;

/// <summary>Decodes files in children that see hostile bytes and nothing else.</summary>
/// <param name="options">Usually <see cref="ChildOptions.Decode"/>.</param>
/// <param name="sandbox">From <see cref="Sandbox.ProbeAsync"/>.</param>
/// <param name="size">Children at a time; usually one per core.</param>
public sealed class DecodePool(ChildOptions options, Sandbox sandbox, int size) : IAsyncDisposable
{
    /// <summary>A file that comes back with more metadata than it had must still fit into one answer.</summary>
    private const long MostInAnswer = ChildProtocol.MaxPayload - (12L << 20);

    private readonly ChildPool pool = new(options, sandbox, size);

    /// <summary>Process numbers of the children (of the sandboxes around them) that run now.</summary>
    public IReadOnlyList<int> Pids => pool.Pids;

    /// <summary>
    /// Decodes one file. <paramref name="limit"/> counts from when a child begins, not while all are busy. Files up to 64 MB are sent to a pooled child
    /// that has no access to any file; a larger one gets a child of its own into which that file alone is bound.
    /// </summary>
    /// <exception cref="ChildFailureException">The child died, hung, used too much memory or could not be started.</exception>
    /// <exception cref="IOException">The file cannot be read, or became shorter meanwhile.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public async Task<DecodeAnswer> DecodeAsync(DecodeRequest request, TimeSpan limit, CancellationToken cancellationToken)
    {
        await using var file = RegularFile.Open(request.Path);
        var length = file.Length;
        if (length > (request.Output is null ? ChildProtocol.MaxPayload : MostInAnswer))
        {
            var asked = DecodeWire.Write(request with { Output = request.Output is { } folder ? sandbox.OutputInside(folder) : null }, length, sandbox.PathInside(request.Path));
            return await pool.AskAboutAsync(new ChildFiles(request.Path, request.Output), [asked.Body], DecodeWire.ReadAnswer, limit, cancellationToken);
        }

        var sent = DecodeWire.Write(request with { Output = null }, length, path: null);
        return await pool.AskAsync([sent.Body, new OutgoingPart(file, length)], DecodeWire.ReadAnswer, limit, cancellationToken);
    }

    public ValueTask DisposeAsync() => pool.DisposeAsync();
}

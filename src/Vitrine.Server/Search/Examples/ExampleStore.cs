using System.Security.Cryptography;
using Vitrine.Core.Assets;
using Vitrine.Server.Access;
using Vitrine.Server.Egress;
using Vitrine.Server.Ingest;
using Vitrine.Server.Pipeline;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Search.Examples;

/// <summary>Takes in pictures to search with that are no assets: sent, or fetched from an address. Only the preview and what was seen in it are kept.</summary>
internal sealed class ExampleStore(Database database, DataFolder folder, IdGenerator ids, PictureReader pictures, EgressClient egress)
{
    /// <summary>The largest file.</summary>
    public const long MostBytes = 64 << 20;

    private static readonly TimeSpan Fetching = TimeSpan.FromSeconds(30);

    /// <summary>Looks at a file and keeps what it shows.</summary>
    /// <exception cref="UnseenPictureException">It shows no picture, or none can be looked at here.</exception>
    public async Task<ExampleRow> AddAsync(Principal principal, string path, string name, string? address, byte[] sha256, CancellationToken cancellationToken)
    {
        var preview = await pictures.PreviewAsync(path, name, cancellationToken);
        var seen = await pictures.LookAsync(preview, null, pictures.First, cancellationToken);
        var row = new ExampleRow(0, ids.Next().Text, Storable.Text(name), address, sha256, preview, seen, database.Clock.GetUtcNow());
        await database.WriteAsync(principal.Actor, session => ExampleRows.AddAsync(session, principal.LibraryKey, row, cancellationToken), cancellationToken);
        return row;
    }

    /// <summary>The picture at an address: the one that was fetched within the day, or fetched now.</summary>
    /// <exception cref="UnseenPictureException">It cannot be had, or shows no picture.</exception>
    public async Task<ExampleRow> AtAddressAsync(Principal principal, string address, CancellationToken cancellationToken)
    {
        if (address.Length > 2_000 || !Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.Scheme is not ("https" or "http") || uri.UserInfo.Length > 0)
        {
            throw new UnseenPictureException("url is an address that begins with https:// or http://.");
        }

        var since = database.Clock.GetUtcNow() - ExampleRows.Kept;
        if (await database.ReadAsync(session => ExampleRows.AtAddressAsync(session, principal.LibraryKey, uri.AbsoluteUri, since, cancellationToken), cancellationToken) is { } known)
        {
            return known;
        }

        var path = Path.Combine(folder.Spool, $"{ids.Next()}.part");
        try
        {
            var sha256 = await FetchAsync(uri, path, cancellationToken);
            return await AddAsync(principal, path, AssetName.ForUpload(Path.GetFileName(uri.LocalPath) is { Length: > 0 } name ? name : uri.Host), uri.AbsoluteUri, sha256, cancellationToken);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private async Task<byte[]> FetchAsync(Uri address, string path, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Fetching);
        try
        {
            await using var answer = await egress.OpenAsync(address, MostBytes, patience.Token);
            await using var file = new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Read, 1 << 16, useAsync: true);
            await answer.CopyToAsync(file, patience.Token);
            file.Position = 0;
            return await SHA256.HashDataAsync(file, patience.Token);
        }
        catch (IOException error)
        {
            throw new UnseenPictureException($"The picture cannot be fetched: {error.Message}");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new UnseenPictureException($"{address.Host} took too long to send the picture.");
        }
    }
}

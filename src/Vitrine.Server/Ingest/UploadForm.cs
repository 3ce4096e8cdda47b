using System.Text;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using Vitrine.Core.Assets;
using Vitrine.Media.Kinds;
using Vitrine.Media.Metadata;
using Vitrine.Server.Import;
using Vitrine.Server.Pipeline;

namespace Vitrine.Server.Ingest;

/// <summary>An upload cannot be taken: an HTTP status and a sentence.</summary>
public sealed class UploadRefusedException(int status, string message) : Exception(message)
{
    public int Status { get; } = status;

    /// <summary>Members of the answer beside the sentence; null = none.</summary>
    public IDictionary<string, object?>? Extensions { get; init; }

    /// <summary>The file came whole, and the disk does not take it.</summary>
    public static UploadRefusedException NotStored(Exception error) => LaneFailures.IsDiskFull(error)
        ? new UploadRefusedException(StatusCodes.Status507InsufficientStorage, "There is no room left for this file where originals are kept.")
        : new UploadRefusedException(StatusCodes.Status500InternalServerError, "This file cannot be stored: the server's data folder takes no writes. Is it read-only?");
}

/// <summary>The parts of an upload. The file goes to disk while it is hashed; only the small fields are held in memory.</summary>
public sealed class UploadForm : IDisposable
{
    private const int MostFieldBytes = 64 << 10;
    private const int MostFields = 100;

    private UploadForm(string spooled) => Spooled = spooled;

    /// <summary>The file on disk; gone after <see cref="Dispose"/>, unless someone moved it before.</summary>
    public string Spooled { get; }

    public string Name { get; private set; } = "";

    public FileHashes? Hashes { get; private set; }

    public Sniffed? Sniffed { get; private set; }

    public string? Folder { get; private set; }

    public List<string> Tags { get; } = [];

    public List<string> Collections { get; } = [];

    public Dictionary<string, System.Text.Json.JsonElement> Fields { get; private set; } = [];

    public SameName SameName { get; private set; } = SameName.Rename;

    public UploadWish Wish => new(Name, Folder, Tags, SameName) { Collections = Collections, Fields = Fields };

    /// <exception cref="UploadRefusedException">The request is no such form, its file is too large, or there is no room.</exception>
    public static async Task<UploadForm> ReadAsync(HttpRequest request, string spool, ImportOptions options, IdGenerator ids, CancellationToken cancellationToken)
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type) || !type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase)
            || HeaderUtilities.RemoveQuotes(type.Boundary).Value is not { Length: > 0 and <= 200 } boundary)
        {
            throw new UploadRefusedException(StatusCodes.Status415UnsupportedMediaType, "Send the file as multipart/form-data, in a part named 'file'.");
        }

        if (request.ContentLength > options.FreeBytes())
        {
            throw NoRoom();
        }

        var form = new UploadForm(Path.Combine(spool, $"{ids.Next()}.part"));
        try
        {
            await form.ReadAsync(new MultipartReader(boundary, request.Body), options.MaxFileBytes, cancellationToken);
            return form.Hashes is null ? throw Bad("There is no part named 'file' in the request.") : form;
        }
        catch (Exception error) when (error is InvalidDataException or IOException and not BadHttpRequestException)
        {
            form.Dispose();
            throw Broken();
        }
        catch
        {
            form.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        if (File.Exists(Spooled))
        {
            File.Delete(Spooled);
        }
    }

    private static UploadRefusedException Bad(string message) => new(StatusCodes.Status400BadRequest, message);

    private static UploadRefusedException Broken() => Bad("The request ended early, or is not a well-formed multipart form.");

    private static UploadRefusedException NoRoom() => new(StatusCodes.Status507InsufficientStorage, "There is no room left for this file where originals are kept.");

    private async Task ReadAsync(MultipartReader parts, long maxBytes, CancellationToken cancellationToken)
    {
        for (var count = 0; await parts.ReadNextSectionAsync(cancellationToken) is { } part; count++)
        {
            if (count >= MostFields)
            {
                throw Bad($"A form has at most {MostFields} parts.");
            }

            if (part.ContentDisposition is not { } said)
            {
                continue;
            }

            // Browsers escape control characters in a name; who sends them as they are has them shown, as in every name.
            if (!ContentDispositionHeaderValue.TryParse(said, out var disposition)
                && !ContentDispositionHeaderValue.TryParse(AssetName.Printable(said), out disposition))
            {
                throw Bad("The Content-Disposition of a part cannot be read.");
            }

            var field = HeaderUtilities.RemoveQuotes(disposition.Name).Value;
            if (field == "file")
            {
                await FileAsync(part.Body, FileName(disposition), maxBytes, cancellationToken);
            }
            else
            {
                Field(field, await TextAsync(part.Body, cancellationToken));
            }
        }
    }

    /// <summary>The name in UTF-8 (<c>filename*</c>, RFC 5987) before the plain one.</summary>
    private static string FileName(ContentDispositionHeaderValue disposition) =>
        AssetName.ForUpload((disposition.FileNameStar.HasValue ? disposition.FileNameStar : HeaderUtilities.RemoveQuotes(disposition.FileName)).Value);

    private async Task FileAsync(Stream body, string name, long maxBytes, CancellationToken cancellationToken)
    {
        if (Hashes is not null)
        {
            throw Bad("Send one file in a request.");
        }

        Name = name;
        try
        {
            await SpoolAsync(body, name, maxBytes, cancellationToken);
        }
        catch (Exception error) when (error is UnauthorizedAccessException or IOException and not BadHttpRequestException)
        {
            // What goes wrong while the request is read is told by the stream that reads it.
            throw UploadRefusedException.NotStored(error);
        }
    }

    private async Task SpoolAsync(Stream body, string name, long maxBytes, CancellationToken cancellationToken)
    {
        await using var spool = new FileStream(Spooled, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 1 << 16);
        Hashes = await FileHasher.HashAsync(new LimitedStream(body, maxBytes), spool, cancellationToken);
        await spool.FlushAsync(cancellationToken);
        var head = new byte[(int)Math.Min(ContentSniffer.HeadBytes, Hashes.Bytes)];
        spool.Position = 0;
        await spool.ReadExactlyAsync(head, cancellationToken);
        Sniffed = ContentSniffer.Sniff(head, Hashes.Bytes, name);
    }

    private void Field(string? name, string text)
    {
        switch (name)
        {
            case "folder":
                Folder = UploadWish.CheckFolder(text);
                break;
            case "sameName":
                SameName = UploadWish.Rule(text);
                break;
            case "tags":
                UploadWish.AddTags(Tags, text);
                break;
            case "collection":
                UploadCollections.Add(Collections, text);
                break;
            case "fields":
                Fields = UploadWish.ReadFields(text);
                break;
            default:
                break;
        }
    }

    private static async Task<string> TextAsync(Stream body, CancellationToken cancellationToken)
    {
        var bytes = new byte[MostFieldBytes + 1];
        var read = await body.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellationToken);
        return read > MostFieldBytes ? throw Bad($"A field has at most {MostFieldBytes} bytes.") : Encoding.UTF8.GetString(bytes, 0, read);
    }

    /// <summary>Refuses what grows beyond the limit while it still streams in.</summary>
    private sealed class LimitedStream(Stream inner, long left) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("uploads are read asynchronously");

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            int read;
            try
            {
                read = await inner.ReadAsync(buffer, cancellationToken);
            }
            catch (IOException error) when (error is not BadHttpRequestException)
            {
                throw Broken();
            }

            left -= read;
            return left < 0 ? throw new UploadRefusedException(StatusCodes.Status413PayloadTooLarge, "This file is larger than the server takes.") : read;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}

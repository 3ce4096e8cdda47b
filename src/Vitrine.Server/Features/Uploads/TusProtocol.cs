using System.Globalization;
using Vitrine.Server.Ingest;

namespace Vitrine.Server.Features.Uploads;

/// <summary>On an endpoint of our own beside the protocol: it asks for no <c>Tus-Resumable</c>.</summary>
internal sealed class OutsideTheProtocol;

/// <summary>
/// What all requests of the tus protocol share (tus 1.0.0, https://tus.io/protocols/resumable-upload): its version is checked and answered, nothing
/// is cached, and what was refused becomes a problem.
/// </summary>
internal sealed class TusProtocol(ILogger<TusProtocol> log) : IEndpointFilter
{
    public const string Version = "1.0.0";
    public const string VersionHeader = "Tus-Resumable";
    public const string OffsetHeader = "Upload-Offset";
    public const string LengthHeader = "Upload-Length";
    public const string MetadataHeader = "Upload-Metadata";
    public const string PieceType = "application/offset+octet-stream";

    /// <summary>Of an answer to the request that completed an upload, and of every later one: the asset that it became.</summary>
    public const string AssetHeader = "X-Vitrine-Asset", TakenAsHeader = "X-Vitrine-Taken-As";

    private const string ExpiresHeader = "Upload-Expires";

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers[VersionHeader] = Version;
        if (http.GetEndpoint()?.Metadata.GetMetadata<OutsideTheProtocol>() is null && http.Request.Headers[VersionHeader] != Version)
        {
            http.Response.Headers["Tus-Version"] = Version;
            return TypedResults.Problem($"This server speaks tus {Version}: send {VersionHeader}: {Version}.", statusCode: StatusCodes.Status412PreconditionFailed);
        }

        try
        {
            return await next(context);
        }
        catch (UploadRefusedException refused)
        {
            log.LogInformation("A resumable upload was refused: {Reason}", refused.Message);
            return TypedResults.Problem(refused.Message, statusCode: refused.Status, title: refused.Status == UploadChecksum.Mismatch ? "Checksum Mismatch" : null, extensions: refused.Extensions);
        }
        catch (Exception error) when (error is OperationCanceledException or IOException)
        {
            // Who sent it has gone, or sends too slowly: what came is kept. What fails on our own disk is refused above.
            log.LogInformation("A piece of an upload ended early: {Reason}", error.Message);
            return TypedResults.Problem("The request ended early. What arrived is kept.", statusCode: (error as BadHttpRequestException)?.StatusCode ?? StatusCodes.Status499ClientClosedRequest);
        }
    }

    /// <summary>What an upload became.</summary>
    public static void SetFinished(HttpResponse response, FinishedUpload finished)
    {
        response.Headers[AssetHeader] = finished.AssetId;
        if (finished.TakenAs is { } takenAs)
        {
            response.Headers[TakenAsHeader] = takenAs;
        }
    }

    /// <summary>How far an upload is, and how long it is kept as it is.</summary>
    public static void SetProgress(HttpResponse response, UploadProgress progress)
    {
        response.Headers[OffsetHeader] = progress.Offset.ToString(CultureInfo.InvariantCulture);
        if (progress.Upload.IsOpen)
        {
            response.Headers[ExpiresHeader] = progress.Upload.ExpiresAt.ToString("R", CultureInfo.InvariantCulture);
        }
    }

    /// <summary>A number of bytes in a header.</summary>
    /// <exception cref="UploadRefusedException">It is not there, or no number.</exception>
    public static long Bytes(HttpRequest request, string header) =>
        long.TryParse(request.Headers[header].ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var bytes)
            ? bytes
            : throw new UploadRefusedException(StatusCodes.Status400BadRequest, $"{header} takes a number of bytes.");

    public static bool IsPiece(HttpRequest request) => string.Equals(request.ContentType, PieceType, StringComparison.OrdinalIgnoreCase);
}

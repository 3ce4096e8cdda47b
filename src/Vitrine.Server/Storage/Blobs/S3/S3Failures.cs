using System.Net;
using Amazon.Runtime;
using Amazon.S3;

namespace Vitrine.Server.Storage.Blobs.S3;

/// <summary>Says in a sentence why an S3 server did not do what was asked.</summary>
internal static class S3Failures
{
    /// <summary>Whether the object is not there. An answer without a body (to HEAD) does not tell whether the bucket is.</summary>
    public static bool IsMissing(Exception error) => error is AmazonS3Exception { StatusCode: HttpStatusCode.NotFound } answer && answer.ErrorCode != "NoSuchBucket";

    /// <summary>Whether an error is one of the store, the network or the clock that ran out, and not of our own making.</summary>
    public static bool IsOfTheStore(Exception error, CancellationToken cancellationToken) => error switch
    {
        OperationCanceledException => !cancellationToken.IsCancellationRequested,
        AmazonServiceException or AmazonClientException or HttpRequestException or TimeoutException or WebException => true,
        HttpIOException or System.Net.Sockets.SocketException => true,
        IOException => error.InnerException is System.Net.Sockets.SocketException,
        _ => false,
    };

    public static BlobsUnavailableException Of(Exception error, S3Address address)
    {
        var server = address.Endpoint?.GetLeftPart(UriPartial.Authority) ?? $"Amazon S3 in {address.Region}";
        return new BlobsUnavailableException(
            error switch
            {
                AmazonS3Exception { ErrorCode: "NoSuchBucket" } => $"There is no bucket {address.Bucket} at {server}. Originals are kept there: make it, or see why it is gone.",
                AmazonS3Exception { ErrorCode: "InvalidAccessKeyId" or "SignatureDoesNotMatch" or "InvalidToken" or "ExpiredToken" } =>
                    $"{server} does not accept the keys for bucket {address.Bucket}. Originals are kept there.",
                AmazonS3Exception { ErrorCode: "RequestTimeTooSkewed" } => $"{server} does not accept requests of this machine, whose clock differs from its own too much.",
                AmazonS3Exception { StatusCode: HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized } => $"The keys are not allowed to do this in bucket {address.Bucket} at {server}, where originals are kept.",
                AmazonS3Exception { ErrorCode: "QuotaExceeded" } or AmazonS3Exception { StatusCode: HttpStatusCode.InsufficientStorage } =>
                    $"Bucket {address.Bucket} at {server}, where originals are kept, is full.",
                AmazonServiceException { StatusCode: not 0 } answer => $"{server}, where originals are kept, answers {(int)answer.StatusCode} ({answer.ErrorCode ?? answer.Message}).",
                OperationCanceledException or TimeoutException => $"{server}, where originals are kept, took too long to answer.",
                _ => $"{server}, where originals are kept, cannot be reached: {error.GetBaseException().Message.TrimEnd('.')}.",
            },
            error);
    }
}

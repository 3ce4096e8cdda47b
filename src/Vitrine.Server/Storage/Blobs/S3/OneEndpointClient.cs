using Amazon;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.S3;
using Amazon.S3.Internal;

namespace Vitrine.Server.Storage.Blobs.S3;

/// <summary>
/// Amazon's client, held to the server that the owner named. It does not go through the <c>EgressClient</c>: that one keeps addresses that strangers wrote
/// away from private networks, and this address is the owner's own and mostly lies in one. What would lead elsewhere is taken out: redirects, and the
/// retries that follow a bucket to another region.
/// </summary>
internal sealed class OneEndpointClient(AWSCredentials credentials, AmazonS3Config config) : AmazonS3Client(credentials, config)
{
    private const int Retries = 3;

    /// <summary>Long enough for one part on a slow line; larger bodies are never sent in one request.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan ConnectLimit = TimeSpan.FromSeconds(5);

    /// <param name="limit">The time each request may take; 60 s by default.</param>
    /// <param name="retries">How often a request is repeated that failed by the network or the server; 3 by default.</param>
    public static OneEndpointClient Create(S3Address address, AWSCredentials credentials, TimeSpan? limit = null, int retries = Retries)
    {
        var config = new AmazonS3Config
        {
            ForcePathStyle = true,
            AuthenticationRegion = address.Region,
            AllowAutoRedirect = false,
            IgnoreConfiguredEndpointUrls = true,
            DefaultConfigurationMode = DefaultConfigurationMode.Standard,

            // Other servers than Amazon's do not know the newer checksums.
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
            RetryMode = RequestRetryMode.Standard,
            MaxErrorRetry = retries,
            Timeout = limit ?? Limit,
            ConnectTimeout = ConnectLimit,
        };
        if (address.Endpoint is { } endpoint)
        {
            config.ServiceURL = endpoint.GetLeftPart(UriPartial.Authority);
        }
        else
        {
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(address.Region);
        }

        return new OneEndpointClient(credentials, config);
    }

    protected override void CustomizeRuntimePipeline(RuntimePipeline pipeline)
    {
        base.CustomizeRuntimePipeline(pipeline);
        pipeline.ReplaceHandler<AmazonS3RedirectHandler>(new NoRedirects());
        pipeline.ReplaceHandler<RetryHandler>(new RetryHandler(new StandardRetryPolicy(Config)));
    }

    /// <summary>Takes an answer that leads elsewhere for a failure; the library's own code would read it as a success without content.</summary>
    private sealed class NoRedirects : PipelineHandler
    {
        public override async Task<T> InvokeAsync<T>(IExecutionContext executionContext)
        {
            var answer = await base.InvokeAsync<T>(executionContext);
            var status = executionContext.ResponseContext.HttpResponse.StatusCode;
            return (int)status is >= 300 and < 400
                ? throw new AmazonS3Exception("it leads to another server", ErrorType.Unknown, "Redirect", null, status)
                : answer;
        }
    }
}

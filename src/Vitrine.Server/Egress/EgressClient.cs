using System.Net;
using System.Net.Sockets;
using Vitrine.Media.Packs.Sources;

namespace Vitrine.Server.Egress;

/// <summary>
/// The only way out of the server. Names are resolved once and the connection goes to the address that was checked (no DNS rebinding);
/// private, loopback and link-local addresses are refused unless a host is listed; each redirect is checked anew and never leaves HTTPS;
/// size and time are limited.
/// </summary>
public sealed class EgressClient : IPackDownloader, IDisposable
{
    private const int MostRedirects = 5;
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(30);
    private readonly HttpClient http;

    public EgressClient()
        : this(new HashSet<string>())
    {
    }

    /// <param name="allowed">Hosts that may lie on private addresses.</param>
    public EgressClient(IReadOnlySet<string> allowed)
    {
        var listed = allowed.ToHashSet(StringComparer.OrdinalIgnoreCase);
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            ConnectTimeout = TimeSpan.FromSeconds(10),
            ConnectCallback = (context, cancellationToken) => ConnectAsync(context.DnsEndPoint, listed, cancellationToken),
        };
#pragma warning disable RS0030 // This is the one client that everything else goes through.
        http = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
#pragma warning restore RS0030
        http.DefaultRequestHeaders.UserAgent.ParseAdd("Vitrine");
    }

    /// <param name="maxBytes">A longer answer ends with an error, whatever length it announced.</param>
    /// <exception cref="IOException">It cannot be had; the message says why.</exception>
    public async Task<Stream> OpenAsync(Uri address, long maxBytes, CancellationToken cancellationToken)
    {
        var patience = new CancellationTokenSource(Limit);
        try
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
            var response = await FollowAsync(address, either.Token);
            if (response.Content.Headers.ContentLength > maxBytes)
            {
                response.Dispose();
                throw new IOException($"{address.Host} answered more bytes than expected");
            }

            return new BoundedStream(response, await response.Content.ReadAsStreamAsync(cancellationToken), maxBytes, patience);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            patience.Dispose();
            throw new IOException($"{address.Host} took too long to answer");
        }
        catch
        {
            patience.Dispose();
            throw;
        }
    }

    public void Dispose() => http.Dispose();

    private async Task<HttpResponseMessage> FollowAsync(Uri address, CancellationToken cancellationToken)
    {
        for (var redirects = 0; redirects <= MostRedirects; redirects++)
        {
            var response = await GetAsync(address, cancellationToken);
            if ((int)response.StatusCode is < 300 or >= 400 || response.Headers.Location is not { } location)
            {
                return response.IsSuccessStatusCode ? response : throw Refused(address, response);
            }

            response.Dispose();
            var next = new Uri(address, location);
            if (address.Scheme == Uri.UriSchemeHttps && next.Scheme != Uri.UriSchemeHttps)
            {
                throw new IOException($"{address.Host} redirects to an address without encryption");
            }

            address = next;
        }

        throw new IOException($"{address.Host} redirects too often");
    }

    private async Task<HttpResponseMessage> GetAsync(Uri address, CancellationToken cancellationToken)
    {
        if (address.Scheme != Uri.UriSchemeHttps && address.Scheme != Uri.UriSchemeHttp)
        {
            throw new IOException($"{address.Scheme} addresses are not fetched");
        }

        try
        {
            return await http.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        }
        catch (HttpRequestException error)
        {
            throw new IOException($"{address.Host} cannot be reached: {error.GetBaseException().Message}", error);
        }
    }

    private static IOException Refused(Uri address, HttpResponseMessage response)
    {
        using (response)
        {
            return new IOException($"{address.Host} answered {(int)response.StatusCode}");
        }
    }

    private static async ValueTask<Stream> ConnectAsync(DnsEndPoint target, HashSet<string> listed, CancellationToken cancellationToken)
    {
        var addresses = await Dns.GetHostAddressesAsync(target.Host, cancellationToken);
        var usable = listed.Contains(target.Host) ? addresses : [.. addresses.Where(PublicAddresses.IsPublic)];
        if (usable.Length == 0)
        {
            throw new IOException($"{target.Host} does not lie on the public internet");
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(usable, target.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}

using System.Net;
using System.Net.Sockets;
using Vitrine.Media.Packs.Sources;

namespace Vitrine.Server.Egress;

/// <summary>
/// The only way out of the server. Names are resolved once and the connection goes to the address that was checked (no DNS rebinding);
/// private, loopback and link-local addresses are refused unless a host is listed; each redirect is checked anew; size and time are limited.
/// </summary>
public sealed class EgressClient : IPackDownloader, IDisposable
{
    private const int MostRedirects = 5;
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(30);
    private readonly HttpClient http;

    /// <param name="allowed">Hosts that may lie on private addresses.</param>
    public EgressClient(IReadOnlySet<string>? allowed = null)
    {
        var listed = allowed ?? new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            ConnectTimeout = TimeSpan.FromSeconds(10),
            ConnectCallback = (context, cancellationToken) => ConnectAsync(context.DnsEndPoint, listed, cancellationToken),
        };
#pragma warning disable RS0030 // This is the one client that everything else goes through.
        http = new HttpClient(handler) { Timeout = Limit };
#pragma warning restore RS0030
        http.DefaultRequestHeaders.UserAgent.ParseAdd("Vitrine");
    }

    public async Task<Stream> OpenAsync(Uri address, long maxBytes, CancellationToken cancellationToken)
    {
        for (var redirects = 0; redirects <= MostRedirects; redirects++)
        {
            if (address.Scheme != Uri.UriSchemeHttps && address.Scheme != Uri.UriSchemeHttp)
            {
                throw new IOException($"{address.Scheme} addresses are not fetched");
            }

            HttpResponseMessage response;
            try
            {
                response = await http.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            }
            catch (HttpRequestException error)
            {
                throw new IOException($"{address.Host} cannot be reached: {error.Message}", error);
            }

            if ((int)response.StatusCode is >= 300 and < 400 && response.Headers.Location is { } location)
            {
                address = new Uri(address, location);
                response.Dispose();
                continue;
            }

            if (!response.IsSuccessStatusCode || response.Content.Headers.ContentLength > maxBytes)
            {
                var why = response.IsSuccessStatusCode ? "more bytes than expected" : $"{(int)response.StatusCode}";
                response.Dispose();
                throw new IOException($"{address.Host} answered {why}");
            }

            return await response.Content.ReadAsStreamAsync(cancellationToken);
        }

        throw new IOException($"{address.Host} redirects too often");
    }

    public void Dispose() => http.Dispose();

    /// <summary>Whether an address belongs to the public internet (RFC 6890; IPv4 mapped into IPv6 counts as IPv4).</summary>
    internal static bool IsPublic(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
        {
            address = address.MapToIPv4();
        }

        if (IPAddress.IsLoopback(address) || address.IsIPv6LinkLocal || address.IsIPv6SiteLocal || address.IsIPv6Multicast || address.IsIPv6UniqueLocal)
        {
            return false;
        }

        var bytes = address.GetAddressBytes();
        if (address.AddressFamily == AddressFamily.InterNetworkV6)
        {
            // 64:ff9b::/96 leads to IPv4 addresses, ::/96 and 2002::/16 did.
            var translated = bytes[0] == 0 && bytes[1] == 0x64;
            var tunnelled = bytes[0] == 0x20 && bytes[1] == 0x02;
            var compatible = !bytes.AsSpan(0, 12).ContainsAnyExcept((byte)0);
            return !translated && !tunnelled && !compatible;
        }

        return bytes[0] switch
        {
            0 or 10 or 127 or >= 224 => false,
            100 => bytes[1] is < 64 or > 127,
            169 => bytes[1] != 254,
            172 => bytes[1] is < 16 or > 31,
            192 => !(bytes[1] == 168 || (bytes[1] == 0 && (bytes[2] is 0 or 2))),
            198 => !(bytes[1] is 18 or 19 || (bytes[1] == 51 && bytes[2] == 100)),
            203 => !(bytes[1] == 0 && bytes[2] == 113),
            _ => true,
        };
    }

    private static async ValueTask<Stream> ConnectAsync(DnsEndPoint target, IReadOnlySet<string> listed, CancellationToken cancellationToken)
    {
        var addresses = await Dns.GetHostAddressesAsync(target.Host, cancellationToken);
        var usable = listed.Contains(target.Host) ? addresses : [.. addresses.Where(IsPublic)];
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

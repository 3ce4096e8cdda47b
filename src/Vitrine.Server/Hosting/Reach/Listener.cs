using System.Net;

namespace Vitrine.Server.Hosting.Reach;

/// <summary>An address with its port on which the server listens.</summary>
public sealed record Listener(IPEndPoint At, bool Tls)
{
    public const int TlsPort = 5443;

    /// <summary>Only this machine reaches it.</summary>
    public bool IsLoopback => IPAddress.IsLoopback(At.Address);

    private bool IsAny => At.Address.Equals(IPAddress.Any) || At.Address.Equals(IPAddress.IPv6Any);

    /// <summary>
    /// All listeners. The first answers plain HTTP on the loopback address, for this machine's own programs: a listener for it alone, unless one on
    /// every address has its port already.
    /// </summary>
    /// <exception cref="ArgumentException">Two of them want the same port, or TLS has no certificate; the message is a sentence.</exception>
    public static IReadOnlyList<Listener> Of(ServerOptions options)
    {
        var reach = options.Reach;
        if (reach.TlsCertificate is null != reach.TlsKey is null)
        {
            throw new ArgumentException("--tls-certificate and --tls-key belong together.");
        }

        if (reach.TlsCertificate is not null && reach.Listen.All(listen => listen.Tls == false))
        {
            throw new ArgumentException("--tls-certificate needs an address to listen on: --listen 0.0.0.0. The loopback address answers plain HTTP.");
        }

        var wanted = reach.Listen.Select(listen => Of(listen, reach.TlsCertificate is not null, options.Port)).Distinct().ToList();

        // [::] takes IPv4 as well.
        wanted.RemoveAll(one => one.At.Address.Equals(IPAddress.Any) && one.At.Port != 0
            && wanted.Any(other => other.At.Address.Equals(IPAddress.IPv6Any) && other.At.Port == one.At.Port && other.Tls == one.Tls));
        var own = new Listener(new IPEndPoint(IPAddress.Loopback, options.Port), Tls: false);
        if (wanted.FirstOrDefault(one => one.Covers(own) && !one.Tls) is { } covering)
        {
            wanted.Remove(covering);
            own = covering;
        }

        wanted.Insert(0, own);
        foreach (var one in wanted)
        {
            if (wanted.FirstOrDefault(other => other != one && one.Covers(other)) is { } other)
            {
                throw new ArgumentException($"{one} and {other} want the same port. Name another one: --listen {one.At.Address}:PORT, or --port for the loopback address.");
            }
        }

        return wanted;
    }

    public override string ToString() => $"{(Tls ? "https" : "http")}://{At}";

    /// <summary>Whether nothing else can listen there beside it.</summary>
    private bool Covers(Listener other) => At.Port != 0 && At.Port == other.At.Port && (IsAny || At.Address.Equals(other.At.Address));

    private static Listener Of(ListenAddress listen, bool hasCertificate, int port)
    {
        var tls = listen.Tls ?? hasCertificate;
        if (tls && !hasCertificate)
        {
            throw new ArgumentException($"--listen https://{listen.Address} needs --tls-certificate and --tls-key.");
        }

        return new Listener(new IPEndPoint(listen.Address, listen.Port ?? (tls ? TlsPort : port)), tls);
    }
}

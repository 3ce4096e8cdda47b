using System.Net;

namespace Vitrine.Server.Hosting.Reach;

/// <summary>From where the server can be reached beside its own machine, and by which names. By default from nowhere.</summary>
public sealed record ReachOptions
{
    /// <summary>The variable that names the file with the owner's password.</summary>
    public const string PasswordVariable = "VITRINE_OWNER_PASSWORD_FILE";

    /// <summary><c>--listen</c>: addresses beside the loopback one.</summary>
    public IReadOnlyList<ListenAddress> Listen { get; init; } = [];

    /// <summary><c>--public-url</c>: how people call this server; the first stands in login links.</summary>
    public IReadOnlyList<Uri> PublicUrls { get; init; } = [];

    /// <summary><c>--trusted-proxy</c>: networks whose word counts about who asked them, and how.</summary>
    public IReadOnlyList<IPNetwork> TrustedProxies { get; init; } = [];

    /// <summary><c>--tls-certificate</c>: a PEM file, the server's certificate first, then those that vouch for it.</summary>
    public string? TlsCertificate { get; init; }

    /// <summary><c>--tls-key</c>: the PEM file of its private key, without a password.</summary>
    public string? TlsKey { get; init; }

    /// <summary>A file with the owner's password; see <see cref="PasswordVariable"/>.</summary>
    public string? PasswordFile { get; init; }

    /// <summary>The options with one argument more; null where the argument is none of these.</summary>
    /// <exception cref="ArgumentException">The value cannot be read; the message is a sentence.</exception>
    public ReachOptions? With(string argument, string value) => argument switch
    {
        "--listen" => this with { Listen = [.. Listen, .. Parts(value).Select(ListenAddress.Parse)] },
        "--public-url" => this with { PublicUrls = [.. PublicUrls, .. Parts(value).Select(ParseUrl)] },
        "--trusted-proxy" => this with { TrustedProxies = [.. TrustedProxies, .. Parts(value).Select(ParseNetwork)] },
        "--tls-certificate" => this with { TlsCertificate = value },
        "--tls-key" => this with { TlsKey = value },
        _ => null,
    };

    private static string[] Parts(string value) => value.Split(',', StringSplitOptions.TrimEntries);

    private static Uri ParseUrl(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" && url is { AbsolutePath: "/", Query: "", Fragment: "", UserInfo: "" }
            ? url
            : throw new ArgumentException($"--public-url takes the address that people type, with no path: https://photos.example.org, not '{text}'");

    private static IPNetwork ParseNetwork(string text)
    {
        if (IPAddress.TryParse(text, out var one))
        {
            return new IPNetwork(one, one.GetAddressBytes().Length * 8);
        }

        return IPNetwork.TryParse(text, out var network)
            ? network
            : throw new ArgumentException($"--trusted-proxy takes an address or a network as 10.0.0.0/8 (its first address, then the length), not '{text}'");
    }
}

/// <summary>An address to listen on.</summary>
/// <param name="Port">Null = the usual one: that of the loopback address, or 5443 with TLS.</param>
/// <param name="Tls">Null = with TLS where there is a certificate.</param>
public sealed record ListenAddress(IPAddress Address, int? Port, bool? Tls)
{
    /// <summary>Every address of the machine.</summary>
    public bool IsAny => Address.Equals(IPAddress.Any) || Address.Equals(IPAddress.IPv6Any);

    /// <summary>Reads <c>[http://|https://]ADDRESS[:PORT]</c>; an address of IPv6 stands in brackets.</summary>
    public static ListenAddress Parse(string text)
    {
        var rest = text;
        bool? tls = rest.StartsWith("https://", StringComparison.OrdinalIgnoreCase) ? true : rest.StartsWith("http://", StringComparison.OrdinalIgnoreCase) ? false : null;
        rest = tls is null ? rest : rest[(rest.IndexOf("//", StringComparison.Ordinal) + 2)..].TrimEnd('/');
        var colon = rest.LastIndexOf(':');
        var hasPort = colon > 0 && (rest[colon - 1] == ']' || rest.IndexOf(':', StringComparison.Ordinal) == colon);
        var name = hasPort ? rest[..colon] : rest;
        ushort port = 0;
        var bare = name.Length > 2 && name[0] == '[' && name[^1] == ']' ? name[1..^1] : name;
        return IPAddress.TryParse(bare, out var address) && (bare.Contains(':', StringComparison.Ordinal) || address.ToString() == bare)
            && (!hasPort || ushort.TryParse(rest[(colon + 1)..], System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out port))
            ? new ListenAddress(address, hasPort ? port : null, tls)
            : throw new ArgumentException($"--listen takes an address and, if wanted, a port: 0.0.0.0, 192.168.1.5:8080, [::]:5180; not '{text}'");
    }
}

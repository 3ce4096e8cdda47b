using System.Net;
using Vitrine.Server.Hosting.Reach;

namespace Vitrine.Server.Access;

/// <summary>
/// The names this server goes by: this machine's own, the addresses it listens on, those of <c>--public-url</c>. A page of somebody else whose name was
/// pointed here afterwards (DNS rebinding) asks for its own name, which is none of these. Such an attack needs a name: where the server listens on every
/// address of the machine, any address written as numbers is one of ours.
/// </summary>
internal sealed class OwnHosts
{
    private readonly HashSet<string> names = new(["localhost", "127.0.0.1", "::1"], StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> origins = new(StringComparer.OrdinalIgnoreCase);
    private readonly bool anyAddress;

    public OwnHosts(ReachOptions reach)
    {
        foreach (var listen in reach.Listen)
        {
            names.Add(listen.Address.ToString());
            anyAddress |= listen.IsAny;
        }

        foreach (var url in reach.PublicUrls)
        {
            names.Add(url.Host.Trim('[', ']'));
            origins.Add(url.GetLeftPart(UriPartial.Authority));
        }
    }

    public bool Answers(HostString host)
    {
        var name = host.Host.Trim('[', ']');
        return names.Contains(name) || (anyAddress && IsAddress(name));
    }

    /// <summary>Whether an origin is this very server: as the request names it, or, behind a proxy that does not say how it was asked, as the owner named it.</summary>
    public bool IsOrigin(string origin, HttpRequest request) =>
        string.Equals(origin, $"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase) || origins.Contains(origin);

    /// <summary>Written in full: "1" and "0x7f.1" are names to us.</summary>
    private static bool IsAddress(string name) =>
        IPAddress.TryParse(name, out var address) && (name.Contains(':', StringComparison.Ordinal) || address.ToString() == name);
}
